"""The catalog's objectives → Prometheus' rules, their tests, Alertmanager's routes and the page about them."""
