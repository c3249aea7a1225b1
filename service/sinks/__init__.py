"""Where values leave the process other than by topic and web page: /metrics."""
