"""Cleaning as named steps whose counts add up, and the log of what was dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.intake import Intake
from tests.planner.intake.builders import COUNCIL, council_row, make_council, make_intake
from tests.planner.intake.corpus import CORPUS, Mess
from tests.planner.intake.corpus_formats import FORMATS

DISCOVERED = COUNCIL + '[categories]\n"stop check" = "discovered"\n'


def mixed(folder: Path) -> Intake:
    """A file with something for every step."""
    rows = [
        council_row(Ref="1"),
        council_row(Ref="2", Type="Stop check"),
        council_row(Ref="3", From="?"),
        council_row(Ref="4", Where="no idea"),
        council_row(Ref="1"),
        council_row(Ref="4", Where="no idea"),
        council_row(Ref="7", Where="High Street, ring 020 8726 6000"),
        council_row(Ref="8", To="11/03/2026"),
        council_row(Ref="9"),
        ["short"],
    ]
    return make_intake(make_council(folder / "c.csv", *rows), DISCOVERED, known_keys=frozenset({"Council:9"}))


def test_each_step_says_what_it_took_out(tmp_path: Path) -> None:
    steps = {step.name: step for step in mixed(tmp_path).steps}

    assert list(steps) == ["separate", "screen", "categorise", "identify", "date", "place", "join"]
    assert steps["separate"].review == 1
    assert steps["screen"].changed == 1
    assert steps["categorise"].rejected == 1
    assert steps["identify"].duplicates == 1
    assert (steps["date"].review, steps["date"].changed) == (1, 1)
    assert (steps["place"].review, steps["place"].duplicates) == (1, 1)
    assert (steps["join"].duplicates, steps["join"].rows_out) == (1, 3)


@pytest.mark.parametrize(
    "mess",
    [mess for mess in (*CORPUS, *FORMATS) if not isinstance(mess.expected, str)],
    ids=lambda mess: mess.name,
)
def test_the_counts_of_every_mess_add_up(mess: Mess, tmp_path: Path) -> None:
    intake = make_intake(mess.write(tmp_path / "file.csv"), mess.profile)
    rows = intake.rows
    for step in intake.steps:
        assert step.rows_in == rows
        rows -= step.duplicates + step.review + step.rejected
        assert step.rows_out == rows
    assert rows == len(intake.incidents)
    for heap in ("duplicates", "review", "rejected"):
        assert sum(getattr(step, heap) for step in intake.steps) == len(getattr(intake, heap))


def test_what_is_joined_across_partners_later_is_a_step_of_its_own(tmp_path: Path) -> None:
    intake = mixed(tmp_path)
    later = replace(
        intake, incidents=intake.incidents.iloc[1:], duplicates=(*intake.duplicates, intake.duplicates[0])
    )

    assert (later.steps[-1].name, later.steps[-1].duplicates, later.steps[-1].rows_out) == ("partners", 1, 2)


def test_the_log_names_columns_reasons_and_counts_and_no_contents(tmp_path: Path) -> None:
    dropped = {(one.column, one.reason): one.rows for one in mixed(tmp_path).dropped}

    assert dropped == {
        ("Notes", "free text, by its heading; never brought in"): 9,
        ("Where", "telephone numbers, taken out of the cells that are read"): 1,
    }
