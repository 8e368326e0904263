"""The words of a segment that name something, without what stands around a name."""

from __future__ import annotations

from geodata.geocode.vocabulary import QUALIFIERS_M

_LEADING = frozenset({*QUALIFIERS_M, "of", "a", "junction", "corner", "shops", "to", "from"})
# "South Somewhere" is a place of its own in Somewhere.
DIRECTIONS = frozenset({"north", "south", "east", "west", "central", "new", "old", "upper", "lower"})


def naming_words(segment: tuple[str, ...], area_key: str) -> list[str]:
    """A segment without leading qualifiers and numbers and without the area's own name at its end."""
    tokens = list(segment)
    while len(tokens) > 1 and (tokens[0] in _LEADING or tokens[0][0].isdigit()):
        tokens = tokens[1:]
    area = area_key.split(" ")
    before = tokens[: -len(area)]
    if tokens[-len(area) :] == area and (not before or before[-1] not in DIRECTIONS):
        return before
    return tokens
