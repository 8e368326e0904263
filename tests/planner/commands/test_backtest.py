"""outreach backtest, as a person runs it."""

import json

import pytest
from click.testing import CliRunner

from geodata.errors import BadInput
from planner.commands.backtest import backtest
from planner.commands.forecast import forecast
from tests.planner.commands.test_forecast import write_boundary, write_events


def test_predictions_are_what_forecast_writes_to_the_byte(tmp_path):
    events, boundary = write_events(tmp_path), write_boundary(tmp_path)
    out, folder = tmp_path / "out.json", tmp_path / "all"
    arguments = [events, "--from", "2022-10-03", "--to", "2022-10-10", "--models", "count-4", "-o", out,
                 "--predictions", folder, "--boundary", boundary, "--coverage", "5,10"]  # fmt: skip
    result = CliRunner().invoke(backtest, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0
    assert "2 origins, 2022-10-03 to 2022-10-10" in result.output
    content = json.loads(out.read_text())
    assert content["models"] == ["decayed-count-eb", "count-4"]
    assert content["metrics"]["count-4"]["mean"]["hit_rate_10"] > 0
    for model in content["models"]:
        alone = tmp_path / "alone.csv"
        arguments = [events, "-o", alone, "--as-of", "2022-10-10", "--boundary", boundary, "--model", model]
        CliRunner().invoke(forecast, [str(one) for one in arguments], catch_exceptions=False)
        assert (folder / model / "2022-10-10.csv").read_bytes() == alone.read_bytes()


def test_shares_that_are_no_numbers_are_refused(tmp_path):
    arguments = [
        str(write_events(tmp_path)),
        "--from",
        "2022-10-03",
        "--to",
        "2022-10-10",
        "--coverage",
        "some",
    ]
    with pytest.raises(BadInput, match="shares of the area"):
        CliRunner().invoke(backtest, arguments, catch_exceptions=False)
