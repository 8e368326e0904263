"""What the lab's templates and `static/lab.js` are given: maps, heat tables and lists, from what the use cases give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapely.geometry import mapping

from models.feedback import Feedback
from models.places import Hotspot
from planner.lab.settings import TUNABLES, LabSettings
from planner.services.lab_views import LiveSettings, SideBySide, Trial
from web.cell_maps import CellMap, map_corners
from web.heat import HeatTable, heat_table
from web.maps import draw_map, json_for_script
from web.page_maps import the_basemap
from web.plots import Plot, rounds_plot
from web.words import number_words, window_words

AS_IT_COMES = "as-it-comes"
# What a model does, for a person who has not met its name.
MODEL_WORDS = {
    "decayed-count-eb": "Decayed counts, each cell leaning on its neighbourhood: what the planner comes with.",
    "decayed-count-eb-season": "The same with seasons, school terms and holidays.",
    "decayed-count": "Decayed counts of each cell alone.",
    "count-4": "A plain count of the last 4 weeks: what most teams use.",
    "count-13": "A plain count of the last 13 weeks.",
    "count-52": "A plain count of the last 52 weeks.",
    "kde": "The last year smoothed over 500 m.",
    "kde-chosen": "The last year smoothed over as far as would have told the last weeks best.",
    "prospective": "Prospective hotspots: what was reported lately near by counts more.",
    "glm": "Poisson regression on past counts of a cell and its neighbours.",
    "trees": "Boosted trees on the same figures. Slow.",
}


def roll_back_choices(history: Sequence[LiveSettings]) -> list[tuple[str, str]]:
    """Each of the earlier settings once, the latest first, that are not live now."""
    live, seen = history[0].settings, []
    choices = []
    for one in history[1:]:
        if one.settings != live and one.settings not in seen:
            seen.append(one.settings)
            as_made = "as the planner comes" if one.id is None else f"live since {one.made_at:%d/%m/%Y}"
            choices.append(
                (AS_IT_COMES if one.id is None else str(one.id), f"{one.settings.label()} ({as_made})")
            )
    return choices


def slider_values(settings: LabSettings) -> dict[str, Any]:
    """Where the sliders stand for these settings, as their page's address has it."""
    return {one.name: f"{getattr(settings, one.name):g}" for one in TUNABLES}


def heats(tables: Sequence[tuple[str, Sequence[float]]]) -> list[tuple[str, HeatTable]]:
    """Hours of the week (168 each) as tables with the same levels, so that they can be read beside each other."""
    top = max((value for _, hours in tables for value in hours), default=0.0)
    return [
        (name, heat_table([hours[24 * day : 24 * day + 24] for day in range(7)], top))
        for name, hours in tables
    ]


def loop_plots(loop: Feedback) -> list[tuple[str, Plot]]:
    """Each place's share of the sessions over the weeks, without the guard and with it, on one scale."""
    top = max(share for curve in (loop.unguarded, loop.guarded) for week in curve.shares for share in week)
    return [
        (
            title,
            rounds_plot(
                [
                    (
                        f"Place {k + 1}",
                        [(float(week), 100 * one[k]) for week, one in enumerate(curve.shares)][::4],
                    )
                    for k in range(len(loop.true))
                ],
                "Weeks",
                "Percent of sessions",
                100 * top,
            ),
        )
        for title, curve in (("Without the guard", loop.unguarded), ("With the guard", loop.guarded))
    ]


def trial_json(trial: Trial) -> dict[str, Any]:
    """The places that the settings would give, best first, as the sliders' script and the table show them."""
    return {
        "places": [
            {
                "rank": spot.rank,
                "name": spot.place.name,
                "lon": round(spot.place.lon, 5),
                "lat": round(spot.place.lat, 5),
                "outline": mapping(spot.place.outline)["coordinates"][0],
                "expected": _with_ends(spot),
                "reports": number_words(spot.reports),
                "hours": "; ".join(window_words(window) for window in spot.windows) or "no hours stand out",
                "live": _change(spot.rank, trial.live_ranks.get(spot.place.id)),
            }
            for spot in trial.hotspots
        ],
        "gone": list(trial.gone),
        "new": sum(spot.place.id not in trial.live_ranks for spot in trial.hotspots),
        "seconds": round(trial.seconds, 2),
    }


def _with_ends(spot: Hotspot) -> str:
    expected, lower, upper = map(number_words, (spot.weekly_expected, spot.lower, spot.upper))
    return f"{expected} ({lower} to {upper})"


def _change(rank: int, live: int | None) -> str:
    if live is None:
        return "new"
    if live == rank:
        return "the same"
    return f"up from {live}" if rank < live else f"down from {live}"


def trial_map(trial: Trial) -> CellMap | None:
    """The map that the sliders change; None while no area is set."""
    basemap = the_basemap()
    if basemap is None:
        return None
    return CellMap(
        draw_map("Map of the places with these settings", basemap), json_for_script(trial_json(trial))
    )


def differences_map(side: SideBySide) -> CellMap | None:
    """Where two settings expect something else; None without ground or difference."""
    basemap = the_basemap()
    if basemap is None or not side.differences:
        return None
    most = max(abs(one.one - one.other) for one in side.differences)
    cells = [
        {
            "corners": map_corners(one.corners),
            "share": round((one.one - one.other) / most, 3),
            "words": f"A {number_words(one.one)}, B {number_words(one.other)} reports a week",
        }
        for one in side.differences
    ]
    return CellMap(draw_map("Map of where A and B differ", basemap), json_for_script({"cells": cells}))
