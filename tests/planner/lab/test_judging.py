"""What a run lets go live."""

from __future__ import annotations

from typing import Any

import pytest

from planner.lab.judging import compare, judge
from planner.lab.settings import LabSettings

LIVE = LabSettings()
METRICS = ("hit_rate_5", "log_score", "crps")


def document(other: LabSettings, weeks: int = 12, **ends: tuple[float, float]) -> dict[str, Any]:
    """A run of the live settings and one other; the ends of its paired intervals hold 0 unless given."""
    paired = {name: ends.get(name, (-0.01, 0.01)) for name in METRICS}
    return {
        "live": LIVE.label(),
        "settings": {"coverage": [5.0]},
        "settings_of": {one.label(): one.to_json() for one in (LIVE, other)},
        "origins": ["2026-08-24"] * weeks,
        "verdict": f"12 origins.\n{other.label()}: the words of the verdict.",
        "paired": {
            other.label(): {
                name: {"difference": (low + high) / 2, "lower": low, "upper": high}
                for name, (low, high) in paired.items()
            }
        },
    }


@pytest.mark.parametrize(
    ("other", "ends", "goes"),
    [
        (LabSettings(half_life_days=200), {}, True),
        (LabSettings(half_life_days=200), {"crps": (0.001, 0.002)}, False),
        (LabSettings(half_life_days=200), {"hit_rate_5": (-0.03, -0.01)}, False),
        (LabSettings(model="kde"), {}, False),
        (LabSettings(model="kde"), {"crps": (-0.002, -0.001)}, True),
        (LabSettings(model="kde"), {"hit_rate_5": (0.01, 0.02), "log_score": (-0.02, -0.01)}, False),
        (LIVE, {}, False),
    ],
)
def test_another_model_must_beat_the_live_one_and_other_settings_must_not_be_worse(
    other: LabSettings, ends: dict[str, tuple[float, float]], goes: bool
) -> None:
    judgement = judge(document(other, **ends), other.label(), LIVE)
    assert judgement.may_go_live is goes
    assert bool(judgement.why_not) is not goes


def test_the_judgement_has_the_words_of_the_verdict() -> None:
    other = LabSettings(model="kde")
    judgement = judge(document(other), "kde", LIVE)
    assert judgement.verdict == "The words of the verdict."
    assert judgement.why_not == "Another model has to beat the live one."


def test_a_lower_crps_is_better() -> None:
    other = LabSettings(model="kde")
    found = {one.metric: one.word for one in compare(document(other, crps=(-0.2, -0.1)), "kde")}
    assert found == {"hit_rate_5": "may be chance", "log_score": "may be chance", "crps": "better"}


def test_an_interval_that_is_not_there_decides_nothing() -> None:
    other = LabSettings(model="kde")
    run = document(other)
    run["paired"]["kde"]["crps"] = {"difference": None, "lower": None, "upper": None}
    assert {one.word for one in compare(run, "kde")} == {"may be chance"}
