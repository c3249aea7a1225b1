"""Changes become cells, cells KPIs, and what changed is published."""
