"""Addresses that a person sends us to send them on to: our own pages, nobody else's."""

from __future__ import annotations


def own_address(text: str | None) -> str | None:
    """The text when it is a path on this host, else None.

    A browser reads `//host`, `/\\host` and control characters in ways that lead elsewhere.
    """
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(character) < 33 for character in text):
        return None
    return text
