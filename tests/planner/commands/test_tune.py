"""outreach tune."""

import json

import pytest
from click.testing import CliRunner

from planner.cli import cli, run
from tests.models.builders import make_events


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    path = tmp_path_factory.mktemp("events") / "events.csv"
    frame = make_events(1500).rename(columns={"start": "datetime", "end": "datetime_to"})
    frame.to_csv(path, index=False)
    return path


def tuned(events, *more: str) -> str:
    options = ["--from", "2022-10-03", "--to", "2022-11-21", "--model", "kde", "--metric", "crps", "--trials", "4"]
    result = CliRunner().invoke(cli, ["tune", str(events), *options, *more], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_it_says_what_it_chose_and_how_that_did_on_unseen_weeks(events, tmp_path):
    said = tuned(events, "-o", str(tmp_path / "tuned.json"))
    assert said.startswith("Chosen: ")
    assert "origins the search never saw" in said or "None of 4 settings" in said
    record = json.loads((tmp_path / "tuned.json").read_text())
    assert record["results"]["verdict"] in said
    assert len(record["results"]["trials"]) == 4


def test_json_is_the_run_and_nothing_else_and_the_same_with_two_processes(events):
    once = json.loads(tuned(events, "--json"))
    assert once["fingerprint"].startswith("1500-")
    assert once == json.loads(tuned(events, "--json", "--jobs", "2"))
    assert once["results"]["random_state"] == 0


def test_a_figure_that_does_not_exist_is_one_line_and_status_2(events, capsys):
    assert run(["tune", str(events), "--from", "2022-10-03", "--to", "2022-11-21", "--metric", "beauty"]) == 2
    assert "no figure 'beauty'" in capsys.readouterr().err
