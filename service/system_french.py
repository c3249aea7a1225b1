"""What the operating system says of a file or an address, in French."""

from collections.abc import Mapping

_REASONS: Mapping[str, str] = {
    "No such file or directory": "fichier introuvable",
    "Permission denied": "accès refusé",
    "Is a directory": "c’est un dossier",
    "Not a directory": "ce n’est pas un dossier",
    "File exists": "il existe déjà",
    "No space left on device": "il n’y a plus de place",
    "Read-only file system": "rien ne peut y être écrit",
    "Address already in use": "cette adresse est déjà prise",
    "Connection refused": "connexion refusée",
    "Connection reset by peer": "connexion coupée",
    "timed out": "pas de réponse à temps",
    "Name or service not known": "nom de machine inconnu",
}

SYSTEM: Mapping[str, str] = {
    **_REASONS,
    **{f"{{file}}: {english}": f"{{file}}\u202f: {french}" for english, french in _REASONS.items()},
    **{f"cannot be read: {english}": f"illisible\u202f: {french}" for english, french in _REASONS.items()},
    **{f"[Errno {{number}}] {english}": f"{french} (errno {{number}})" for english, french in _REASONS.items()},
    "[Errno {number}] {why}: {file}": "{file}\u202f: {why} (errno {number})",
}
"""Its reasons: alone, after the name of a file, and as Python has them."""
