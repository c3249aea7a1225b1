"""What `kpi.updates` and `kpi.breaches` say last, kept for as long as somebody looks."""
