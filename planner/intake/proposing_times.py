"""Which columns say when, and whether they mean the incident or the report."""

from __future__ import annotations

from collections.abc import Sequence

from planner.intake.column_look import ColumnLook
from planner.intake.heading_words import names_person, says
from planner.intake.proposal import Choice, SettingChoice

_MOSTLY = 0.75


def choose_times(
    columns: Sequence[ColumnLook],
) -> tuple[list[Choice], list[SettingChoice], list[str]]:
    """The time columns, the settings that follow from them, and what is left to ask."""
    months = [one for one in columns if one.months > _MOSTLY and says(one.heading, "date")]
    dates = [
        one
        for one in columns
        if one.dates > _MOSTLY
        and one.months < 0.5
        and not says(one.heading, "other date")
        and not names_person(one.heading)
    ]
    clocks = [one for one in columns if one.clocks > _MOSTLY and one.dates < 0.5 and one not in months]
    first = _pick(dates, "happened") or _pick(dates, "event") or _pick(dates, "neutral")
    reported = _pick([one for one in dates if one is not first], "reported")
    questions: list[str] = []
    if first is None and reported is not None:
        return _of_report(reported, clocks, dates)
    if first is None:
        if not months:
            return [], [], ["No column was found that says when it happened. Which one does?"]
        why = f"{months[0].heading!r} holds months without days: it says where, never when"
        return [Choice("month", (months[0].heading,), 0.9, why)], [], []
    if _role(first) == "neutral":
        questions.append(
            f"Does {first.heading!r} say when it happened, or when it was reported? It is taken as when it happened."
        )
    choices = _of_incident(first, _pick(dates, "end"), clocks)
    if reported is not None:
        why = f"{reported.heading!r} holds dates, and its heading says when it was reported"
        choices.append(Choice("reported", (reported.heading,), 0.85, why))
    settings, more = _day_first([one for one in dates if one.heading in _headings(choices)])
    return choices, settings, questions + more


def _role(column: ColumnLook) -> str:
    """What a column of dates says by its heading; a start that is told apart from an end is no report."""
    heading = column.heading
    if says(heading, "end") and not says(heading, "start"):
        return "end"
    if says(heading, "happened"):
        return "happened"
    if says(heading, "reported"):
        return "reported"
    return "event" if says(heading, "event") else "neutral"


def _pick(columns: Sequence[ColumnLook], role: str) -> ColumnLook | None:
    """The best column of a role: the one with times of day, else the first."""
    fitting = [one for one in columns if _role(one) == role]
    return max(fitting, key=lambda one: (one.timed > 0.5, one.filled), default=None)


def _clock(clocks: Sequence[ColumnLook], *, is_end: bool, reported: bool = False) -> ColumnLook | None:
    for one in clocks:
        ends = says(one.heading, "end") and not says(one.heading, "start")
        of_report = says(one.heading, "reported") and not says(one.heading, "happened")
        if ends == is_end and (of_report == reported or (reported and not of_report)):
            return one
    return None


def _of_incident(first: ColumnLook, last: ColumnLook | None, clocks: Sequence[ColumnLook]) -> list[Choice]:
    time, until = _clock(clocks, is_end=False), _clock(clocks, is_end=True)
    sure = 0.95 if _role(first) == "happened" else 0.8 if _role(first) == "event" else 0.6
    says_so = (
        "and its heading says when it happened" if sure > 0.6 else "and no other column says when it happened"
    )
    if first.timed > 0.5:
        choices = [
            Choice("start", (first.heading,), sure, f"{first.heading!r} holds dates with times, {says_so}")
        ]
        end = last if last is not None else until
        if end is not None:
            choices.append(Choice("end", (end.heading,), 0.85, f"{end.heading!r} says when it ended"))
        return choices
    choices = [
        Choice("date", (first.heading,), sure, f"{first.heading!r} holds dates without times, {says_so}")
    ]
    if time is not None:
        choices.append(Choice("time", (time.heading,), 0.9, f"{time.heading!r} holds times of day"))
    if last is not None:
        choices.append(Choice("date_to", (last.heading,), 0.85, f"{last.heading!r} holds the day it ended"))
    if until is not None:
        choices.append(Choice("time_to", (until.heading,), 0.9, f"{until.heading!r} holds the time it ended"))
    return choices


def _of_report(
    reported: ColumnLook, clocks: Sequence[ColumnLook], dates: Sequence[ColumnLook]
) -> tuple[list[Choice], list[SettingChoice], list[str]]:
    why = f"{reported.heading!r} says when it was reported, and nothing says when it happened"
    setting = SettingChoice("time_is", "report", 0.8, why)
    time = _clock(clocks, is_end=False, reported=True)
    if reported.timed > 0.5 or time is None:
        choices = [Choice("reported", (reported.heading,), 0.85, why)]
    else:
        choices = [
            Choice("date", (reported.heading,), 0.85, why),
            Choice("time", (time.heading,), 0.85, f"{time.heading!r} holds times of day"),
        ]
    settings, questions = _day_first([one for one in dates if one.heading in _headings(choices)])
    return choices, [setting, *settings], questions


def _day_first(columns: Sequence[ColumnLook]) -> tuple[list[SettingChoice], list[str]]:
    first = sum(one.first_over_12 for one in columns)
    second = sum(one.second_over_12 for one in columns)
    if second > first:
        why = f"{second} of the dates have a second number above 12, so the month comes first"
        return [SettingChoice("day_first", False, 0.9, why)], []
    slashed = any(any(mark in word for mark in "/.") for one in columns for word in one.values)
    if slashed and not first and any(one.first_over_12 + one.second_over_12 == 0 for one in columns):
        written = next(
            (word for one in columns for word in one.values if any(mark in word for mark in "/.")), ""
        )
        if written[:4].isdigit():
            return [], []
        return [], ["Does the day come first in the dates (03/04/2026 is 3 April)? It is taken so."]
    return [], []


def _headings(choices: Sequence[Choice]) -> set[str]:
    return {heading for choice in choices for heading in choice.headings}
