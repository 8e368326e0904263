"""One cell that says when, of whatever type and form, as a day, a time of day, or both."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from planner.intake.time_words import DAY_MIN, Clock, NotATime, read_clock

# Excel counts days from here; the serials of 1980 to 2100.
_EXCEL_ZERO = dt.datetime(1899, 12, 30)
_SERIALS = (29221, 73050)

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTH_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? ?)?"
_END = r"(?![\d])"
_YMD = re.compile(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})" + _END)
_PACKED = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?=$|[ t])")
_DMY = re.compile(_WEEKDAY + r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})" + _END)
_D_NAME_Y = re.compile(
    _WEEKDAY
    + r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -]?(?:of )?"
    + _MONTH_NAME
    + r",?[ -]?(?P<y>\d{4}|\d{2})"
    + _END
)
_NAME_D_Y = re.compile(_WEEKDAY + _MONTH_NAME + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})" + _END)
MONTH_ONLY = re.compile(
    r"(?:(?P<y>\d{4})[-/](?P<m>\d{1,2})|(?P<m2>\d{1,2})/(?P<y2>\d{4})|"
    + _MONTH_NAME
    + r"[ -](?P<y3>\d{4}|\d{2}))$"
)
_OFFSET = re.compile(r"(?<=\d) ?(?P<zulu>z)$|(?<=\d) ?(?P<sign>[+-])(?P<h>\d{2}):?(?P<min>\d{2})?$")
_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ]([01]\d|2[0-3]):(\d\d)(?::(\d\d))?$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?$")


class Unreadable(ValueError):  # noqa: N818  (read aloud: a cell is unreadable)
    """A time that could not be read: `field` is the profile's field, the message what to do about it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class Part(NamedTuple):
    """What one cell says: a day (None for a time alone), a clock (None for a day alone), and an offset."""

    day: dt.date | None
    clock: Clock | None
    utc: dt.datetime | None = None
    is_month: bool = False
    # Seconds and parts of minutes, which a clock of minutes leaves out.
    seconds: int = 0


