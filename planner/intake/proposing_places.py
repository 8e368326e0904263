"""Which columns say where: coordinates with their reference system, a postcode, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations

import numpy as np

from geodata.crs import MetricCrs
from planner.intake.column_look import ColumnLook
from planner.intake.heading_words import names_person, says
from planner.intake.placing import Area
from planner.intake.proposal import Choice, SettingChoice

_BNG = 27700
# The British Isles in degrees, and the National Grid's extent in metres.
_LON, _LAT = (-9.0, 2.5), (49.0, 61.5)
_EAST, _NORTH = (1_000.0, 700_000.0), (1_000.0, 1_300_000.0)
_STREET = re.compile(
    r"\b(road|rd|street|st|lane|avenue|ave|close|way|drive|park|station|school|square)\b", re.I
)


def choose_places(
    columns: Sequence[ColumnLook], area: Area | None
) -> tuple[list[Choice], list[SettingChoice], list[str]]:
    """The place columns, the settings that follow from them, and what is left to ask."""
    points, settings = _points(columns, area)
    postcode = max(
        (one for one in columns if one.postcodes > 0.5 and not names_person(one.heading)),
        key=lambda one: (says(one.heading, "postcode"), one.postcodes),
        default=None,
    )
    choices = list(points)
    words = _words(columns, {heading for choice in choices for heading in choice.headings}, postcode)
    if words is not None:
        choices.append(words)
    elif not points and postcode is None:
        choices += _areas(columns)
    if postcode is not None:
        share = f"{100 * postcode.postcodes:.0f}% of its cells are postcodes"
        choices.append(Choice("postcode", (postcode.heading,), 0.95, f"{postcode.heading!r}: {share}"))
    if not choices:
        return [], [], ["No column was found that says where it happened. Which one does?"]
    return choices, settings, []


def _points(columns: Sequence[ColumnLook], area: Area | None) -> tuple[list[Choice], list[SettingChoice]]:
    numeric = [one for one in columns if one.numbers]
    best: tuple[float, str, ColumnLook, ColumnLook] | None = None
    for first, second in permutations(numeric, 2):
        for kind, score in (("degrees", _degrees(first, second)), ("metres", _metres(first, second))):
            if score > 0.5 and (best is None or score > best[0]):
                best = score, kind, first, second
    if best is None:
        return [], []
    score, kind, first, second = best
    digits = 4 if kind == "degrees" else 0
    held = " and ".join(
        f"{one.heading!r} holds {one.bounds[0]:,.{digits}f} to {one.bounds[1]:,.{digits}f}"
        for one in (first, second)
    )
    if kind == "degrees":
        names, unit, settings = ("lon", "lat"), "degrees", list[SettingChoice]()
    else:
        names, unit = ("easting", "northing"), "British National Grid metres"
        settings = [SettingChoice("crs", _BNG, score, "the numbers lie within the British National Grid")]
    why = f"{held}: {unit}{_share_inside(first, second, kind, area)}"
    chosen = [
        Choice(name, (one.heading,), score, why) for name, one in zip(names, (first, second), strict=True)
    ]
    return chosen, settings


def _share_inside(first: ColumnLook, second: ColumnLook, kind: str, area: Area | None) -> str:
    if area is None or len(first.numbers) != len(second.numbers):
        return ""
    lon, lat = np.array(first.numbers), np.array(second.numbers)
    if kind == "metres":
        lon, lat = MetricCrs(_BNG).to_lonlat(lon, lat)
    return f"; {100 * float(np.mean(area.contains(lon, lat))):.0f}% of the points lie in {area.name}"


def _degrees(lon: ColumnLook, lat: ColumnLook) -> float:
    """How surely two columns are longitude and latitude."""
    if not (_within(lon, (-180, 180)) and _within(lat, (-90, 90))) or min(lon.decimals, lat.decimals) < 1.5:
        return 0.0
    named = says(lon.heading, "lon") + says(lat.heading, "lat")
    british = _within(lon, _LON) and _within(lat, _LAT)
    return 0.35 * british + 0.3 * named


def _metres(east: ColumnLook, north: ColumnLook) -> float:
    """How surely two columns are easting and northing."""
    if not (_within(east, _EAST) and _within(north, _NORTH)):
        return 0.0
    named = says(east.heading, "east") + says(north.heading, "north")
    swapped = says(east.heading, "north") or says(north.heading, "east")
    return 0.0 if swapped or named < 2 else 0.95


def _within(column: ColumnLook, bounds: tuple[float, float]) -> bool:
    """Whether nearly all numbers lie between; zeros stand for no point."""
    held = [value for value in column.numbers if value]
    return bool(held) and sum(bounds[0] <= value <= bounds[1] for value in held) > 0.9 * len(held)


def _words(columns: Sequence[ColumnLook], taken: set[str], postcode: ColumnLook | None) -> Choice | None:
    """The columns whose words say where: those named so, and those full of streets; the town last."""
    named: list[ColumnLook] = []
    towns: list[ColumnLook] = []
    for one in columns:
        if not _may_be_words(one, taken, postcode):
            continue
        if says(one.heading, "town"):
            towns.append(one)
        elif says(one.heading, "place"):
            named.append(one)
    if not named:
        streets = [one for one in columns if _may_be_words(one, taken, postcode) and _streets(one) > 0.4]
        named = streets[:1]
    if not named:
        return None
    chosen = tuple(one.heading for one in (*named, *towns))
    listed = " and ".join(repr(heading) for heading in chosen)
    share = max(_streets(one) for one in named)
    seen = f"; {100 * share:.0f}% of the cells name a street or such" if share > 0.2 else ""
    verb = "say" if len(chosen) > 1 else "says"
    return Choice("location", chosen, 0.9 if share > 0.2 else 0.75, f"{listed} {verb} where in words{seen}")


def _areas(columns: Sequence[ColumnLook]) -> list[Choice]:
    """A column of areas, where nothing says it better."""
    for one in columns:
        if says(one.heading, "area") and one.values and not one.numbers and one.dates < 0.5:
            why = f"{one.heading!r} is all that says where; rows whose words name no place will wait for a person"
            return [Choice("location", (one.heading,), 0.5, why)]
    return []


def _may_be_words(one: ColumnLook, taken: set[str], postcode: ColumnLook | None) -> bool:
    if one.heading in taken or one is postcode or one.numbers or not one.filled or one.is_prose:
        return False
    if names_person(one.heading) or says(one.heading, "free text") or says(one.heading, "area"):
        return False
    return one.dates < 0.5 and one.clocks < 0.5 and not one.personal and not _is_codes(one)


def _is_codes(one: ColumnLook) -> bool:
    """Whether the cells are codes rather than words: "C07", "4300A5"."""
    if says(one.heading, "code"):
        return True
    coded = sum(
        times for text, times in one.values.items() if " " not in text and any(c.isdigit() for c in text)
    )
    return coded > 0.7 * one.filled


def _streets(one: ColumnLook) -> float:
    return sum(times for text, times in one.values.items() if _STREET.search(text)) / max(one.filled, 1)
