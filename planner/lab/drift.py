"""Whether the live forecasts of the last weeks still fit what is reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LATEST = 6
LEAST = 3
USUAL = 8


def drift_words(scores: Sequence[dict[str, Any]]) -> str | None:
    """A sentence when the latest weeks say that the forecast has drifted; None while they do not.

    Two signs, either of which is rare by chance: of the last six weeks, three or more fell outside the 90% interval of
    the week's total on one side; or the best 5% of the area has caught, in each of the last three weeks, less than in
    any of the up to eight weeks before.

    Parameters
    ----------
    scores
        As `planner.lab.live.score_forecast` gives them, the earliest week first.
    """
    latest = scores[-LATEST:]
    above = sum(one["seen"] > one["upper"] for one in latest)
    below = sum(one["seen"] < one["lower"] for one in latest)
    if above >= LEAST or below >= LEAST:
        many, word = (above, "more") if above >= below else (below, "fewer")
        return (
            f"In {many} of the last {len(latest)} weeks there were {word} reports than the forecast allowed for. "
            "Ask an analyst to look before you trust next week's figures."
        )
    before = [one["hit_rate"] for one in scores[-LEAST - USUAL : -LEAST]]
    now = [one["hit_rate"] for one in scores[-LEAST:]]
    if len(now) == LEAST and len(before) >= LEAST and max(now) < min(before):
        return (
            f"In each of the last {LEAST} weeks fewer reports fell in the places that were forecast busiest than in "
            f"any of the {len(before)} weeks before. Ask an analyst to look before you trust the ranking."
        )
    return None
