"""Locally agreed weights of kinds change the hotspots, are shown with their date, and roll back."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cli import run
from planner.services import Outreach
from tests.end_to_end.borough import TODAY

AGREED = """
dated = 2026-11-20
source = "Tasking meeting of 20 November"
[kinds]
asb-nuisance = 0.5
robbery = 3
[youth]
unknown = 0.25
"""


def call(store: Path, *arguments: str) -> int:
    return run([*arguments, "--data-dir", str(store), "--today", TODAY.isoformat()])


def test_agreed_weights_are_live_shown_and_rolled_back(
    borough_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outreach = Outreach.open(borough_store, today=TODAY)
    before = outreach.find_hotspots()
    file = tmp_path / "weights.toml"
    file.write_text(AGREED, encoding="utf-8")
    assert call(borough_store, "weights", "set", str(file)) == 0
    assert call(borough_store, "weights", "show") == 0
    shown = capsys.readouterr().out
    assert "  0.5  asb-nuisance" in shown
    assert "    0  drugs" in shown
    assert "not said 0.25" in shown
    assert "Tasking meeting of 20 November" in shown
    lighter = outreach.find_hotspots()
    assert lighter != before
    assert sum(spot.weekly_expected for spot in lighter) < sum(spot.weekly_expected for spot in before)
    assert call(borough_store, "weights", "set", str(file)) == 2
    outreach.roll_back(None, None, "Back to how it was")
    assert outreach.find_hotspots() == before
    outreach.store.close()


def test_weights_that_cannot_be_are_refused(
    borough_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "weights.toml"
    for wrong, says in (
        (AGREED.replace("unknown = 0.25", "no = 1"), "weigh only unknown"),
        (AGREED.replace("robbery = 3", "robbery = 30"), "from 0 to 10"),
        (AGREED.replace("dated = 2026-11-20", ""), "when and by whom"),
    ):
        file.write_text(wrong, encoding="utf-8")
        assert call(borough_store, "weights", "set", str(file)) == 2
        assert says in capsys.readouterr().err
