"""Cells as people fill them in: days, times, dates, hours, yes or no."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from models.week import WEEKDAYS

MOST_LETTERS = 120
_NO_YEAR_YET = 1901  # Excel keeps a bare time as a moment of 1899 or 1900
_HALF_DAY = 12
_DAY_WORDS = {
    "weekday": range(5),
    "weekdays": range(5),
    "weekend": range(5, 7),
    "weekends": range(5, 7),
    "everyday": range(7),
    "daily": range(7),
    "alldays": range(7),
    "all": range(7),
}
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")


class CellError(ValueError):
    """What is wrong with a cell and what to write instead, without saying where it stands."""


def clean_text(value: object) -> str:
    """A name or other words on one line; "" for an empty cell.

    Raises
    ------
    CellError
        For invisible characters, for text a spreadsheet would run as a formula, and for more than 120 letters.
    """
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    text = " ".join(text.split())
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs"} for letter in text):
        raise CellError(f"{text!r} holds an invisible character. Type it again by hand.")
    if text[:1] in {"=", "+", "@"} or re.match(r"-\D", text):
        raise CellError(f"{text!r} begins like a formula. Begin with a letter or a number.")
    if len(text) > MOST_LETTERS:
        raise CellError(f"The text is {len(text)} letters long. Write at most {MOST_LETTERS}.")
    return text


def read_yes_no(value: object) -> bool:
    """Yes or no; an empty cell is no."""
    if value is None or isinstance(value, bool):
        return bool(value)
    word = str(value).strip().casefold()
    if word in {"yes", "y", "true", "1", "1.0", "x", "✓"}:
        return True
    if word in {"", "no", "n", "false", "0", "0.0", "-"}:
        return False
    raise CellError(f"{str(value)!r} is neither yes nor no. Write yes, no or nothing.")


def read_number(value: object, unit: str, example: str) -> float:
    """A number such as 18.5, "18.5 hours" or a duration cell of Excel."""
    if isinstance(value, timedelta):
        return value.total_seconds() / 3600
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = str(value).strip()
    match = re.fullmatch(r"([-+]?\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|m|mins?|minutes?)?", text, re.IGNORECASE)
    if match is None:
        raise CellError(f"{text!r} is not a number of {unit}. Write {unit}, like {example}.")
    return float(match[1].replace(",", "."))


def read_days(value: object) -> tuple[int, ...]:
    """Days of the week, 0 for Monday: "Mon", "Mon-Fri", "Tue, Thu and Sat", "weekend"."""
    text = str(value).strip()
    days: list[int] = []
    for part in re.split(r"[,;/&+]|\band\b", text.casefold()):
        ends = [end for end in re.split(r"\s*(?:-|–|—|\bto\b)\s*", part.strip()) if end]
        if not ends or len(ends) > 2:
            raise _not_days(text)
        squeezed = ends[0].replace(" ", "")
        if len(ends) == 1 and squeezed in _DAY_WORDS:
            days += _DAY_WORDS[squeezed]
            continue
        first, last = _weekday(ends[0], text), _weekday(ends[-1], text)
        days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return tuple(sorted(set(days)))


def _weekday(word: str, text: str) -> int:
    letters = word.strip().rstrip(".")
    # "Fridays", "Tues", "Thur": any beginning of at least three letters, with or without the plural's s.
    matches = [i for i, name in enumerate(WEEKDAYS) if name.casefold().startswith(letters.removesuffix("s"))]
    if (len(letters.removesuffix("s")) < 3 and len(letters) < 3) or len(matches) != 1:
        raise _not_days(text)
    return matches[0]


def _not_days(text: str) -> CellError:
    return CellError(f"{text!r} names no days of the week. Write Monday, or Mon-Fri, or Tue, Thu.")


def read_time(value: object) -> time:
    """A time of day to the minute: a time cell of Excel, "15:00", "15.00", "1500", "3pm", "noon", "midnight"."""
    if isinstance(value, datetime):
        if value.year >= _NO_YEAR_YET:
            raise CellError(f"{value:%d/%m/%Y} is a date, not a time. Write a time, like 15:00.")
        return _to_minute(value.time())
    if isinstance(value, time):
        return _to_minute(value)
    if isinstance(value, timedelta):
        return _to_minute((datetime.min + value % timedelta(days=1)).time())
    if isinstance(value, float) and 0 < value < 1:
        return _to_minute((datetime.min + timedelta(days=value)).time())
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    words = {"noon": time(12), "midday": time(12), "midnight": time(0)}
    squeezed = re.sub(r"\s+", "", text.casefold())
    if squeezed in words:
        return words[squeezed]
    if isinstance(value, float) and not value.is_integer():
        # Excel has made the number 15.3 of 15.30; half past three or twenty to four, nobody can say.
        raise _not_time(text)
    match = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?(?::\d{2})?(am|pm|a\.m\.|p\.m\.)?", squeezed)
    if match is None:
        raise _not_time(text)
    return _from_clock(text, int(match[1]), match[2], match[3])


def _from_clock(text: str, hour: int, minutes: str | None, half: str | None) -> time:
    minute = int(minutes or 0)
    if half:
        if not 1 <= hour <= _HALF_DAY:
            raise _not_time(text)
        hour = hour % _HALF_DAY + (_HALF_DAY if half.startswith("p") else 0)
    elif minutes is None and hour < _HALF_DAY:
        raise CellError(f"{text!r} could be morning or afternoon. Write 15:00 or 3pm.")
    if (hour, minute) == (24, 0):
        return time(0)
    try:
        return time(hour, minute)
    except ValueError:
        raise _not_time(text) from None


def _to_minute(moment: time) -> time:
    # Excel's fractions of a day come back as 14:59:59.999.
    rounded = datetime.combine(date(2000, 1, 1), moment) + timedelta(seconds=30)
    return rounded.time().replace(second=0, microsecond=0)


def _not_time(text: str) -> CellError:
    return CellError(f"{text!r} is not a time of day. Write a time, like 15:00 or 3pm.")


def read_date(value: object) -> date:
    """A date: a date cell of Excel, or text with the day first or in ISO order."""
    day: date | None = None
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    else:
        text = " ".join(str(value).split())
        for layout in _DATE_FORMATS:
            try:
                day = datetime.strptime(text, layout).date()
                break
            except ValueError:
                continue
    if day is None:
        raise CellError(f"{str(value)!r} is not a date. Write a date, like 03/06/2026 or 2026-06-03.")
    if not 2000 <= day.year < 2100:
        raise CellError(f"{day:%d/%m/}{day.year:04d} is not a date of this century. Check the year.")
    return day
