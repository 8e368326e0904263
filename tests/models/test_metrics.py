"""The figures of a forecast once the week has been."""

import numpy as np
import pytest
from scipy import stats

from models import metrics
from models.prediction import Prediction

EXPECTED = np.array([5.0, 1.0, 3.0, 0.0, 0.5, 0.5, 0.2, 0.2, 0.1, 0.1])
SEEN = np.array([4.0, 0.0, 2.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])


def predict(mean: np.ndarray, spread: float = 0.0) -> Prediction:
    return Prediction(mean, np.full(mean.shape, spread))


def test_hit_rate_pai_and_pei_of_a_worked_example():
    # The best fifth is cells 0 and 2, with 6 of 10 events; the best anyone could have is 8.
    assert metrics.hit_rate(EXPECTED, SEEN, 0.2) == pytest.approx(0.6)
    assert metrics.accuracy_index(EXPECTED, SEEN, 0.2) == pytest.approx(3.0)
    assert metrics.efficiency_index(EXPECTED, SEEN, 0.2) == pytest.approx(0.75)


def test_a_week_without_events_has_no_hit_rate():
    assert np.isnan(metrics.hit_rate(EXPECTED, np.zeros(10), 0.2))


def test_at_least_one_cell_is_flagged():
    assert metrics.flagged(30, 0.01) == 1


def test_log_score_is_the_log_probability():
    mean = np.array([0.3, 2.0, 9.0])
    seen = np.array([0.0, 3.0, 7.0])
    assert metrics.log_score(predict(mean), seen) == pytest.approx(stats.poisson.logpmf(seen, mean).mean())
    shape = 1 / 0.4
    expected = stats.nbinom.logpmf(seen, shape, shape / (shape + mean)).mean()
    assert metrics.log_score(predict(mean, 0.4), seen) == pytest.approx(expected)


def test_the_log_score_of_what_was_next_to_impossible_is_as_low_as_it_was_impossible():
    mean, shape = np.array([0.001]), 1 / 0.4
    scores = [metrics.log_score(predict(mean, 0.4), np.array([seen])) for seen in (8.0, 20.0, 60.0)]
    expected = stats.nbinom.logpmf([8, 20, 60], shape, shape / (shape + mean))
    assert scores == pytest.approx(expected, rel=1e-6)


def test_crps_is_the_squared_distance_of_the_two_distributions():
    mean, seen = np.array([4.0]), np.array([9.0])
    counts = np.arange(200)
    by_hand = ((stats.poisson.cdf(counts, mean) - (counts >= seen)) ** 2).sum()
    assert metrics.crps(predict(mean), seen) == pytest.approx(by_hand)


def test_crps_is_the_distance_for_a_sure_answer_and_counts_surprises_far_out():
    assert metrics.crps(predict(np.array([0.0])), np.array([30.0])) == pytest.approx(30.0, rel=1e-3)


def test_scores_prefer_the_truth():
    rng = np.random.default_rng(1)
    mean = rng.gamma(0.5, 4.0, 3000)
    seen = rng.poisson(mean * rng.gamma(4.0, 0.25, 3000)).astype(float)
    true, plain, wide = predict(mean, 0.25), predict(mean), predict(mean, 2.0)
    assert metrics.log_score(true, seen) > max(metrics.log_score(plain, seen), metrics.log_score(wide, seen))
    assert metrics.crps(true, seen) < min(metrics.crps(plain, seen), metrics.crps(wide, seen))


def test_intervals_and_pit_of_a_calibrated_model_hold():
    rng = np.random.default_rng(2)
    mean = rng.gamma(2.0, 3.0, 4000)
    seen = rng.poisson(mean * rng.gamma(5.0, 0.2, 4000)).astype(float)
    inside, busy = metrics.coverage(predict(mean, 0.2), seen)
    assert busy == (mean >= 1).sum()
    assert 0.9 <= inside / busy < 0.97
    right, too_sure = (
        metrics.randomised_pit(metrics.pit_steps(predict(mean, spread), seen), random_state=0)
        for spread in (0.2, 0.0)
    )
    assert stats.kstest(right, "uniform").pvalue > 0.01
    assert stats.kstest(too_sure, "uniform").pvalue < 1e-6


def test_choices_met_counts_events_in_the_best_slots():
    expected = np.array([[3.0, 0.0], [2.0, 1.0]])
    assert metrics.choices_met(expected, np.array([[0.0, 9.0], [2.0, 1.0]]), 3) == (pytest.approx(2 / 3), 3.0)


def test_paired_interval_is_students_t():
    mean, low, high = metrics.paired_interval([1.0, 2.0, 3.0, float("nan")])
    half = stats.t.ppf(0.95, 2) / np.sqrt(3)
    assert (mean, low, high) == pytest.approx((2.0, 2.0 - half, 2.0 + half))


def test_one_origin_has_a_difference_and_no_interval():
    mean, low, high = metrics.paired_interval([1.5])
    assert mean == 1.5
    assert np.isnan(low)
    assert np.isnan(high)
