"""Gamma-Poisson counts, and shrinkage."""

import numpy as np
import pytest
from scipy import stats

from models.counts import cell_spread, gamma_poisson_interval, gamma_poisson_quantile, week_spread
from models.shrinkage import believed_ratios, gamma_shape, neighbours_strength, split_strength


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


def test_how_much_wider_than_poisson_counts_are_is_found_and_one_night_of_riots_does_not_say():
    rng = np.random.default_rng(9)
    mean = np.repeat(rng.uniform(0.02, 1.0, 400), 52)
    counts = rng.negative_binomial(mean / 0.4, 1 / 1.4).astype(float)
    some = counts > 0
    assert cell_spread(counts[some], mean[some], float(mean.sum())) == pytest.approx(0.4, rel=0.25)
    counts[np.flatnonzero(some)[0]] = 150.0
    assert cell_spread(counts[some], mean[some], float(mean.sum())) < 0.6
    plain = rng.poisson(mean).astype(float)
    assert cell_spread(plain[plain > 0], mean[plain > 0], float(mean.sum())) < 0.06


def test_the_gamma_shape_of_made_up_places_is_recovered():
    rng = np.random.default_rng(4)
    usual = rng.uniform(1, 10, 4000)
    counts = rng.poisson(usual * rng.gamma(0.5, 2.0, 4000)).astype(float)
    assert gamma_shape(counts, usual) == pytest.approx(0.5, rel=0.2)


def test_places_far_out_of_the_ordinary_are_believed_and_the_others_drawn_in():
    rng = np.random.default_rng(5)
    usual = rng.uniform(0.5, 2, 4000)
    true = np.where(np.arange(4000) < 20, 60.0, 0.7)
    counts = rng.poisson(usual * true).astype(float)
    shape = gamma_shape(counts, usual)
    found, by_gamma = believed_ratios(counts, usual), (counts + shape) / (usual + shape)
    assert found[:20].mean() == pytest.approx(60, rel=0.05)
    assert np.abs(found[20:] - 0.7).mean() < 0.5 * np.abs(by_gamma[20:] - 0.7).mean()


def test_however_little_was_seen_the_places_together_have_as_many():
    rng = np.random.default_rng(6)
    for size in (1e-9, 0.01, 1.0):
        usual = size * rng.uniform(0.5, 2, 500)
        counts = np.where(np.arange(500) < 5, size, 0.0)
        assert believed_ratios(counts, usual) @ usual == pytest.approx(counts.sum())


def test_a_place_of_which_nothing_is_known_has_the_mean_ratio():
    usual = np.array([0.0, 4.0, 4.0, 0.0])
    found = believed_ratios(np.array([0.0, 0.0, 8.0, 0.0]), usual)
    assert found[0] == found[3] == pytest.approx(found[1:3].mean(), rel=0.05)


def test_neighbours_are_worth_more_where_they_tell_more():
    rng = np.random.default_rng(8)
    shares = np.full(6, 1 / 6)
    local = rng.dirichlet(np.full(6, 3.0), 300)
    near = np.array([rng.multinomial(400, one) for one in local], dtype=float)
    alike = np.array([rng.multinomial(30, one) for one in local], dtype=float)
    apart = np.array([rng.multinomial(30, shares) for _ in local], dtype=float)
    assert neighbours_strength(alike, near, shares) < 50 < 1000 < neighbours_strength(apart, near, shares)


def test_the_strength_of_usual_shares_is_recovered():
    rng = np.random.default_rng(5)
    shares = rng.dirichlet(np.ones(20))
    rows = np.array([rng.multinomial(60, rng.dirichlet(30 * shares)) for _ in range(400)], dtype=float)
    assert split_strength(rows, np.broadcast_to(shares, rows.shape)) == pytest.approx(30, rel=0.6)
