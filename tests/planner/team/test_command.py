import json
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from geodata.errors import BadInput
from geodata.study_area import StudyArea
from planner.commands.team import team
from planner.team.types import Team
from tests.planner.team.builders import make_area, make_workbook


@dataclass
class App:
    """Stands in for the command line's object and the facade behind it."""

    kept: list[Team] = field(default_factory=list)

    def outreach(self) -> "App":
        return self

    def need_area(self) -> StudyArea:
        return make_area()

    def geocoder(self) -> None:
        return None

    def import_team(self, team: Team, by: str = "") -> None:
        self.kept.append(team)


def run(app: App, *words: object) -> str:
    result = CliRunner().invoke(team, [str(word) for word in words], obj=app, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_template_then_import(tmp_path: Path) -> None:
    out = run(App(), "template", "-o", tmp_path / "new.xlsx")
    assert (tmp_path / "new.xlsx").is_file()
    assert "outreach team import" in out


def test_a_filled_in_workbook_is_not_written_over(tmp_path: Path) -> None:
    path = make_workbook(tmp_path)
    before = path.read_bytes()
    with pytest.raises(BadInput, match="is there already"):
        run(App(), "template", "-o", path)
    assert path.read_bytes() == before
    with pytest.raises(BadInput, match=r"ends in \.xlsx"):
        run(App(), "template", "-o", tmp_path / "team.csv")


def test_import_makes_it_the_team(tmp_path: Path) -> None:
    app = App()
    out = run(app, "import", make_workbook(tmp_path))
    assert [kept.name for kept in app.kept] == ["Testborough youth work"]
    assert "1 worker, 1 vehicle, 1 site, 1 partner, 1 session held by others; brought in." in out


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    app = App()
    out = json.loads(run(app, "import", make_workbook(tmp_path), "--dry-run", "--json"))
    assert app.kept == []
    assert (out["dry_run"], out["workers"], out["sites"], out["warnings"]) == (True, 1, 1, [])


def test_nothing_of_a_faulty_workbook_is_kept(tmp_path: Path) -> None:
    app = App()
    with pytest.raises(BadInput, match="there are no workers"):
        run(app, "import", make_workbook(tmp_path, workers=[], availability=[], leave=[]))
    assert app.kept == []


@pytest.mark.parametrize("words", [(), ("template",), ("import",)])
def test_help_has_an_example(words: tuple[str, ...]) -> None:
    assert isinstance(team, click.Group)
    assert "outreach team" in run(App(), *words, "--help")
