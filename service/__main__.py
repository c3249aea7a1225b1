"""`python -m service COMMAND` is `vigie COMMAND`."""

from service.cli.main import app

app()
