"""What ends a verification before it has compared anything."""


class VerifyError(Exception):
    """Something outside is missing or wrong: the message says what and where; correct it and run again."""
