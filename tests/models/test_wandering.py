"""Rates that wander about their neighbourhood's."""

import numpy as np
import pytest

from models.wandering import wandering_rates

WEEKS = 4.0


def told(counts, usual):
    exposure = np.full(len(counts), WEEKS)
    return wandering_rates(counts, exposure, usual, half_life_weeks=52.0, step_weeks=WEEKS)


def steady(rates, periods=39, seed=1):
    return np.random.default_rng(seed).poisson(rates * WEEKS, (periods, len(rates))).astype(float)


def test_steady_rates_are_found_nearly_as_well_as_by_who_knew_their_prior():
    rng = np.random.default_rng(6)
    usual = rng.uniform(0.05, 0.5, 3000)
    rates = rng.gamma(usual * 16.0, 1 / 16.0)
    counts = steady(rates)
    bayes = (counts.sum(axis=0) + usual * 16.0) / (39 * WEEKS + 16.0)
    off, best, plain = (
        np.abs(one - rates).mean() for one in (told(counts, usual).mean, bayes, counts.mean(0) / WEEKS)
    )
    assert off < 1.02 * best < 0.97 * plain


def test_a_cell_far_out_of_the_ordinary_is_believed_more_than_a_middling_one():
    rng = np.random.default_rng(7)
    rates = np.where(np.arange(3000) < 40, 8.0, rng.gamma(0.2 * 40, 1 / 40, 3000))
    counts = steady(rates, periods=5)
    found = told(counts, np.full(3000, 0.2)).mean
    assert found[:40].mean() == pytest.approx(8.0, rel=0.1)
    weekly = counts[:, 40:].mean(axis=0) / WEEKS
    middling = (weekly >= 0.4) & (weekly <= 0.6)
    assert found[40:][middling].mean() < 0.75 * weekly[middling].mean()


def test_cells_that_keep_to_half_or_twice_their_neighbours_are_told_apart():
    rng = np.random.default_rng(10)
    usual = rng.uniform(0.1, 0.4, 3000)
    rates = usual * np.where(np.arange(3000) % 2, 2.0, 0.5)
    counts = steady(rates)
    found = told(counts, usual).mean
    one_gamma = (counts.sum(axis=0) + usual * 2.0) / (39 * WEEKS + 2.0)
    assert np.abs(found - rates).mean() < 0.75 * np.abs(one_gamma - rates).mean()


def test_cells_where_nothing_was_seen_go_by_what_is_usual_there():
    rng = np.random.default_rng(11)
    usual = rng.uniform(0.05, 0.5, 600)
    counts = np.hstack([steady(usual[:300]), np.zeros((39, 300))])
    found = told(counts, usual)
    assert ((found.mean[300:] > 0) & (found.mean[300:] < 0.4 * usual[300:])).all()
    assert told(counts[:, ::-1], usual[::-1]).mean[::-1] == pytest.approx(found.mean)


def test_a_busy_cell_that_has_gone_quiet_is_known_from_its_last_months():
    rng = np.random.default_rng(8)
    # All cells wander, so that wandering is learned; the first was busy until half a year ago.
    wander = np.exp(np.cumsum(rng.normal(0, 0.15, (39, 1500)), axis=0))
    rates = 0.3 * wander / wander.mean(axis=0)
    rates[:, 0] = np.where(np.arange(39) < 33, 4.0, 0.5)
    found = told(rng.poisson(rates * WEEKS).astype(float), np.full(1500, 0.3))
    assert 0.1 < found.mean[0] < 1.0
    assert np.mean(found.mean - rates[-1]) == pytest.approx(0.0, abs=0.03)


def test_the_variance_is_that_of_what_comes_next():
    rng = np.random.default_rng(9)
    rates = rng.gamma(0.4, 0.5, 4000)
    found = told(steady(rates), np.full(4000, 0.2))
    off = (rates - found.mean) ** 2
    assert off.mean() == pytest.approx((found.mean**2 / found.shape).mean(), rel=0.25)


def test_nothing_seen_is_what_is_usual_or_less():
    found = told(np.zeros((10, 50)), np.full(50, 0.2))
    assert (found.mean < 0.2).all()
    assert (found.mean > 0).all()
