"""Which places are so uncertain that a session there would teach us something; and what the guard is for, simulated."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from models.feedback import Feedback, FeedbackSettings, simulate_feedback
from models.places import Hotspot

TIMES_WIDER = 3.0


@lru_cache(maxsize=8)
def loop_with_and_without(percent: int) -> Feedback:
    """The simulated loop, with so many percent of the sessions kept for unsure places."""
    return simulate_feedback(FeedbackSettings(reserved=percent / 100.0))


def unsure_places(hotspots: Sequence[Hotspot]) -> frozenset[str]:
    """The ids of places whose 90% interval reaches from some value to three times that, or further."""
    return frozenset(spot.place.id for spot in hotspots if spot.upper >= TIMES_WIDER * spot.lower)
