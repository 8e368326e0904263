"""Which places are so uncertain that a session there would teach us something."""

from __future__ import annotations

from collections.abc import Sequence

from models.places import Hotspot

TIMES_WIDER = 3.0


def unsure_places(hotspots: Sequence[Hotspot]) -> frozenset[str]:
    """The ids of places whose 90% interval reaches from some value to three times that, or further."""
    return frozenset(spot.place.id for spot in hotspots if spot.upper >= TIMES_WIDER * spot.lower)
