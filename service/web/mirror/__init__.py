"""What `kpi.updates`, `kpi.breaches` and `kpi.accounting` say last, kept for as long as somebody looks."""
