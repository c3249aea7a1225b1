"""The worker's own HTTP server: the board at `/`, `/api/v1`, `/metrics`, `/health`. Read-only; loopback unless set."""
