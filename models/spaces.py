"""Which settings of each model may be searched, and between which values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from geodata.errors import BadInput


@dataclass(frozen=True)
class Span:
    """The values a setting may take: between two ends, drawn evenly on a logarithmic scale or not; or whole numbers."""

    low: float
    high: float
    log: bool = True
    whole: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high or (self.log and not self.low > 0):
            raise BadInput(f"A span goes from a lower to a higher value, not from {self.low} to {self.high}.")

    def draw(self, rng: np.random.Generator) -> float | int:
        """One value."""
        if self.log:
            value = float(np.exp(rng.uniform(math.log(self.low), math.log(self.high))))
        else:
            value = float(rng.uniform(self.low, self.high))
        return round(value) if self.whole else float(f"{value:.4g}")


SPACES: Mapping[str, Mapping[str, Span]] = MappingProxyType(
    {
        "decayed-count-eb": {
            "half_life_days": Span(90, 1500),
            "neighbourhood_m": Span(200, 1500),
            "level_half_life_days": Span(7, 90),
            "hours_half_life_days": Span(180, 2000),
            "hours_reach_m": Span(300, 3000),
        },
        "decayed-count-eb-season": {
            "half_life_days": Span(90, 1500),
            "neighbourhood_m": Span(200, 1500),
            "level_half_life_days": Span(7, 90),
            "season_strength": Span(2, 200),
        },
        "decayed-count": {"half_life_days": Span(60, 2000)},
        "count-4": {"weeks": Span(2, 8, whole=True)},
        "count-13": {"weeks": Span(8, 26, whole=True)},
        "count-52": {"weeks": Span(26, 156, whole=True)},
        "kde": {"bandwidth_m": Span(50, 1000), "weeks": Span(8, 156, whole=True)},
        "kde-chosen": {"weeks": Span(8, 156, whole=True), "hold_weeks": Span(2, 12, whole=True)},
        "prospective": {"reach_m": Span(150, 1200), "weeks": Span(2, 52, whole=True)},
        "glm": {"alpha": Span(1e-6, 1.0), "train_weeks": Span(4, 16, whole=True)},
        "trees": {
            "rounds": Span(30, 200, whole=True),
            "leaves": Span(4, 31, whole=True),
            "rate": Span(0.02, 0.2),
            "train_weeks": Span(4, 16, whole=True),
        },
    }
)
"""What is searched for each model of the registry."""
