"""What a file is, by its first bytes and not by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from geodata.errors import BadInput

HEAD_BYTES = 1 << 16


class FileKind(StrEnum):
    """The kinds of file that hold tables."""

    TEXT = "text"
    JSON = "json"
    XML = "xml"
    GZIP = "gzip"
    ZIP = "zip"


# First bytes -> what it is and what to do, for what people send under the name of a table.
_WRONG: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF. Ask for the table itself, as CSV or XLSX"),
    (b"\x89PNG", "a picture. Ask for the table itself, as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture. Ask for the table itself, as CSV or XLSX"),
    (b"GIF8", "a picture. Ask for the table itself, as CSV or XLSX"),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel or a password-protected workbook. Open it and save it as .xlsx without a password, or as CSV",
    ),
    (b"{\\rtf", "a text document. Ask for the table itself, as CSV or XLSX"),
    (b"Rar!", "a RAR archive. Unpack it, or ask for a zip"),
    (b"7z\xbc\xaf", "a 7-Zip archive. Unpack it, or ask for a zip"),
    (b"PAR1", "a Parquet file. Save it as CSV"),
    (b"SQLite format 3", "a database. Save the table as CSV"),
)
_PAGES = ("<html", "<!doctype html", "<table", "<head")
# A declaration, a comment, or an element with another in it; a heading in angle brackets is none of them.
_MARKUP = re.compile(
    r"<(?:\?xml\s|!DOCTYPE\s|!--|[A-Za-z_][\w.:-]*(?:\s+[\w.:-]+\s*=\s*[\"'][^<]*)?\s*>\s*<)"
)
_JSON = re.compile(r"(?:\[\s*)?\{\s*[\"}]|\[\s*(?:\]|\d+\s*,|null\s*,)")


def sniff(head: bytes, name: str) -> FileKind:
    """What a file with these first bytes is.

    Raises
    ------
    BadInput
        When it is nothing we read, saying what it is and what to do.
    """
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise BadInput(f"{name} is empty. Check the export that made it; nothing was brought in.")
    if head.startswith(b"\x1f\x8b"):
        return FileKind.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return FileKind.ZIP
    for start, what in _WRONG:
        if head.startswith(start):
            raise BadInput(f"{name} is {what}; nothing was brought in.")
    _check_text(head, name)
    text = head[:4096].decode(text_encoding(head), "replace").lstrip("\ufeff \t\r\n")
    if text[:20].casefold().startswith(_PAGES) or "<html" in text[:1000].casefold():
        raise BadInput(
            f"{name} is a web page, not a table. Open it in a spreadsheet and save it as CSV or XLSX; "
            "nothing was brought in."
        )
    if _MARKUP.match(text):
        return FileKind.XML
    return FileKind.JSON if _JSON.match(text) else FileKind.TEXT


def text_encoding(head: bytes) -> str:
    """The encoding of a text by its first bytes: a byte order mark, UTF-16 by its zeros, else UTF-8."""
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.3 * len(head) / 2 and even < 0.1 * len(head) / 2:
        return "utf-16-le"
    if even > 0.3 * len(head) / 2 and odd < 0.1 * len(head) / 2:
        return "utf-16-be"
    return "utf-8"


def _check_text(head: bytes, name: str) -> None:
    if text_encoding(head) not in ("utf-8", "utf-8-sig"):
        return
    # A stray control byte is a slip of an export; many of them are a program or a picture.
    strange = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\f\x1a\x1b")
    if strange > 0.01 * len(head) + 2:
        raise BadInput(
            f"{name} is not text, whatever its name says. Ask for the table as CSV or XLSX; nothing was brought in."
        )
