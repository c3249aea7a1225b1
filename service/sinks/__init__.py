"""Where values leave the process other than by topic: /metrics and the health endpoints."""
