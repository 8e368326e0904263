"""Whether a run lets a setting go live, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.backtest import LOWER_IS_BETTER
from planner.lab.settings import LabSettings

LEAST_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of a setting against the live one: the mean difference and its 90% interval.

    `word` is "better", "worse" or "may be chance".
    """

    metric: str
    difference: float | None
    lower: float | None
    upper: float | None
    word: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a setting may be promoted: what the run says of it, and why it may not, "" when it may."""

    label: str
    may_go_live: bool
    verdict: str
    why_not: str


def judged_metrics(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The figures that decide: hits at each share of the area, the log score and the CRPS."""
    return (*(f"hit_rate_{percent:g}" for percent in document["settings"]["coverage"]), "log_score", "crps")


def compare(document: Mapping[str, Any], label: str) -> tuple[Comparison, ...]:
    """Every deciding figure of a setting less the live one's; none for the live one itself."""
    paired = document["paired"].get(label)
    if paired is None:
        return ()
    return tuple(_comparison(metric, **paired[metric]) for metric in judged_metrics(document))


def _comparison(
    metric: str, difference: float | None, lower: float | None, upper: float | None
) -> Comparison:
    word = "may be chance"
    if lower is not None and upper is not None and (lower > 0 or upper < 0):
        word = "better" if (lower > 0) != (metric in LOWER_IS_BETTER) else "worse"
    return Comparison(metric, difference, lower, upper, word)


def judge(document: Mapping[str, Any], label: str, live: LabSettings) -> Judgement:
    """Whether a setting of a run may go live instead of what is live now.

    Another model has to beat the live one: somewhere better, nowhere worse, by paired 90% intervals. The same model
    with other settings must not be worse anywhere.
    """
    wanted = LabSettings.from_json(document["settings_of"][label])
    against = document["live"]
    said = next((line for line in document["verdict"].splitlines() if line.startswith(f"{label}: ")), "")
    verdict = (
        _capital(said.removeprefix(f"{label}: ")) or f"The others are set against it: {against} was live."
    )
    why_not = _why_not(document, label, wanted, live)
    if not why_not and wanted.same_forecast(live):
        verdict = (
            "It forecasts the same; only how places are drawn or visited differs. Judge that on the map."
        )
    return Judgement(label, not why_not, verdict, why_not)


def _why_not(document: Mapping[str, Any], label: str, wanted: LabSettings, live: LabSettings) -> str:
    weeks = len(document["origins"])
    if wanted == live:
        return "It is live."
    if document["settings_of"][document["live"]] != live.to_json():
        return "Something else has gone live since this run. Back-test again, against what is live now."
    if weeks < LEAST_WEEKS:
        return f"{weeks} weeks say too little. Back-test at least {LEAST_WEEKS}."
    words = {one.word for one in compare(document, label)}
    if wanted.same_forecast(live):
        return ""
    if "worse" in words:
        return "What is worse does not go live."
    if wanted.model != live.model and "better" not in words:
        return "Another model has to beat the live one."
    return ""


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
