"""Times of day as people write them: "1605", "4pm", "approx 1600", "between 3 and 5pm", "after school".

Minutes are counted from the day's midnight; a window that ends after midnight ends beyond 1440.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

DAY_MIN = 1440
# "Around 4pm" is taken as half an hour either side.
APPROX_MIN = 30


class Clock(NamedTuple):
    """From-to in minutes of the day; `to` is None for a moment."""

    start: int
    to: int | None = None


class NotATime(ValueError):  # noqa: N818  (read aloud: it is not a time)
    """The words are no time of day; the message says why."""


# Longest first where one phrase holds another. Documented in docs/profiles.md.
_NAMED: tuple[tuple[str, Clock], ...] = (
    (r"early (hours|hrs)|small hours", Clock(0, 5 * 60)),
    (r"early morning", Clock(5 * 60, 8 * 60)),
    (r"late (evening|night)", Clock(21 * 60, DAY_MIN)),
    (r"early evening", Clock(17 * 60, 19 * 60)),
    (r"over ?night|all night|night( ?time)?", Clock(22 * 60, 30 * 60)),
    (r"morning", Clock(6 * 60, 12 * 60)),
    (r"lunch( ?time)?", Clock(12 * 60, 14 * 60)),
    (r"after ?noon", Clock(12 * 60, 18 * 60)),
    (
        r"(after|home ?time|end of) ?school|school (run|home ?time|end|finish)|home ?time",
        Clock(15 * 60, 17 * 60 + 30),
    ),
    (r"evening", Clock(17 * 60, 22 * 60)),
    (r"day ?time|during the day", Clock(8 * 60, 18 * 60)),
    (r"mid ?night", Clock(DAY_MIN - 30, DAY_MIN + 30)),
    (r"noon|mid ?day", Clock(12 * 60)),
    (
        r"all day|any ?time|various( times)?|unknown|un ?k|not (known|stated|recorded|given)|n/?k|n/?a|tbc|\?+|-+",
        Clock(0, DAY_MIN),
    ),
)
_NAMED_PATTERNS = tuple(
    (re.compile(rf"(?:in |during )?(?:the )?(?:{words})"), clock) for words, clock in _NAMED
)
_ABOUT = re.compile(r"^(?:(?:approximately|approx|around|about|circa|roughly|abt|ca?)(?![a-z])\.?|~) ?")
_ISH = re.compile(r" ?(?:ish| or so| approx(?:imately)?| roughly)$")
_MOMENT = re.compile(
    r"(?P<hour>\d{1,2})(?:(?P<sep>[:.h])(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?|(?P<packed>\d{2}))?"
    r" ?(?P<half>[ap])?\.?(?:(?<=[ap])m|(?<=[ap]\.)m)?\.? ?(?P<hrs>h(?:ou)?rs?)?$"
)
_RANGE = re.compile(
    r"^(?:between |from |btwn |betw\.? )?(?P<one>\d[^-–—]*?) ?"
    r"(?:-|–|—| to | and | until | till | til | & )+ ?(?P<two>\d.*)$"
)
_AFTER = re.compile(r"^(?:after|since|from|past) (?P<rest>.+)$")
_BEFORE = re.compile(r"^(?:before|until|till|by|up to) (?P<rest>.+)$")


# A file has many rows and few distinct times of day.
@lru_cache(maxsize=8192)
def read_clock(text: str) -> Clock:
    """The time of day that some words mean.

    Raises
    ------
    NotATime
        When they mean none, or could mean the morning or the afternoon.

    Examples
    --------
    >>> read_clock("approx 1600"), read_clock("between 3 and 5pm"), read_clock("10pm - 2am")
    (Clock(start=930, to=990), Clock(start=900, to=1020), Clock(start=1320, to=1560))
    """
    words = " ".join(text.casefold().replace("\u00a0", " ").split()).strip(" ,;()[]")
    words = words.removeprefix("at ")
    # Said before the named hours, so that "after school" is not "after" something.
    for pattern, clock in _NAMED_PATTERNS:
        if pattern.fullmatch(words):
            return clock
    about = _ABOUT.sub("", words)
    bare = _ISH.sub("", about)
    if bare != words:
        return _around(read_clock(bare))
    is_range = any(mark in words for mark in ("-", " to ", " until "))
    if (found := _AFTER.match(words)) and not is_range:
        return Clock(_moment(found["rest"]), DAY_MIN)
    if found := _BEFORE.match(words):
        return Clock(0, _moment(found["rest"]))
    if found := _RANGE.match(words):
        return _range(found["one"], found["two"])
    return Clock(_moment(words))


def _around(clock: Clock) -> Clock:
    if clock.to is not None:
        return clock
    return Clock(max(0, clock.start - APPROX_MIN), clock.start + APPROX_MIN)


def _range(one: str, two: str) -> Clock:
    last, half = _parse(two)
    first, first_half = _parse(one)
    if half is not None and first_half is None and one.strip(" .").isdigit() and len(one.strip(" .")) <= 2:
        # "3 and 5pm": the afternoon of both, unless that would run backwards ("11 to 1pm").
        as_written = first
        first = _with_half(as_written, half)
        if first >= last:
            first = _with_half(as_written, "a" if half == "p" else "p")
    elif _unsaid(one, first_half) and _unsaid(two, half) and first < 13 * 60 and last < 13 * 60:
        raise NotATime("it does not say morning or afternoon. Write it like 15:00-17:00")
    return Clock(first, last if last > first else last + DAY_MIN)


def _moment(words: str) -> int:
    minutes, half = _parse(words)
    if half is None and _unsaid(words, half) and minutes < 13 * 60:
        raise NotATime("it does not say morning or afternoon. Write it like 16:00")
    return minutes


def _unsaid(words: str, half: str | None) -> bool:
    """Whether this is a bare hour like "4", which may be either half of the day."""
    digits = words.strip(" .")
    return half is None and digits.isdigit() and len(digits) <= 2


def _parse(words: str) -> tuple[int, str | None]:
    text = words.strip(" ,.")
    for pattern, clock in _NAMED_PATTERNS:
        if clock.to is None and pattern.fullmatch(text):
            return clock.start, "p"
    if text == "midnight":
        return DAY_MIN, "p"
    if text.isdigit() and len(text) in (3, 6):
        # 905 is 09:05, and 160500 has its seconds with it.
        text = f"0{text}" if len(text) == 3 else text[:4]
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise NotATime("it is not a time of day. Write it like 16:05")
    hour, minute = int(found["hour"]), int(found["minute"] or found["packed"] or 0)
    half = found["half"]
    if minute > 59 or hour > 24 or (hour == 24 and minute) or (half and not 1 <= hour <= 12):
        raise NotATime("it is not a time of day. Write it like 16:05")
    minutes = hour * 60 + minute
    return (_with_half(minutes, half) if half else minutes), half


def _with_half(minutes: int, half: str) -> int:
    return minutes % (12 * 60) + (12 * 60 if half == "p" else 0)
