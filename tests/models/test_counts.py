"""Gamma-Poisson counts, and shrinkage."""

import numpy as np
import pytest
from scipy import stats

from models.counts import gamma_poisson_interval, gamma_poisson_quantile, week_spread
from models.shrinkage import gamma_shape, prior_weeks, split_strength


@pytest.mark.parametrize("level", [0.05, 0.5, 0.95])
def test_quantiles_agree_with_the_negative_binomial(level):
    rng = np.random.default_rng(1)
    mean, spread = np.exp(rng.uniform(-8, 6, 300)), np.exp(rng.uniform(-4, 2, 300))
    shape = 1 / spread
    assert np.array_equal(
        gamma_poisson_quantile(mean, spread, level), stats.nbinom.ppf(level, shape, shape / (shape + mean))
    )


def test_without_spread_it_is_poisson():
    mean = np.array([0.0, 0.03, 1.0, 20.0, 900.0])
    assert np.array_equal(
        gamma_poisson_quantile(mean, np.zeros(5), 0.95), [0, *stats.poisson.ppf(0.95, mean[1:])]
    )


def test_more_spread_is_a_wider_interval():
    mean = np.array([30.0])
    narrow, wide = gamma_poisson_interval(mean, 0.0), gamma_poisson_interval(mean, 0.2)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_the_weeks_own_effect_is_found_and_plain_poisson_has_next_to_none():
    rng = np.random.default_rng(2)
    effect = rng.gamma(1 / 0.0125, 0.0125, 2000)
    assert week_spread(rng.poisson(200 * effect).astype(float)) == pytest.approx(0.0125, rel=0.25)
    assert week_spread(rng.poisson(200, 2000).astype(float)) < 0.001


def test_a_trend_is_not_taken_for_noise():
    rng = np.random.default_rng(3)
    assert week_spread(rng.poisson(np.linspace(100, 400, 200)).astype(float)) < 0.002


def test_the_gamma_shape_of_made_up_places_is_recovered():
    rng = np.random.default_rng(4)
    usual = rng.uniform(1, 10, 4000)
    counts = rng.poisson(usual * rng.gamma(0.5, 2.0, 4000)).astype(float)
    assert gamma_shape(counts, usual) == pytest.approx(0.5, rel=0.2)


def test_the_weeks_that_the_usual_rate_is_worth_are_recovered():
    rng = np.random.default_rng(6)
    usual = rng.uniform(0.05, 0.5, 6000)
    rates = rng.gamma(usual * 20.0, 1 / 20.0)
    assert prior_weeks(rng.poisson(rates * 70.0).astype(float), usual, 70.0) == pytest.approx(20, rel=0.25)


def test_the_strength_of_usual_shares_is_recovered():
    rng = np.random.default_rng(5)
    shares = rng.dirichlet(np.ones(20))
    rows = np.array([rng.multinomial(60, rng.dirichlet(30 * shares)) for _ in range(400)], dtype=float)
    assert split_strength(rows, np.broadcast_to(shares, rows.shape)) == pytest.approx(30, rel=0.6)
