"""Rivals that learn."""

from datetime import date

import numpy as np
import pytest

from models.backtest import BacktestSettings, origins_of
from models.registry import MODELS, make_model
from models.rivals import ChosenKernel, PoissonGlm, ProspectiveHotspot
from tests.models.builders import make_events

(ORIGIN,) = origins_of(make_events(4000), [date(2022, 11, 7)], area=None, settings=BacktestSettings())
HISTORY = ORIGIN.history


@pytest.mark.parametrize("name", MODELS)
def test_each_expects_about_what_came_lately_and_nothing_below_zero(name):
    prediction = make_model(name).fit(HISTORY).predict(ORIGIN.days)
    lately = HISTORY.weekly(13)[0].mean()
    assert prediction.expected.sum() == pytest.approx(lately, rel=0.25)
    assert prediction.expected.min() >= 0


def test_the_kernel_takes_a_narrow_bandwidth_for_sharp_corners():
    model = ChosenKernel(bandwidths_m=(100.0, 3000.0)).fit(HISTORY)
    assert model.bandwidth_m_ == 100.0


def test_the_prospective_hotspot_counts_what_is_near_and_new():
    risk = ProspectiveHotspot(reach_m=400, weeks=8).fit(HISTORY).rate_
    recent = HISTORY.cell_counts((HISTORY.age_days <= 56).astype(float))
    assert np.corrcoef(risk, recent)[0, 1] > 0.7
    grid = HISTORY.grid
    busy = int(recent.argmax())
    far = np.hypot(grid.x - grid.x[busy], grid.y - grid.y[busy]) > 400
    old = ProspectiveHotspot(reach_m=400, weeks=8).fit(HISTORY.before(date(2022, 8, 1)))
    assert old.rate_[busy] != risk[busy]
    assert far.any()


def test_a_regression_learns_that_the_busy_stay_busy():
    told = PoissonGlm().fit(HISTORY).predict(ORIGIN.days).expected
    past = HISTORY.cell_counts(np.ones(len(HISTORY.cell)))
    assert told[past >= 20].mean() > 10 * told[past == 0].mean()


def test_an_earlier_origin_knows_only_what_was_reported_by_then():
    then = HISTORY.before(date(2022, 8, 1))
    assert then.as_of == date(2022, 8, 1)
    assert then.reported.max() < np.datetime64("2022-08-01")
    assert then.start.max() < np.datetime64("2022-08-01")
