"""`vigie render`: the generated files, brought up to date."""

from service.render.generated import write


def render() -> None:
    """Write the generated files again; prints those that were out of date."""
    stale = write()
    for path in stale:
        print(f"written {path}")
    if not stale:
        print("everything generated was up to date")
