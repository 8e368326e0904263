"""Weights of kinds: local, visible, dated."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geodata.errors import BadInput
from models.settings import DemandSettings, HotspotSettings
from planner.intake.kinds import KINDS
from planner.intake.weights import KindWeights, read_weights
from tests.planner.intake.builders import make_frame, make_text

LOCAL = 'dated = 2026-09-01\nsource = "Tasking meeting of September"\n[kinds]\nviolence = 3\n[youth]\nunknown = 0.25\n'


def test_by_default_what_people_report_counts_alike_and_what_is_discovered_not_at_all() -> None:
    weights = KindWeights()

    assert set(weights.kinds) == {kind.id for kind in KINDS}
    assert {weights.kinds[kind.id] for kind in KINDS if kind.mostly_discovered} == {0.0}
    assert weights.kinds["asb"] == weights.kinds["violence"] == 1.0
    assert weights.source


def test_a_local_file_changes_what_it_names(tmp_path: Path) -> None:
    weights = read_weights(make_text(tmp_path / "weights.toml", LOCAL))

    assert weights.dated == dt.date(2026, 9, 1)
    assert (weights.kinds["violence"], weights.kinds["asb"]) == (3, 1.0)
    frame = make_frame({"category": "violence"}, {"category": "drugs"}, {"category": "asb"})
    assert weights.of(frame).tolist() == [3.0, 0.0, 1.0]


def test_the_documented_weights_can_be_read(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "profiles.md").read_text(encoding="utf-8")
    example = text.rpartition("```toml\n")[2].partition("```")[0]

    assert read_weights(make_text(tmp_path / "weights.toml", example)).kinds["violence"] == 3


def test_the_youth_weights_fit_the_models_settings() -> None:
    weights = KindWeights(youth_weights={"yes": 1.0, "unknown": 0.2, "no": 0.1})

    assert DemandSettings(youth_weights=weights.youth_weights).youth_weights["unknown"] == 0.2
    assert HotspotSettings(youth_weights=weights.youth_weights).youth_weights["no"] == 0.1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("violence", "mugging"), "no kind 'mugging'"),
        (("= 3", "= -1"), "weight of violence should be a number from 0 to 10"),
        (("= 3", "= true"), "weight of violence should be a number"),
        (("0.25", "2"), "youth unknown should be a number from 0 to 1"),
        (("unknown =", "perhaps ="), "yes, unknown and no"),
        (("dated = 2026-09-01\n", ""), "say when and by whom"),
        (("[kinds]", "[kind]"), "no setting 'kind'"),
        (("[kinds]", "[kinds"), "no TOML file"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    change: tuple[str, str], words: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=words):
        read_weights(make_text(tmp_path / "weights.toml", LOCAL.replace(*change)))
