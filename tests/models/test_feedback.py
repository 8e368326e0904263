"""The loop from forecast to presence to report, and the guard."""

import numpy as np
import pytest

from geodata.errors import BadInput
from models.feedback import FeedbackSettings, discounted, reserve_unsure, simulate_feedback

TOLD = simulate_feedback()


def test_without_the_guard_one_place_runs_away_with_the_sessions():
    busiest = int(np.argmax(TOLD.true))
    shares = [week[busiest] for week in TOLD.unguarded.shares]
    assert TOLD.unguarded.last[busiest] > 1.5 * TOLD.true[busiest]
    assert min(TOLD.unguarded.last) < 0.6 * min(TOLD.true)
    thirds = [np.mean(part) for part in np.array_split(shares, 3)]
    assert thirds[0] < thirds[1] < thirds[2] or thirds[2] > 1.5 * TOLD.true[busiest]


def test_with_the_guard_sessions_follow_the_true_rates():
    reserved = TOLD.settings.reserved
    assert np.abs(np.subtract(TOLD.guarded.last, TOLD.true)).sum() / 2 <= reserved
    bare = simulate_feedback(FeedbackSettings(reserved=0.0))
    assert np.abs(np.subtract(bare.guarded.last, bare.true)).max() < 0.02


def test_where_presence_brings_nothing_there_is_no_loop():
    still = simulate_feedback(FeedbackSettings(found=0.0, prompted=0.0))
    assert np.abs(np.subtract(still.unguarded.last, still.true)).max() < 0.02


def test_it_says_so_in_words_and_the_same_way_every_time():
    assert simulate_feedback() == TOLD
    assert any("of sessions" in one for one in TOLD.sentences)
    assert TOLD.sentences[-1].startswith("It is a simulation")


def test_reports_that_presence_brought_are_taken_off_again():
    assert discounted(np.array([13.0, 5.0]), np.array([3.0, 0.0]), 0.1) == pytest.approx([10.0, 5.0])


def test_a_share_goes_to_places_that_may_be_as_busy_and_are_least_known():
    expected, lower, upper = [9.0, 8.0, 4.0, 3.0, 0.1], [8, 7, 3.5, 0.5, 0.0], [10, 9, 4.5, 9.0, 1.0]
    chosen = reserve_unsure(expected, lower, upper, sessions=3, share=0.34)
    assert chosen.best == (0, 1)
    assert chosen.unsure == (3,)  # its interval reaches what the best expect; the quiet one's does not


def test_without_a_share_nothing_is_kept_back():
    assert reserve_unsure([3, 2, 1], [1] * 3, [4] * 3, sessions=2, share=0.0).best == (0, 1)
    assert len(reserve_unsure([3, 2, 1], [1] * 3, [4] * 3, sessions=2, share=0.01).unsure) == 1


@pytest.mark.parametrize("wrong", [{"reports": (1.0,)}, {"found": -1.0}, {"weeks": 0}, {"reserved": 1.0}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(BadInput):
        FeedbackSettings(**wrong)
    with pytest.raises(BadInput, match="between 0 and 1"):
        reserve_unsure([1.0], [0.0], [2.0], sessions=1, share=2.0)
