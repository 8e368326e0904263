"""The search for settings, scored on weeks it never saw."""

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_backend

from geodata.errors import BadInput
from models.backtest import BacktestSettings, origins_between, origins_of, score_at
from models.registry import MODELS, make_model
from models.spaces import SPACES, Span
from models.tuning import TuneSettings, split_origins, tune, tuning_json, with_settings
from tests.models.builders import make_events

EVENTS = make_events(4000)
ORIGINS = origins_between(date(2022, 9, 5), date(2022, 11, 21))
QUICK = TuneSettings(model="kde", metric="hit_rate_5", trials=6)


def test_every_model_has_a_space_of_parameters_it_knows():
    assert set(SPACES) == set(MODELS)
    for name, spans in SPACES.items():
        assert set(spans) <= set(make_model(name).get_params())
        with_settings(name, {one: span.draw(np.random.default_rng(1)) for one, span in spans.items()})


@pytest.mark.parametrize("method", ["halving", "random"])
def test_the_score_is_of_origins_that_were_not_searched(method):
    settings = TuneSettings(model="kde", metric="hit_rate_5", method=method, trials=6)
    told = tune(EVENTS, ORIGINS, settings=settings)
    assert told.searched + told.held_out == ORIGINS
    assert len(told.held_out) == 5
    held = list(origins_of(EVENTS, told.held_out, area=None, settings=BacktestSettings()))
    by_hand = [score_at(with_settings("kde", told.best).fit(one.history), one, BacktestSettings()) for one in held]
    assert told.tuned == pytest.approx(np.mean([score["hit_rate_5"] for score in by_hand]))


def test_what_happens_in_the_held_out_weeks_does_not_change_what_is_chosen():
    last = split_origins(ORIGINS, QUICK.holdout)[0][-1] + timedelta(days=7)
    later = EVENTS["start"] >= pd.Timestamp(last)
    moved = EVENTS.assign(lon=EVENTS["lon"].where(~later, EVENTS["lon"].mean()))
    assert tune(EVENTS, ORIGINS, settings=QUICK).trials == tune(moved, ORIGINS, settings=QUICK).trials


def test_the_same_seed_gives_the_same_run_however_many_work_on_it():
    once = tuning_json(tune(EVENTS, ORIGINS, settings=QUICK))
    with parallel_backend("threading"):
        again = tuning_json(
            tune(EVENTS, ORIGINS, settings=TuneSettings(model="kde", metric="hit_rate_5", trials=6, jobs=2))
        )
    assert once == again
    assert json.loads(json.dumps(once, allow_nan=False)) == once


def test_a_bad_present_setting_is_left_behind():
    settings = TuneSettings(model="kde", metric="log_score", trials=10)
    told = tune(EVENTS, ORIGINS, settings=settings)
    assert told.best["bandwidth_m"] < 500
    assert told.paired[1] > 0
    assert "better than the present ones" in told.verdict


def test_falling_behind_is_given_up_early():
    told = tune(EVENTS, ORIGINS, settings=TuneSettings(model="kde", metric="log_score", method="random", trials=8))
    assert min(trial.origins for trial in told.trials) < len(told.searched)
    assert max(trial.origins for trial in told.trials) == len(told.searched)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"model": "oracle"}, "no model"),
        ({"method": "guess"}, "halving"),
        ({"trials": 1}, "2 settings"),
        ({"holdout": 1.0}, "held out"),
        ({"jobs": 0}, "1 process"),
    ],
)
def test_settings_out_of_range_are_refused(settings, words):
    with pytest.raises(BadInput, match=words):
        TuneSettings(**settings)


def test_what_cannot_be_searched_is_said():
    with pytest.raises(BadInput, match="too few"):
        tune(EVENTS, ORIGINS[:3])
    with pytest.raises(BadInput, match="no figure 'beauty'"):
        tune(EVENTS, ORIGINS, settings=TuneSettings(metric="beauty"))
    with pytest.raises(BadInput, match="kde"):
        with_settings("kde", {"nose": 1})
    with pytest.raises(BadInput, match="lower to a higher"):
        Span(2.0, 1.0)