def read_cell(field: str, cell: object, day_first: bool) -> Part:
    """One cell of any type."""
    if isinstance(cell, dt.datetime):
        if cell.tzinfo is not None:
            return Part(cell.date(), None, cell)
        return Part(cell.date(), Clock(cell.hour * 60 + cell.minute), seconds=cell.second)
    if isinstance(cell, dt.date):
        return Part(cell, None)
    if isinstance(cell, dt.time):
        return Part(None, Clock(cell.hour * 60 + cell.minute))
    if isinstance(cell, dt.timedelta):
        return Part(None, Clock(int(cell.total_seconds() // 60) % DAY_MIN))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _number(field, float(cell), is_time=field in ("time", "time_to"))
    return _text(field, str(cell), day_first)


def _number(field: str, value: float, *, is_time: bool) -> Part:
    if is_time and 0 <= value < 1:
        return Part(None, Clock(round(value * DAY_MIN) % DAY_MIN))
    if is_time and value == int(value) and 1 <= value <= 2400:
        return Part(None, _clock(field, f"{int(value):04d}"))
    if _SERIALS[0] <= value <= _SERIALS[1]:
        moment = _EXCEL_ZERO + dt.timedelta(seconds=round(value * 86400))
        clock = None if value == int(value) else Clock(moment.hour * 60 + moment.minute)
        return Part(moment.date(), clock, seconds=moment.second if clock else 0)
    raise Unreadable(field, f"{value:g} is not a date. Write it like 12/03/2026 16:05")


def _text(field: str, text: str, day_first: bool) -> Part:
    if stamp := _STAMP.match(text):
        return _from_stamp(field, stamp, text)
    words = " ".join(text.casefold().replace("\u00a0", " ").split()).strip(" ,;'\"")
    is_time = field in ("time", "time_to")
    if _NUMBER.match(words) and (
        ("." in words and words.startswith("0.")) or (len(words.split(".")[0]) == 5)
    ):
        return _number(field, float(words), is_time=is_time)
    if not is_time and (month := MONTH_ONLY.match(words)):
        return Part(month_of(field, month, text), None, is_month=True)
    found = _date(words, day_first)
    if found is None:
        if is_time or field == "end":
            return Part(None, _clock(field, words))
        raise Unreadable(field, f"{shown(text)} is not a date that we know. Write it like 12/03/2026 16:05")
    day, rest = found
    if day is None:
        order = "day, month, year" if day_first else "month, day, year"
        raise Unreadable(field, f"{shown(text)} is not a date when read as {order}. Check it, or the profile")
    rest = re.sub(r"^(?:t(?=\d)|[ ,;@]|-(?= )|\bat\b|\bon\b)+|(?:[ ,;]|\bon\b)+$", "", rest)
    if not rest:
        return Part(day, None)
    seconds = re.match(r"\d{1,2}:\d{2}:(\d{2})", rest)
    part = Part(day, None, seconds=int(seconds[1]) if seconds else 0)
    offset = _OFFSET.search(rest)
    # A minus is an offset only in a full time stamp: "15:00-17:00" is two hours of the afternoon.
    if offset and (offset["zulu"] or offset["sign"] == "+" or seconds or re.search(r"\dt\d", words)):
        return _aware(field, part, rest[: offset.start()], offset, text)
    return part._replace(clock=_clock(field, rest))


def _from_stamp(field: str, stamp: re.Match[str], text: str) -> Part:
    """The most common form of all, on a short way."""
    year, month, day, hour, minute, second = (int(group or 0) for group in stamp.groups())
    try:
        found = dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise Unreadable(field, f"{shown(text)} is not a date and time. Check it") from None
    return Part(found.date(), Clock(hour * 60 + minute), seconds=second)


def _aware(field: str, part: Part, clock_text: str, offset: re.Match[str], text: str) -> Part:
    clock = _clock(field, clock_text)
    shift = dt.timedelta()
    if offset["sign"]:
        shift = dt.timedelta(hours=int(offset["h"]), minutes=int(offset["min"] or 0))
        shift = -shift if offset["sign"] == "-" else shift
    if abs(shift) > dt.timedelta(hours=15) or clock.to is not None or part.day is None:
        raise Unreadable(field, f"{shown(text)} has an offset that no place on Earth has")
    moment = at_minute(part.day, clock.start) + dt.timedelta(seconds=part.seconds) - shift
    return part._replace(utc=moment.replace(tzinfo=dt.UTC))


def _clock(field: str, words: str) -> Clock:
    try:
        return read_clock(words)
    except NotATime as error:
        raise Unreadable(field, f"{shown(words)}: {error}") from None


def _date(words: str, day_first: bool) -> tuple[dt.date | None, str] | None:
    """The date that the words start or end with, and the other words; a date that cannot be is None."""
    for pattern in (_YMD, _PACKED, _DMY, _D_NAME_Y, _NAME_D_Y):
        found = pattern.match(words) or pattern.search(words)
        if found is None or (found.start() and found.end() != len(words)):
            continue
        groups = found.groupdict()
        year = int(groups["y"]) + (2000 if len(groups["y"]) == 2 else 0)
        if groups.get("name"):
            month, day = _MONTHS[groups["name"]], int(groups["d"])
        elif "a" in groups:
            day, month = int(groups["a"]), int(groups["b"])
            if not day_first:
                day, month = month, day
        else:
            month, day = int(groups["m"]), int(groups["d"])
        rest = words[: found.start()] + words[found.end() :]
        try:
            return dt.date(year, month, day), rest
        except ValueError:
            return None, rest
    return None


def month_of(field: str, found: re.Match[str], text: str) -> dt.date:
    year = found["y"] or found["y2"] or found["y3"]
    month = _MONTHS[found["name"]] if found["name"] else int(found["m"] or found["m2"])
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), month, 1)
    except ValueError:
        raise Unreadable(field, f"{shown(text)} is not a month. Write it like 2026-03") from None


def at_minute(day: dt.date, minutes: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)


def is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: object) -> str:
    """A cell in a message: never more than a date or time needs, since anything may stand there."""
    text = " ".join(str(cell).split())
    return f"“{text[:30]}…”" if len(text) > 30 else f"“{text}”"
