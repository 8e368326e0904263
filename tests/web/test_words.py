"""Days, hours and figures in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from models.week import Week
from planner.services.duplicates import PartnersReport
from tests.web.fake_places import make_hotspot, make_rota
from web import words


def test_days_and_weeks() -> None:
    assert words.day_words(date(2026, 11, 23)) == "Monday 23 November"
    assert words.week_words(Week(2026, 48)) == "Monday 23 to Sunday 29 November 2026"
    assert words.week_words(Week(2026, 53)) == "Monday 28 December 2026 to Sunday 3 January 2027"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ((15, 0), (18, 30), "3pm to 6:30pm"),
        ((10, 0), (12, 0), "10am to midday"),
        ((22, 0), (0, 0), "10pm to midnight"),
    ],
)
def test_hours(start: tuple[int, int], end: tuple[int, int], said: str) -> None:
    assert words.span_words(datetime(2026, 1, 1, *start), datetime(2026, 1, 1, *end)) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(1234, "1,234"), (6.0, "6"), (2.44, "2.4"), (0.6, "0.60"), (0.0994, "0.10"), (0.0312, "0.03"), (0, "0")],
)
def test_numbers(number: float, said: str) -> None:
    assert words.number_words(number) == said


@pytest.mark.parametrize(
    ("number", "digits", "said"),
    [(0.34, 1, "+0.3"), (-1.25, 1, "-1.2"), (-0.04, 1, "0.0"), (4e-6, 4, "0.0000")],
)
def test_differences(number: float, digits: int, said: str) -> None:
    assert words.signed_words(number, digits) == said


def test_a_day_as_it_is_written() -> None:
    assert words.date_words("2026-11-03") == words.date_words(date(2026, 11, 3)) == "3 November 2026"


def test_what_the_solver_proved() -> None:
    rota = make_rota(tuple(make_hotspot(i, f"p{i}") for i in range(1, 7)))
    assert "cannot" not in words.solver_words(rota)
    assert "not proven to be the best" in words.solver_words(rota)
    proven = replace(rota, status="optimal", bound=41.2, gap=0.0)
    assert words.solver_words(proven).endswith("no rota that keeps the rules scores more.")
    assert "No rota keeps every rule" in words.solver_words(replace(rota, status="infeasible"))


@pytest.mark.parametrize(
    ("start", "end", "kind", "says"),
    [
        (datetime(2026, 11, 20, 18), None, "exact", "Friday 20 November 2026 at 6pm"),
        (datetime(2026, 11, 20, 18), datetime(2026, 11, 20, 20), "uncertain", "some time from 6pm to 8pm"),
        (
            datetime(2026, 11, 20, 22),
            datetime(2026, 11, 21, 7),
            "uncertain",
            "some time from Friday 20 November 2026, 10pm, to Saturday 21 November, 7am",
        ),
        (
            datetime(2026, 11, 20, 22),
            datetime(2026, 11, 23, 7),
            "uncertain",
            "some time from Friday 20 November 2026 to Monday 23 November",
        ),
        (datetime(2026, 11, 1), datetime(2026, 12, 1), "month", "some time in November 2026"),
    ],
    ids=["a moment", "an evening", "a night", "a weekend", "a month"],
)
def test_when_a_report_was_as_exactly_as_it_is_known(
    start: datetime, end: datetime | None, kind: str, says: str
) -> None:
    report = PartnersReport("x", "Housing", "asb", "yes", start, end, kind, "", 50)
    assert words.time_words(report).endswith(says)
