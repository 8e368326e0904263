"""The exceptions that carry a message for the person who sent the input."""


class BadInput(Exception):  # noqa: N818  (read aloud in messages and docs as it stands)
    """Something a person gave us cannot be used as it is.

    The message says which file, row or column, what was expected, and what to do. The command line prints
    it on one line and ends with status 2; a page shows it beside the form.
    """
