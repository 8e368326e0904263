"""The settings a person may see and change, checked when they are made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from geodata.errors import BadInput

YOUTH_WEIGHTS: Mapping[str, float] = MappingProxyType({"yes": 1.0, "unknown": 0.5, "no": 0.0})
NO_SEVERITY: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class HotspotSettings:
    """How places and their hours are found.

    Attributes
    ----------
    youth_weights
        The weight of an incident whose `youth_related` is yes, unknown or no.
    severity_weights
        The weight of each category; one that is not named counts 1.
    half_life_days
        A report of this age counts half.
    sharp_m
        An incident placed this well or better counts in full towards where a place is; beyond it the weight falls
        with the square of its `radius_m`, since that is how fast the ground it may lie on grows, and beyond three
        times this it does not count at all.
    link_m
        Points closer than this may belong to one place (the `eps` of DBSCAN).
    reach_m
        No incident of a place lies further than this from its centre: a place stays a short walk.
    apart_m
        Two places' centres are at least this far apart.
    min_weight
        The weighted reports that make a place.
    max_window_hours
        The longest stretch of hours tried.
    min_weeks
        Hours are hot only when reports fell in them in so many different weeks: one bad night is not a pattern.
    false_alarm
        The chance, over all places and stretches of hours tried together, of calling one hot by accident.
    max_windows
        At most so many windows a place.
    resamples
        How often the weeks are drawn anew to see how ranks move.
    """

    youth_weights: Mapping[str, float] = field(default_factory=lambda: YOUTH_WEIGHTS)
    severity_weights: Mapping[str, float] = field(default_factory=lambda: NO_SEVERITY)
    half_life_days: float = 365.0
    sharp_m: float = 150.0
    link_m: float = 80.0
    reach_m: float = 200.0
    apart_m: float = 200.0
    min_weight: float = 4.0
    max_window_hours: int = 4
    min_weeks: int = 3
    false_alarm: float = 0.05
    max_windows: int = 6
    resamples: int = 200

    def __post_init__(self) -> None:
        _check_youth(self.youth_weights)
        _check_severity(self.severity_weights)
        for name in ("half_life_days", "sharp_m", "link_m", "reach_m", "apart_m", "min_weight"):
            if not getattr(self, name) > 0:
                raise BadInput(f"The hotspot setting {name} should be above 0, not {getattr(self, name)!r}.")
        if not 1 <= self.max_window_hours <= 24:
            raise BadInput(f"max_window_hours should be 1 to 24, not {self.max_window_hours!r}.")
        if not 0 < self.false_alarm < 1:
            raise BadInput(f"false_alarm should be between 0 and 1, not {self.false_alarm!r}.")
        for name in ("min_weeks", "max_windows", "resamples"):
            if getattr(self, name) < 1:
                raise BadInput(
                    f"The hotspot setting {name} should be 1 or more, not {getattr(self, name)!r}."
                )


@dataclass(frozen=True)
class DemandSettings:
    """How demand is learned.

    Attributes
    ----------
    youth_weights
        As in `HotspotSettings`.
    severity_weights
        The weight of each category; one that is not named counts 1.
    half_life_days
        A report of this age counts half.
    neighbourhood_m
        The reach of a catchment's neighbourhood, which it is shrunk towards.
    hours_strength
        The borough's hours weigh as much as so many reports of the neighbourhood's own, and the neighbourhood's as
        much as so many of the catchment's own.
    """

    youth_weights: Mapping[str, float] = field(default_factory=lambda: YOUTH_WEIGHTS)
    severity_weights: Mapping[str, float] = field(default_factory=lambda: NO_SEVERITY)
    half_life_days: float = 365.0
    neighbourhood_m: float = 1500.0
    hours_strength: float = 20.0

    def __post_init__(self) -> None:
        _check_youth(self.youth_weights)
        _check_severity(self.severity_weights)
        for name in ("half_life_days", "neighbourhood_m", "hours_strength"):
            if not getattr(self, name) > 0:
                raise BadInput(f"The demand setting {name} should be above 0, not {getattr(self, name)!r}.")


def _check_youth(weights: Mapping[str, float]) -> None:
    if set(weights) != set(YOUTH_WEIGHTS):
        raise BadInput(f"Youth weights are needed for yes, unknown and no; these are for {sorted(weights)}.")
    for answer, weight in weights.items():
        if not 0 <= weight <= 1:
            raise BadInput(f"The youth weight of {answer!r} should be between 0 and 1, not {weight!r}.")


def _check_severity(weights: Mapping[str, float]) -> None:
    for category, weight in weights.items():
        if not (math.isfinite(weight) and weight >= 0):
            raise BadInput(f"The severity weight of {category!r} should be 0 or more, not {weight!r}.")
