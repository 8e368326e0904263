"""The sentences behind a hotspot, for a resident to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.places import HotWindow
from models.week import WEEKDAYS, hour_words


def explain_hotspot(
    *,
    reports: int,
    month_only: int,
    by_partner: Mapping[str, int],
    by_youth: Mapping[str, int],
    last_reported: date | None,
    windows: tuple[HotWindow, ...],
    in_first_window: float,
    weekly: tuple[float, float, float],
    ranks: tuple[int, int, int],
    places: int,
) -> tuple[str, ...]:
    """How many reports, from whom, how recent, which hours, how sure.

    `in_first_window` is how many of the reports fell in the first window, uncertain times shared out; `weekly` is
    expected, lower and upper; `ranks` is rank, low and high among `places`.
    """
    sentences = [_how_many(reports, by_partner), *_about_whom(by_youth, reports)]
    if last_reported is not None:
        sentences.append(
            f"The latest was reported on {last_reported:%A} {last_reported.day} {last_reported:%B %Y}."
        )
    sentences.append(_window_words(windows, in_first_window) if windows else _no_hours(reports, month_only))
    if month_only and windows:
        sentences.append(f"{month_only} of the reports give only a month: they say where, not when.")
    expected, lower, upper = weekly
    sentences.append(
        f"In a week we expect about {expected:.1f} reports here, most likely {lower:.1f} to {upper:.1f}."
    )
    sentences.append(_rank_words(*ranks, places))
    return tuple(sentences)


def _how_many(reports: int, by_partner: Mapping[str, int]) -> str:
    busiest = sorted(by_partner.items(), key=lambda pair: (-pair[1], pair[0]))
    who = [f"{count} from {name or 'a partner not named'}" for name, count in busiest]
    if len(who) > 1:
        who = [", ".join(who[:-1]) + " and " + who[-1]]
    return f"{_count(reports, 'report')} here" + (f": {who[0]}." if who else ".")


def _about_whom(by_youth: Mapping[str, int], reports: int) -> list[str]:
    yes, unknown = by_youth.get("yes", 0), by_youth.get("unknown", 0)
    if unknown == reports:
        return ["None of them says whether young people were involved, so they count for less."]
    if unknown:
        return [f"{yes} are about young people; {unknown} do not say, and count for less."]
    return ["All of them are about young people."] if yes == reports else []


def _window_words(windows: tuple[HotWindow, ...], reports_then: float) -> str:
    first, *rest = windows
    also = " and ".join(_when(window) for window in rest)
    return (
        f"{_when(first)} stand out: about {reports_then:.0f} of the reports fell then, {_how_sure(first.surprise)}."
        + (f" So do {also}." if also else "")
    )


def _when(window: HotWindow) -> str:
    return f"{WEEKDAYS[window.weekday]}s from {hour_words(window.start_hour, window.end_hour)}"


def _how_sure(surprise: float) -> str:
    if surprise >= 12:
        return "far more than chance would bring"
    if surprise >= 8:
        return "much more than chance would bring"
    return "more than chance would bring"


def _no_hours(reports: int, month_only: int) -> str:
    if month_only == reports:
        return "All of the reports give only a month, so the days and hours are not known."
    return "No day or hour stands out from the borough's usual week."


def _rank_words(rank: int, low: int, high: int, places: int) -> str:
    if low == high:
        return f"It stays at rank {rank} of {places} when the weeks are resampled."
    return f"Its rank moves between {low} and {high} of {places} when the weeks are resampled."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
