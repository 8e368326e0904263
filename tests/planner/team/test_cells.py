from datetime import date, datetime, time, timedelta

import pytest

from planner.team.cells import (
    CellError,
    clean_text,
    read_date,
    read_days,
    read_number,
    read_time,
    read_yes_no,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (time(15, 0), time(15)),
        (datetime(1899, 12, 30, 15, 0), time(15)),
        (timedelta(hours=24), time(0)),
        (0.625, time(15)),
        (time(14, 59, 59, 999_000), time(15)),
        ("15:00", time(15)),
        ("15.00", time(15)),
        ("1500", time(15)),
        ("15h30", time(15, 30)),
        ("3pm", time(15)),
        ("3.30 PM", time(15, 30)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("24:00", time(0)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        (21, time(21)),
        (21.0, time(21)),
        ("9:30", time(9, 30)),
        (1500, time(15)),
    ],
)
def test_times_are_read_as_people_write_them(written: object, meant: time) -> None:
    assert read_time(written) == meant


@pytest.mark.parametrize(
    "written", ["3", 9, "25:00", "15:61", "13pm", "0pm", "later", 15.3, -1, datetime(2026, 6, 3)]
)
def test_a_time_that_is_none_or_could_be_two_is_refused(written: object) -> None:
    with pytest.raises(CellError, match="15:00"):
        read_time(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Monday", (0,)),
        ("mon", (0,)),
        ("Fridays", (4,)),
        ("Tues", (1,)),
        ("Mon-Fri", (0, 1, 2, 3, 4)),
        ("Mon – Wed", (0, 1, 2)),
        ("Friday to Monday", (0, 4, 5, 6)),
        ("Tue, Thu and Sat", (1, 3, 5)),
        ("Mon-Wed & Sun", (0, 1, 2, 6)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("Weekend", (5, 6)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
        ("Daily", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_are_read_one_by_one_and_as_ranges(written: str, meant: tuple[int, ...]) -> None:
    assert read_days(written) == meant


@pytest.mark.parametrize("written", ["T", "Someday", "Mon-Tue-Wed", "1-5", "", "Mon,,Tue"])
def test_days_that_are_none_are_refused(written: str) -> None:
    with pytest.raises(CellError, match="Mon-Fri"):
        read_days(written)


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 6, 3),
        datetime(2026, 6, 3),
        "03/06/2026",
        "3/6/26",
        "2026-06-03",
        "3 June 2026",
        "3 Jun 2026",
    ],
)
def test_dates_have_the_day_first(written: object) -> None:
    assert read_date(written) == date(2026, 6, 3)


@pytest.mark.parametrize("written", ["June", "31/02/2026", date(1899, 6, 3), "03/06/0026", 45000])
def test_a_date_that_is_none_is_refused(written: object) -> None:
    with pytest.raises(CellError, match="date"):
        read_date(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (18.5, 18.5),
        ("18.5", 18.5),
        ("18,5", 18.5),
        ("18.5 hours", 18.5),
        ("18 hrs", 18),
        (timedelta(hours=18), 18),
    ],
)
def test_hours_are_read_with_and_without_their_unit(written: object, meant: float) -> None:
    assert read_number(written, "hours a week", "18.5") == meant


def test_a_number_that_is_none_is_refused_with_an_example() -> None:
    with pytest.raises(
        CellError, match=r"'abc' is not a number of hours a week\. Write hours a week, like 18\.5\."
    ):
        read_number("abc", "hours a week", "18.5")


@pytest.mark.parametrize(
    ("written", "meant"), [("Yes", True), ("x", True), (1, True), (None, False), ("NO", False), (0.0, False)]
)
def test_yes_and_no(written: object, meant: bool) -> None:
    assert read_yes_no(written) is meant


def test_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(CellError, match="neither yes nor no"):
        read_yes_no("perhaps")


@pytest.mark.parametrize(
    "hostile", ["=1+1", "+44 20", "@SUM(A1)", "-cmd|x", "a\u202eb", "x\u200by", "a" * 121]
)
def test_text_that_could_run_hide_or_overflow_is_refused(hostile: str) -> None:
    with pytest.raises(CellError):
        clean_text(hostile)


def test_markup_is_only_text() -> None:
    assert clean_text("  <b>Green</b>  & ${x} ") == "<b>Green</b> & ${x}"
