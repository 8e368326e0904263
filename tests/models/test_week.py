"""Weeks, hours of the week, and how a person says them."""

import numpy as np
import pytest

from geodata.errors import BadInput
from models.week import Week, hour_words, hours_of_week


def test_a_week_is_read_and_written_the_same_way():
    assert str(Week.parse("2026-W48")) == "2026-W48"
    assert Week.parse("2026-W48").monday.isoformat() == "2026-11-23"


def test_a_week_that_does_not_exist_is_refused():
    with pytest.raises(BadInput, match="no week 53 in 2025"):
        Week.parse("2025-W53")


def test_hours_of_the_week_start_on_monday_midnight():
    times = np.array(
        ["2026-11-23T00:00", "2026-11-23T23:59", "2026-11-29T23:00", "1969-12-29T01:30"], "datetime64[s]"
    )
    assert hours_of_week(times).tolist() == [0, 23, 167, 1]


def test_hours_are_said_as_people_say_them():
    assert hour_words(15, 17) == "3pm to 5pm"
    assert hour_words(22, 24) == "10pm to midnight"
    assert hour_words(0, 12) == "midnight to noon"
