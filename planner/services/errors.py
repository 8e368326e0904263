"""What a use case says no with, besides `geodata.errors.BadInput`."""


class Denied(PermissionError):  # noqa: N818  (as it is read aloud)
    """This person may not do or see this."""
