"""Grafana's dashboards, made of the catalog: what is asked, how it is shown, where it stands."""
