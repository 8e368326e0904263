"""Back-tests: rolling origins, no look ahead, paired differences, words."""

import math
from datetime import date

import pandas as pd
import pytest

from geodata.errors import BadInput
from models.backtest import Backtest, BacktestSettings, origins_between, run_backtest
from models.forecast import forecast_cells
from models.verdict import as_json, verdict
from tests.models.builders import make_events

EVENTS = make_events(4000)
ORIGINS = origins_between(date(2022, 10, 3), date(2022, 11, 21))


def test_origins_step_from_the_first_to_the_last():
    assert origins_between(date(2022, 1, 3), date(2022, 1, 20)) == (
        date(2022, 1, 3), date(2022, 1, 10), date(2022, 1, 17),
    )  # fmt: skip
    with pytest.raises(BadInput, match="before it begins"):
        origins_between(date(2022, 1, 3), date(2022, 1, 2))
    with pytest.raises(BadInput, match="1 day or more"):
        origins_between(date(2022, 1, 3), date(2022, 1, 9), 0)


def test_every_model_origin_and_metric_has_a_figure():
    result = run_backtest(EVENTS, ORIGINS, ["decayed-count", "kde"], settings=BacktestSettings(slots=True))
    assert list(result.scores) == ["decayed-count-eb", "decayed-count", "kde"]
    for scores in result.scores.values():
        assert tuple(scores) == ORIGINS
        assert all(
            math.isfinite(score["hit_rate_5"]) and score["choices_events"] >= 0 for score in scores.values()
        )
    assert 0 < result.mean("kde", "hit_rate_1") < result.mean("kde", "hit_rate_5") < 1


def test_forecasts_kept_are_the_forecasts_of_those_days_to_the_digit():
    kept: dict[tuple[str, date], pd.DataFrame] = {}
    settings = BacktestSettings(slots=True, band_hours=6, categories=("disorder",))
    run_backtest(
        EVENTS, ORIGINS[:2], ["count-13"], settings=settings,
        keep=lambda model, origin, frame: kept.update({(model, origin): frame}),
    )  # fmt: skip
    assert len(kept) == 4
    for (model, origin), frame in kept.items():
        alone = forecast_cells(
            EVENTS, as_of=origin, slots=True, band_hours=6, categories=("disorder",), model=model
        )
        pd.testing.assert_frame_equal(frame, alone, check_exact=True)


def test_what_happened_counts_whenever_it_was_reported():
    late = EVENTS.assign(
        reported=EVENTS["reported"].where(EVENTS["start"] < "2022-11-21", pd.Timestamp("2024-01-01"))
    )
    day = (date(2022, 11, 21),)
    assert run_backtest(late, day, []).scores == run_backtest(EVENTS, day, []).scores


def test_nothing_after_the_origins_is_bad_input():
    with pytest.raises(BadInput, match="Nothing happened after"):
        run_backtest(EVENTS, [date(2023, 6, 5)], [])


def test_an_unknown_model_is_bad_input():
    with pytest.raises(BadInput, match="no model 'oracle'"):
        run_backtest(EVENTS, ORIGINS, ["oracle"])


def made_up(rival: list[float]) -> Backtest:
    origins = ORIGINS[:4]
    default = [0.20, 0.22, 0.21, 0.19]

    def scores(hits: list[float]) -> dict[date, dict[str, float]]:
        return {
            day: {"events": 9.0, "hit_rate_5": hit, "log_score": -1.0, "crps": 0.5}
            for day, hit in zip(origins, hits, strict=True)
        }

    return Backtest(origins, {"decayed-count-eb": scores(default), "rival": scores(rival)})


@pytest.mark.parametrize(
    ("rival", "words"),
    [
        ([0.21, 0.21, 0.20, 0.20], "rival: no better and no worse"),
        ([0.10, 0.12, 0.11, 0.08], "rival: worse at 5% of the area than decayed-count-eb; the other"),
        ([0.30, 0.33, 0.31, 0.29], "rival: better at 5% of the area"),
    ],
)
def test_the_verdict_says_what_the_intervals_say(rival, words):
    assert words in verdict(made_up(rival), BacktestSettings(coverage=(5.0,)))


def test_a_lower_crps_is_better():
    result = made_up([0.20, 0.22, 0.21, 0.19])
    for k, day in enumerate(result.origins):
        result.scores["rival"][day]["crps"] = 0.4 + 0.01 * k
    assert "rival: better in the CRPS than" in verdict(result, BacktestSettings(coverage=(5.0,)))


def test_the_verdict_lists_areas_and_scores_apart():
    result = made_up([0.10, 0.12, 0.11, 0.08])
    for k, day in enumerate(result.origins):
        for name, scores in result.scores.items():
            scores[day]["hit_rate_1"] = scores[day]["hit_rate_5"] / 3
            scores[day]["crps"] = 0.5 if name == "rival" else 0.4 + 0.01 * k
            scores[day]["log_score"] = -1.2 if name == "rival" else -1.0 - 0.01 * k
    said = verdict(result, BacktestSettings(coverage=(1.0, 5.0)))
    assert "rival: worse at 1 and 5% of the area and in the log score and the CRPS than decayed-count-eb." in said


def test_json_has_what_the_contract_names():
    content = as_json(made_up([0.2, 0.2, 0.2, 0.2]), BacktestSettings(coverage=(5.0,)))
    assert {"default", "models", "metrics", "paired", "verdict"} <= set(content)
    assert content["paired"]["rival"]["hit_rate_5"]["difference"] == pytest.approx(-0.005)
    assert content["metrics"]["rival"]["by_origin"]["2022-10-03"]["hit_rate_5"] == 0.2


@pytest.mark.parametrize("wrong", [{"days": 0}, {"band_hours": 7}, {"coverage": ()}, {"coverage": (0.0,)}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(BadInput):
        BacktestSettings(**wrong)
