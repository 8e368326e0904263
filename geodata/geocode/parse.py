"""A text taken apart: words by segment, shorthand undone, what widens the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.geocode.vocabulary import EMPTY_WORDS, JUNCTION_WORDS, QUALIFIERS_M, SLASHED
from geodata.names import plain, plain_words

# Nobody describes a place in more; what follows is not looked at.
LONGEST_TEXT = 300

_SLASHED = re.compile(
    r"(?<![a-z0-9])(?:" + "|".join(re.escape(short) for short in SLASHED) + r")(?![a-z0-9])", re.IGNORECASE
)
_SEGMENTS = re.compile(r"[,;:\n\r|\"“”]")
_HOUSE_NUMBER = re.compile(r"[0-9]{1,4}[a-z]?")


@dataclass(frozen=True, slots=True)
class Query:
    """What the steps of the geocoder read.

    Attributes
    ----------
    text
        As given, its length capped.
    flat
        Lower case, shorthand with a slash undone, single spaces.
    segments
        Words in one form (`geodata.names.words`), split at commas and the like.
    tokens
        All words in order.
    widen_m
        What the words around the name ("near", "behind") add to the radius, in metres.
    """

    text: str
    flat: str
    segments: tuple[tuple[str, ...], ...]
    tokens: tuple[str, ...]
    widen_m: float

    @property
    def is_empty(self) -> bool:
        """Whether no word could be part of a name."""
        return all(word in EMPTY_WORDS or word.isdigit() for word in self.tokens)


def parse(text: str) -> Query:
    """Take a text apart; any text at all."""
    capped = text[:LONGEST_TEXT]
    simple = plain(undo_slashes(capped))
    segments = tuple([tuple(found) for part in _SEGMENTS.split(simple) if (found := plain_words(part))])
    tokens = tuple([word for segment in segments for word in segment])
    # A word that ends a segment is part of a name ("The Close"), or says nothing.
    widen_m = 0.0
    for segment in segments:
        for word in segment[:-1]:
            if word in QUALIFIERS_M:
                widen_m = max(widen_m, QUALIFIERS_M[word])
    return Query(capped, " ".join(simple.split()), segments, tokens, widen_m)


def undo_slashes(text: str) -> str:
    """Shorthand such as o/s and j/w written out."""
    if "/" not in text:
        return text
    return _SLASHED.sub(lambda match: f" {SLASHED[match.group().casefold()]} ", text)


def is_house_number(word: str) -> bool:
    """Whether a word may number a house: up to four digits and a letter."""
    return bool(_HOUSE_NUMBER.fullmatch(word))


def says_junction(query: Query) -> bool:
    """Whether a text says outright that two streets meet."""
    return "/" in query.flat or not JUNCTION_WORDS.isdisjoint(query.tokens)
