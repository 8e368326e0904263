"""Postcodes in a text: full ones with the usual slips, and sectors and districts."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Gazetteer
from geodata.geocode.finding import Finding
from geodata.postcodes import find_anywhere, shared_points, spaced

FloatArray = npt.NDArray[np.float64]

_CANDIDATE = re.compile(
    r"(?<![a-z0-9])([a-z0-9]{1,2}[0-9oils][0-9a-z]?)[\s.-]{0,3}([0-9oils][a-z0-9]{2})(?![a-z0-9])"
)
_OUTWARD = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?$")
_INWARD = re.compile(r"^\d[ABD-HJLNP-UW-Z]{2}$")
_PARTIAL = re.compile(r"(?<![a-z0-9])([a-z]{1,2}[0-9o][a-z0-9]?)(?:\s{0,3}([0-9])(?![a-z0-9]))?(?![a-z0-9])")
_MALFORMED_INWARD = re.compile(r"^\s{0,3}\d[a-z0-9]*[a-z][a-z0-9]*")
_AS_DIGIT = {"O": "0", "I": "1", "L": "1", "S": "5"}
_AS_LETTER = {"0": "O", "1": "I", "5": "S"}

POSTCODE_RADIUS_M = 100.0


class Written(NamedTuple):
    """A postcode as found in a text: `postcode` repaired and without space, `span` where it stood."""

    postcode: str
    span: tuple[int, int]
    repaired: bool


class PostcodeBook:
    """The postcodes of the area and around it, kept in memory; elsewhere's are read when one is asked for."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._found: dict[tuple[str, str], Finding | None] = {}

    @cached_property
    def points(self) -> dict[str, tuple[float, float]]:
        """Metres by postcode."""
        return {name: (x, y) for name, x, y, _, _ in self._rows}

    @cached_property
    def _rows(self) -> list[tuple[str, float, float, int | None, int]]:
        return self._gazetteer.postcodes()

    @cached_property
    def _names(self) -> list[str]:
        """Postcodes in the order of the rows, which is alphabetical."""
        return [row[0] for row in self._rows]

    @cached_property
    def _districts(self) -> frozenset[str]:
        return frozenset({name[:-3] for name in self._names})

    def _part_points(self, part: str, length: int) -> FloatArray | None:
        """Points of a district or sector: those inside the area where there are any, live where known.

        `length` is that of its full postcodes.
        """
        first, last = bisect_left(self._names, part), bisect_left(self._names, part + "~")
        rows = [row for row in self._rows[first:last] if len(row[0]) == length and row[3] != 0]
        inside = [row[1:3] for row in rows if row[4]]
        return np.array(inside or [row[1:3] for row in rows]) if rows else None

    @cached_property
    def _shared(self) -> frozenset[str]:
        points = np.array([(x, y) for _, x, y, _, _ in self._rows], dtype=float).reshape(-1, 2)
        shared = shared_points(points[:, 0], points[:, 1])
        return frozenset(row[0] for row, is_shared in zip(self._rows, shared, strict=True) if is_shared)

    def is_large_user(self, postcode: str) -> bool:
        """Whether a postcode is a PO box or a large user, whose point is the sorting office."""
        return postcode in self._shared

    def is_district(self, outward: str) -> bool:
        """Whether a district ("SW1A") has postcodes in or near the area."""
        return outward in self._districts

    def part(self, outward: str, sector: str = "") -> Finding | None:
        """The middle of a district or sector, with a radius that holds nine in ten of its postcodes."""
        if (outward, sector) not in self._found:
            self._found[(outward, sector)] = self._part(outward, sector)
        return self._found[(outward, sector)]

    def _part(self, outward: str, sector: str) -> Finding | None:
        points = self._part_points(outward + sector, len(outward) + 3)
        if points is None:
            return None
        # The middle one each way: a sorting office with a hundred PO boxes far away must not pull it along.
        centre = np.median(points, axis=0)
        away = np.hypot(*(points - centre).T)
        radius_m = max(200.0, float(np.quantile(away, 0.95)))
        name = f"{outward} {sector}" if sector else outward
        return Finding(
            float(centre[0]), float(centre[1]), radius_m, 0.9,
            "postcode sector" if sector else "postcode district", name,
        )  # fmt: skip

    def elsewhere(self, postcode: str) -> tuple[float, float] | None:
        """Metres of a postcode that is not loaded though its district reaches here, or None."""
        return find_anywhere(postcode)


def written_postcodes(flat: str) -> Iterator[Written]:
    """Every reading of a text's full postcodes, as written first, repaired ones after."""
    for match in _CANDIDATE.finditer(flat):
        outward, inward = (part.upper() for part in match.groups())
        if not any(c.isdigit() for c in outward + inward):
            continue
        as_written = outward + inward
        for reading in _readings(outward, inward):
            yield Written(reading, match.span(), reading != as_written)


@lru_cache(maxsize=20_000)
def _readings(outward: str, inward: str) -> list[str]:
    """A postcode with letters and digits put where they belong; as written first when it is well formed."""
    end = _digit(inward[0]) + "".join(_AS_LETTER.get(c, c) for c in inward[1:])
    if not _INWARD.match(end):
        return []
    found = []
    for letters, last in itertools.product((1, 2), (False, True)):
        if len(outward) <= letters or len(outward) > letters + 2:
            continue
        start = "".join(_AS_LETTER.get(c, c) for c in outward[:letters]) + _digit(outward[letters])
        rest = outward[letters + 1 :]
        start += _digit(rest) if last else rest
        if _OUTWARD.match(start):
            found.append(start + end)
    found = list(dict.fromkeys(found))
    return sorted(found, key=lambda reading: reading != outward + inward)


def _digit(text: str) -> str:
    return "".join(_AS_DIGIT.get(c, c) for c in text)


def partial_postcode(flat: str, book: PostcodeBook) -> tuple[str, str] | None:
    """The district and sector ("" when only a district) in a text, where they are known around here."""
    for match in _PARTIAL.finditer(flat):
        if _MALFORMED_INWARD.match(flat[match.end(1) :]):
            continue  # "XX0 9ZZZ" is no way of writing XX0
        outward, sector = match.group(1).upper(), match.group(2) or ""
        for reading in dict.fromkeys((outward, outward[:2] + outward[2:].replace("O", "0"))):
            if _OUTWARD.match(reading) and book.is_district(reading):
                return reading, sector
    return None


def looks_like_postcode(flat: str) -> bool:
    """Whether the whole text has the shape of a postcode, right or wrong."""
    return bool(re.fullmatch(r"[a-z]{1,2}\d[a-z0-9]?(\s{0,3}\d[a-z0-9]{0,4})?", flat))


def display(postcode: str) -> str:
    """With its space."""
    return spaced(postcode)
