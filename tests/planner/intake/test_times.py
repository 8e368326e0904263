"""Dates and times as people write them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.intake.date_words import Unreadable
from planner.intake.times import TimeCells, TimeRules, read_window
from tests.planner.intake.builders import TODAY

LONDON = ZoneInfo("Europe/London")
RULES = TimeRules(LONDON, LONDON, TODAY)
MOMENTS = st.datetimes(dt.datetime(2000, 1, 2), dt.datetime(2026, 11, 20)).map(
    lambda t: t.replace(second=0, microsecond=0)
)


def window(rules: TimeRules = RULES, **cells: object) -> tuple[str, str | None, str]:
    """Start, end and kind of what some cells say, times as text."""
    found = read_window(TimeCells(**cells), rules)
    end = None if found.end is None else f"{found.end:%d %H:%M}"
    return f"{found.start:%Y-%m-%d %H:%M}", end, found.kind


@pytest.mark.parametrize(
    "text",
    [
        "12/03/2026 16:05", "12/3/2026 16:05", "12-03-2026 16.05", "12.03.2026 16:05", "2026-03-12T16:05",
        "2026-03-12 16:05:00", "2026-03-12 16:05:00.000", "2026-03-12T16:05:00Z", "2026-03-12T16:05+00:00",
        "2026-03-12T11:05:00-05:00", "2026-03-12 16:05:00 +0000", "20260312T1605", "20260312 1605",
        "12/03/26 1605", "12 Mar 2026 4.05pm", "12th March 2026 at 4:05 pm", "Thu 12/03/2026 16:05",
        "Thursday 12 March 2026, 16:05", "12-Mar-26 16:05", "March 12, 2026 4:05 PM", "16:05 12/03/2026",
        "12/03/2026 - 16:05", "12/03/2026 1605hrs", "12/03/2026 1605 hours", "12/03/2026 16h05", "'12/03/2026 16:05'",
        "46093.670138889",
    ],
)  # fmt: skip
def test_many_ways_to_write_one_minute(text: str) -> None:
    assert window(start=text) == ("2026-03-12 16:05", None, "exact")


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("approx 1600", "12 15:30", "12 16:30"),
        ("approx. 4pm", "12 15:30", "12 16:30"),
        ("around 4pm", "12 15:30", "12 16:30"),
        ("c1600", "12 15:30", "12 16:30"),
        ("~16:00", "12 15:30", "12 16:30"),
        ("16:00ish", "12 15:30", "12 16:30"),
        ("between 3 and 5pm", "12 15:00", "12 17:00"),
        ("between 1500 and 1700 hrs", "12 15:00", "12 17:00"),
        ("3-5pm", "12 15:00", "12 17:00"),
        ("11 to 1pm", "12 11:00", "12 13:00"),
        ("11am-1pm", "12 11:00", "12 13:00"),
        ("15:00-17:00", "12 15:00", "12 17:00"),
        ("15.00 – 17.00", "12 15:00", "12 17:00"),
        ("1500-1700", "12 15:00", "12 17:00"),
        ("from 3pm until 5pm", "12 15:00", "12 17:00"),
        ("10pm - 2am", "12 22:00", "13 02:00"),
        ("23:30-00:30", "12 23:30", "13 00:30"),
        ("after 9pm", "12 21:00", "13 00:00"),
        ("before 9am", "12 00:00", "12 09:00"),
        ("overnight", "12 22:00", "13 06:00"),
        ("in the evening", "12 17:00", "12 22:00"),
        ("after school", "12 15:00", "12 17:30"),
        ("early hours", "12 00:00", "12 05:00"),
        ("midnight", "12 23:30", "13 00:30"),
        ("unknown", "12 00:00", "13 00:00"),
        ("", "12 00:00", "13 00:00"),
    ],
)
def test_words_become_windows(words: str, start: str, end: str) -> None:
    expected = (f"2026-03-{start}", end, "uncertain")

    assert window(date="12/03/2026", time=words) == expected
    assert window(start=f"12/03/2026 {words}") == expected


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("4pm", "16:00"), ("12am", "00:00"), ("12pm", "12:00"), ("noon", "12:00"), ("930", "09:30"),
        ("0.6666", "16:00"), (1605, "16:05"), (0.5, "12:00"), (dt.time(16, 5), "16:05"),
        (dt.timedelta(hours=16), "16:00"), ("16", "16:00"), (0, "00:00"), ("at 9.30 a.m.", "09:30"),
    ],
)  # fmt: skip
def test_a_time_of_its_own_column(time: object, expected: str) -> None:
    assert window(date="12/03/2026", time=time) == (f"2026-03-12 {expected}", None, "exact")


def test_cells_of_a_workbook_are_taken_as_they_are() -> None:
    assert window(start=dt.datetime(2026, 3, 12, 16, 5)) == ("2026-03-12 16:05", None, "exact")
    assert window(start=dt.date(2026, 3, 12)) == ("2026-03-12 00:00", "13 00:00", "uncertain")
    assert window(date=46093, time=0.5) == ("2026-03-12 12:00", None, "exact")


def test_midnight_at_the_end_of_a_day_is_the_next_day() -> None:
    assert window(start="12/03/2026 24:00") == ("2026-03-13 00:00", None, "exact")


def test_an_end_without_a_date_may_be_in_the_night_after() -> None:
    assert window(date="12/03/2026", time="22:00", time_to="02:00") == (
        "2026-03-12 22:00",
        "13 02:00",
        "uncertain",
    )
    assert window(start="12/03/2026 16:00", end="17:00") == ("2026-03-12 16:00", "12 17:00", "uncertain")


def test_an_earlier_end_puts_all_weight_on_the_start_and_says_so() -> None:
    found = read_window(TimeCells(start="12/03/2026 16:00", end="11/03/2026 16:00"), RULES)

    assert (found.end, found.kind) == (None, "exact")
    assert "ends before it starts" in found.odd


def test_a_month_says_where_and_never_when() -> None:
    expected = ("2026-03-01 00:00", "01 00:00", "month")
    for cell in ("2026-03", "2026-03-01", "Mar 2026", "03/2026", "March 2026", dt.date(2026, 3, 9)):
        assert window(month=cell) == expected, cell
    assert window(start="2026-03") == expected
    assert read_window(TimeCells(month="2026-12"[:4] + "-10"), RULES).reported == dt.datetime(2026, 11, 1)


def test_day_first_is_a_setting_and_never_a_guess() -> None:
    american = TimeRules(LONDON, LONDON, TODAY, day_first=False)

    assert window(start="03/04/2026")[0] == "2026-04-03 00:00"
    assert window(american, start="03/04/2026")[0] == "2026-03-04 00:00"
    with pytest.raises(Unreadable, match="day, month, year"):
        window(start="03/25/2026")


def test_the_hour_that_the_clock_skips_is_read_an_hour_later() -> None:
    found = read_window(TimeCells(start="29/03/2026 01:30"), RULES)

    assert found.start == dt.datetime(2026, 3, 29, 2, 30)
    assert "skipped" in found.odd


def test_the_hour_that_comes_twice_stands_and_its_two_instants_differ_only_with_an_offset() -> None:
    assert window(start="25/10/2026 01:30")[0] == "2026-10-25 01:30"
    assert window(start="2026-10-25T00:30:00Z")[0] == "2026-10-25 01:30"
    assert window(start="2026-10-25T01:30:00Z")[0] == "2026-10-25 01:30"


def test_a_window_across_the_clock_going_back_keeps_its_hours() -> None:
    assert window(start="2026-10-25T00:50:00Z", end="2026-10-25T01:10:00Z") == (
        "2026-10-25 01:10",
        "25 01:50",
        "uncertain",
    )


def test_another_time_zone_is_turned_into_ours() -> None:
    rules = TimeRules(ZoneInfo("UTC"), LONDON, TODAY)

    assert window(rules, start="12/07/2026 16:05")[0] == "2026-07-12 17:05"
    assert window(rules, start="12/03/2026 16:05")[0] == "2026-03-12 16:05"


def test_midnight_may_mean_that_nobody_noted_the_time() -> None:
    rules = TimeRules(LONDON, LONDON, TODAY, midnight_is_unknown=True)

    assert window(start="12/03/2026 00:00")[2] == "exact"
    assert window(rules, start="12/03/2026 00:00") == ("2026-03-12 00:00", "13 00:00", "uncertain")


def test_the_time_of_a_report_bounds_the_incident_from_above() -> None:
    rules = TimeRules(LONDON, LONDON, TODAY, time_is_report=True, report_lag_h=12)
    found = read_window(TimeCells(reported="12/03/2026 16:05"), rules)

    assert (found.start, found.end) == (dt.datetime(2026, 3, 12, 4, 5), dt.datetime(2026, 3, 12, 16, 5))
    assert (found.kind, found.reported) == ("uncertain", dt.datetime(2026, 3, 12, 16, 5))


def test_what_is_not_said_to_be_reported_later_was_known_when_it_ended() -> None:
    assert read_window(TimeCells(date="12/03/2026", time="3-5pm"), RULES).reported == dt.datetime(
        2026, 3, 12, 17
    )


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"start": "31/12/1899"}, "start", "before 2000"),
        ({"start": dt.datetime(1900, 1, 1)}, "start", "before 2000"),
        ({"start": "12/03/2027"}, "start", "in the future"),
        ({"start": "garbage"}, "start", "not a date"),
        ({"start": 7}, "start", "7 is not a date"),
        ({"start": float("nan")}, "start", "not a date"),
        ({"start": ""}, "start", "there is no date"),
        ({"start": "16:05"}, "start", "not a date"),
        ({"start": "30/02/2026"}, "start", "day, month, year"),
        ({"start": "12/03/2026 25:00"}, "start", "not a time"),
        ({"start": "12/03/2026 between 3 and 5"}, "start", "morning or afternoon"),
        ({"date": "12/03/2026", "time": "4"}, "time", "morning or afternoon"),
        ({"date": "12/03/2026", "time": "teatime-ish"}, "time", "not a time"),
        ({"start": "12/03/2026", "end": "nonsense"}, "end", "not a time"),
        ({"start": "12/03/2024", "end": "12/06/2026"}, "end", "longer than a year"),
        ({"start": "12/03/2026", "reported": "01/03/2026"}, "reported", "before it happened"),
        ({"month": "2026-13"}, "month", "not a month"),
        ({"month": "1999-12"}, "month", "before 2000"),
    ],
)
def test_what_cannot_be_read_says_which_column_and_why(
    cells: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason) as error:
        read_window(TimeCells(**cells), RULES)
    assert error.value.field == field


def test_a_message_never_holds_a_whole_cell() -> None:
    with pytest.raises(Unreadable) as error:
        read_window(TimeCells(start="caller said " + "private matters " * 20), RULES)
    assert len(str(error.value)) < 140


@given(MOMENTS)
@example(dt.datetime(2026, 3, 29, 1, 30))
def test_every_form_of_a_moment_reads_alike(moment: dt.datetime) -> None:
    forms = [f"{moment:%d/%m/%Y %H:%M}", f"{moment:%Y-%m-%dT%H:%M:%S}", f"{moment:%d %b %Y %I:%M%p}", moment]
    starts = {read_window(TimeCells(start=form), RULES).start for form in forms}
    starts |= {read_window(TimeCells(date=moment.date(), time=moment.time()), RULES).start}

    assert len(starts) == 1


@given(MOMENTS, st.integers(-12, 14))
def test_an_offset_changes_the_writing_and_not_the_instant(moment: dt.datetime, hours: int) -> None:
    aware = moment.replace(tzinfo=dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=hours)))
    found = read_window(TimeCells(start=aware.isoformat()), RULES)

    assert found.start == moment.replace(tzinfo=dt.UTC).astimezone(LONDON).replace(tzinfo=None)


@given(
    st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.datetimes(), st.times()),
    st.text(max_size=30),
)
def test_any_cell_is_read_or_explained(cell: object, time: str) -> None:
    for cells in (TimeCells(start=cell, end=time), TimeCells(date=cell, time=time), TimeCells(month=cell)):
        try:
            found = read_window(cells, RULES)
        except Unreadable:
            continue
        assert found.end is None or found.end > found.start
        assert found.reported >= found.start
