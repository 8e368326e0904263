"""`outreach profile` and `outreach import` over a made-up facade."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geodata.errors import BadInput
from planner.commands.intake import import_command
from planner.commands.profiles import profile
from planner.intake import Intake, parse_profile
from tests.planner.intake.builders import (
    COUNCIL,
    STREET_HEADINGS,
    council_row,
    make_council,
    make_csv,
    make_intake,
    make_text,
    street_row,
)


class MadeUpOutreach:
    """Remembers profiles and imports."""

    def __init__(self) -> None:
        self.profiles: dict[str, str] = {}
        self.kept: list[str] = []

    def outreach(self) -> MadeUpOutreach:
        return self

    def save_profile(self, name: str, text: str) -> None:
        self.profiles[name] = text

    def profile_names(self) -> tuple[str, ...]:
        return tuple(self.profiles)

    def profile_text(self, name: str) -> str:
        if name not in self.profiles:
            raise BadInput(f"There is no profile called {name!r}.")
        return self.profiles[name]

    def import_file(self, path: Path, profile_name: str | None, *, dry_run: bool, progress: Any) -> Intake:
        read = parse_profile(self.profile_text(profile_name), profile_name) if profile_name else None
        intake = make_intake(path, read, progress=progress)
        if not dry_run:
            self.kept.append(path.name)
        return intake


@pytest.fixture
def outreach() -> MadeUpOutreach:
    return MadeUpOutreach()


def call(outreach: MadeUpOutreach, command: Any, *arguments: object) -> Result:
    """What a command prints and how it ends."""
    return CliRunner().invoke(command, [str(one) for one in arguments], obj=outreach)


def street(folder: Path, *rows: list[object], name: str = "street.csv") -> Path:
    """A street file."""
    return make_csv(folder / name, [STREET_HEADINGS, *rows])


def test_the_json_is_what_the_contract_says(outreach: MadeUpOutreach, tmp_path: Path) -> None:
    path = street(tmp_path, street_row(), street_row(Longitude=0.5, Latitude=50.3), ["", "2026-10"])
    result = call(outreach, import_command, path, "--json")

    (entry,) = json.loads(result.stdout)["files"]
    assert (entry["file"], entry["profile"], entry["rows"]) == ("street.csv", "police-uk-street", 3)
    assert entry["rows"] == entry["incidents"] + entry["duplicates"] + len(entry["review"]) + len(
        entry["rejected"]
    )
    assert {tuple(one) for one in entry["review"]} == {("row", "column", "reason")}
    assert {one["row"] for one in entry["review"]} == {3, 4}
    assert result.exit_code == 0
    assert outreach.kept == ["street.csv"]


def test_the_sum_is_shown_to_people(outreach: MadeUpOutreach, tmp_path: Path) -> None:
    result = call(outreach, import_command, street(tmp_path, street_row(), street_row(Month="never")))

    assert "street.csv: 2 = 1 + 0 + 1 + 0" in result.stdout
    assert "row 3, Month: “never” is not a date" in result.stdout
    assert "Not read, not kept: Falls within, LSOA code" in result.stdout


def test_one_bad_file_does_not_undo_the_good_ones(outreach: MadeUpOutreach, tmp_path: Path) -> None:
    bad = make_text(tmp_path / "bad.csv", "%PDF-1.7")
    good = [street(tmp_path, street_row(), name=name) for name in ("a.csv", "b.csv")]
    result = call(outreach, import_command, good[0], bad, good[1], "--json")

    assert result.exit_code == 2
    assert outreach.kept == ["a.csv", "b.csv"]
    assert len(result.stderr.splitlines()) == 1
    assert "bad.csv is a PDF" in result.stderr
    entries = json.loads(result.stdout)["files"]
    assert ["error" in one for one in entries] == [False, True, False]
    assert entries[1]["rows"] == 0


def test_a_dry_run_keeps_nothing(outreach: MadeUpOutreach, tmp_path: Path) -> None:
    result = call(outreach, import_command, street(tmp_path, street_row()), "--dry-run")

    assert result.exit_code == 0
    assert outreach.kept == []
    assert "dry run" in result.stdout


def test_a_profile_is_saved_listed_shown_and_used(outreach: MadeUpOutreach, tmp_path: Path) -> None:
    mapping = make_text(tmp_path / "m.toml", COUNCIL)
    saved = call(outreach, profile, "save", "council", mapping)
    path = make_council(tmp_path / "c.csv", council_row())
    used = call(outreach, import_command, path, "--profile", "council", "--json")

    assert (saved.exit_code, used.exit_code) == (0, 0)
    assert json.loads(used.stdout)["files"][0]["profile"] == "council"
    assert call(outreach, profile, "list").stdout.splitlines()[0] == "council"
    assert "police-uk-street (built in)" in call(outreach, profile, "list").stdout
    assert call(outreach, profile, "show", "council").stdout.strip() == COUNCIL.strip()
    assert "Crime ID" in call(outreach, profile, "show", "police-uk-street").stdout


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("../x", COUNCIL, "cannot be a profile's name"),
        ("police-uk-street", COUNCIL, "is built in"),
        ("council", "columns = 3", "m.toml: columns must be"),
    ],
)
def test_a_bad_profile_is_not_saved(
    outreach: MadeUpOutreach, tmp_path: Path, name: str, text: str, message: str
) -> None:
    result = call(outreach, profile, "save", name, make_text(tmp_path / "m.toml", text))

    assert isinstance(result.exception, BadInput)
    assert message in str(result.exception)
    assert outreach.profiles == {}


@pytest.mark.parametrize("command", [import_command, *profile.commands.values()])
def test_help_gives_an_example(command: Any) -> None:
    assert "Example:\n  " in CliRunner().invoke(command, ["--help"]).stdout


def test_a_mapping_is_proposed_for_a_file_that_no_profile_knows(
    outreach: MadeUpOutreach, tmp_path: Path
) -> None:
    rows = [[f"R{n}", f"{n + 12}/03/2026 16:05", "High Street", "Noise nuisance"] for n in range(8)]
    path = make_csv(tmp_path / "export.csv", [["Ref", "Occurred at", "Road name", "Issue"], *rows])
    mapping = tmp_path / "m.toml"
    proposed = CliRunner().invoke(profile, ["propose", str(path), "--partner", "Parks", "-o", str(mapping)])
    imported = CliRunner().invoke(import_command, [str(path)], obj=outreach)

    assert proposed.exit_code == 0, proposed.output
    assert "'Occurred at' holds dates with times" in proposed.output
    assert parse_profile(mapping.read_text("utf-8"), "m").partner == "Parks"
    assert imported.exit_code == 2
    assert "no profile knows" in imported.output
    assert "Proposed for export.csv, from 8 rows" in imported.output


def test_steps_and_what_was_dropped_are_in_the_json(outreach: MadeUpOutreach, tmp_path: Path) -> None:
    outreach.save_profile("council", COUNCIL)
    path = make_council(tmp_path / "c.csv", council_row(), council_row(Ref="2", Where="no idea"))
    done = CliRunner().invoke(import_command, [str(path), "--profile", "council", "--json"], obj=outreach)
    (entry,) = json.loads(done.stdout)["files"]

    assert entry["steps"][-1]["rows_out"] == entry["incidents"] == 1
    assert {one["column"]: one["rows"] for one in entry["dropped"]} == {"Notes": 2}
