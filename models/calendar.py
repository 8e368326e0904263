"""School days, school holidays and bank holidays: dates are data, with a plain rule where nobody brought them."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import holidays
from dateutil.easter import easter

from geodata.errors import BadInput


class DayKind(StrEnum):
    """What sort of day it is for someone of school age."""

    SCHOOL = "school day"
    HOLIDAY = "school holiday"
    BANK_HOLIDAY = "bank holiday"
    WEEKEND = "weekend in term"
    HOLIDAY_WEEKEND = "weekend in the holidays"


class DayPart(StrEnum):
    """The parts of a day as school cuts it."""

    NIGHT = "night"
    BEFORE = "before school"
    DURING = "during school"
    AFTER = "after school"
    EVENING = "evening"


_STARTS = ((0, DayPart.NIGHT), (7, DayPart.BEFORE), (9, DayPart.DURING), (15, DayPart.AFTER), (18, DayPart.EVENING))


def part_of(hour: int) -> DayPart:
    """The part of the day that an hour of the clock belongs to."""
    return [part for start, part in _STARTS if hour >= start][-1]


@dataclass(frozen=True, order=True)
class Term:
    """Days on which schools are open, Mondays to Fridays from `first` to `last`."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInput(f"A term ends on {self.last}, before it begins on {self.first}.")


@dataclass(frozen=True)
class SchoolCalendar:
    """The terms of some years, and a country's bank holidays.

    `terms` without any means the usual English pattern; `country` and `subdivision` are codes of the `holidays`
    package, GB and ENG for England.
    """

    terms: tuple[Term, ...] = ()
    country: str = "GB"
    subdivision: str | None = "ENG"

    def kind(self, day: date) -> DayKind:
        """What sort of day it is."""
        if is_bank_holiday(day, self.country, self.subdivision):
            return DayKind.BANK_HOLIDAY
        in_term = self.in_term(day)
        if day.weekday() >= 5:
            return DayKind.WEEKEND if in_term else DayKind.HOLIDAY_WEEKEND
        return DayKind.SCHOOL if in_term else DayKind.HOLIDAY

    def in_term(self, day: date) -> bool:
        """Whether schools are open about that day; a weekend counts with the Friday before it and the Monday after."""
        if day.weekday() >= 5:
            friday = day - timedelta(days=day.weekday() - 4)
            return self.in_term(friday) and self.in_term(friday + timedelta(days=3))
        terms = [term for term in self.terms if abs(term.first.year - day.year) <= 1]
        # A year nobody brought dates for has the usual ones, rather than no school at all.
        known = any(term.first - timedelta(days=120) <= day <= term.last + timedelta(days=120) for term in terms)
        return any(term.first <= day <= term.last for term in (terms if known else usual_terms(day.year)))


@lru_cache(maxsize=64)
def usual_terms(year: int) -> tuple[Term, ...]:
    """The terms that fall in a calendar year by the usual English pattern: six half-terms round the bank holidays."""
    easter_day = easter(year)
    half_february = _monday(date(year, 2, 15))
    half_may = _monday(date(year, 5, 31))
    half_october = _monday(date(year, 10, 28))
    christmas = _monday(date(year, 12, 25) - timedelta(days=4))
    return (
        Term(_monday(date(year, 1, 8)), half_february - timedelta(days=3)),
        Term(half_february + timedelta(days=7), easter_day - timedelta(days=9)),
        Term(easter_day + timedelta(days=8), half_may - timedelta(days=3)),
        Term(half_may + timedelta(days=7), date(year, 7, 22)),
        Term(date(year, 9, 3), half_october - timedelta(days=3)),
        Term(half_october + timedelta(days=7), christmas - timedelta(days=1)),
    )


def is_bank_holiday(day: date, country: str = "GB", subdivision: str | None = "ENG") -> bool:
    """Whether banks and schools are closed that day."""
    return day in _bank_holidays(country, subdivision, day.year)


def read_terms(path: Path | str) -> tuple[Term, ...]:
    """Read term dates: CSV with columns first and last, or TOML with [[term]] tables of the same.

    Raises
    ------
    BadInput
        When the file cannot be read or a date is not one; the message says where.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = (
            tomllib.loads(text).get("term", [])
            if path.suffix.lower() == ".toml"
            else list(csv.DictReader(text.splitlines()))
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path.name}: cannot be read ({error}).") from None
    terms = []
    for number, row in enumerate(rows, start=1):
        try:
            terms.append(Term(_day(row["first"]), _day(row["last"])))
        except (KeyError, TypeError, ValueError):
            raise BadInput(
                f"{path.name}: term {number} needs `first` and `last`, each a day like 2026-09-02."
            ) from None
    if not terms:
        raise BadInput(f"{path.name}: no term in it. Give each a row with `first` and `last`.")
    return tuple(sorted(terms))


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value).strip())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@lru_cache(maxsize=256)
def _bank_holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
    except NotImplementedError as error:
        raise BadInput(f"No bank holidays are known for {country} {subdivision or ''}: {error}") from None
