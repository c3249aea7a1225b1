"""Is the interpreter new enough?"""

from service.doctor.finding import Finding, broken, fine
from service.doctor.words import said

OLDEST = (3, 11)


def python(version: tuple[int, ...]) -> Finding:
    """`version` as `sys.version_info` begins."""
    named = said("python", version=_text(version))
    return (
        fine("python", named)
        if version >= OLDEST
        else broken("python", named, said("python_old", oldest=_text(OLDEST)))
    )


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
