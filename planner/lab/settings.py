"""What an analyst may change, and what follows from it for places, demand and the model of cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from sklearn.base import BaseEstimator

from geodata.errors import BadInput
from models.prediction import CellModel
from models.registry import DEFAULT_MODEL, MODELS, make_model
from models.settings import DemandSettings, HotspotSettings

SEVERE = ("violence", "robbery")


@dataclass(frozen=True, slots=True)
class Tunable:
    """One setting with the range it may have, and how a person reads it.

    `forecast` says whether the back-test of cells sees it; what only draws places is judged on the map.
    """

    name: str
    label: str
    hint: str
    low: float
    high: float
    step: float
    unit: str
    forecast: bool = False


TUNABLES: tuple[Tunable, ...] = (
    Tunable(
        "half_life_days", "Half-life", "A report this old counts half. Short: follows what is new. Long: steadier.",
        14, 730, 1, "days", forecast=True,
    ),
    Tunable(
        "youth_unknown", "Weight of a report that does not say whether young people were involved",
        "1 counts it like one that does; 0 leaves it out.", 0, 1, 0.05, "", forecast=True,
    ),
    Tunable(
        "violence_weight", "Weight of a report of violence or robbery",
        "1 counts it like any other kind; 3 like three.", 1, 5, 0.5, "", forecast=True,
    ),
    Tunable(
        "min_weight", "Least reports of a place", "Weighted by age and by whether young people were involved.",
        1, 20, 0.5, "reports",
    ),
    Tunable("link_m", "Reports join one place when closer than", "Wider joins neighbours.", 30, 200, 5, "metres"),
    Tunable("reach_m", "Reach of a place from its centre", "A place stays a short walk.", 80, 500, 10, "metres"),
    Tunable("apart_m", "Least distance between two places", "Between their centres.", 80, 600, 10, "metres"),
    Tunable("max_window_hours", "Longest stretch of hours", "The longest stretch tried on one day.", 1, 8, 1, "hours"),
    Tunable(
        "min_weeks", "Weeks with reports before hours count as hot", "One bad night is not a pattern.",
        1, 12, 1, "weeks",
    ),
    Tunable(
        "unsure_percent", "Sessions kept for places we are unsure of",
        "Going only where it went before, a team would never find out where it is wrong.", 0, 50, 1, "percent",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class LabSettings:
    """A model with its settings: all that places, demand and forecasts are made by.

    Attributes
    ----------
    model
        A name of `models.registry`. The default plans by the demand of catchments; any other (and the default with
        `parameters`) by its own cells, summed over the walk of a session.
    parameters
        The model's own parameters where they are not its defaults, its half-life apart.
    kind_weights
        The weight of a report by its kind as agreed locally, where it is not 1.
    half_life_days, youth_unknown, violence_weight, min_weight, link_m, reach_m, apart_m, max_window_hours, min_weeks
        As `TUNABLES` describes them, `unsure_percent` too. A report not about young people never counts.
    """

    model: str = DEFAULT_MODEL
    parameters: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    kind_weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    half_life_days: float = 365.0
    youth_unknown: float = 0.5
    violence_weight: float = 1.0
    min_weight: float = 4.0
    link_m: float = 80.0
    reach_m: float = 200.0
    apart_m: float = 200.0
    max_window_hours: int = 4
    min_weeks: int = 3
    unsure_percent: int = 10

    def __post_init__(self) -> None:
        for one in TUNABLES:
            value = getattr(self, one.name)
            if not one.low <= value <= one.high:
                span = f"{one.low:g} to {one.high:g} {one.unit}".rstrip()
                raise BadInput(f"{one.label} should be {span}, not {value!r}.")
        self.make_model()

    @property
    def youth_weights(self) -> dict[str, float]:
        """The weight of a report by whether young people were involved."""
        return {"yes": 1.0, "unknown": self.youth_unknown, "no": 0.0}

    @property
    def severity_weights(self) -> dict[str, float]:
        """The weight of a report by its kind, where it is not 1."""
        severe = {} if self.violence_weight == 1.0 else dict.fromkeys(SEVERE, self.violence_weight)
        return severe | {kind: weight * severe.get(kind, 1.0) for kind, weight in self.kind_weights.items()}

    @property
    def hotspots(self) -> HotspotSettings:
        """How places and their hours are found."""
        own = (
            "half_life_days",
            "min_weight",
            "link_m",
            "reach_m",
            "apart_m",
            "max_window_hours",
            "min_weeks",
        )
        return HotspotSettings(
            youth_weights=self.youth_weights,
            severity_weights=self.severity_weights,
            **{name: getattr(self, name) for name in own},
        )

    @property
    def demand(self) -> DemandSettings:
        """How demand is learned."""
        return DemandSettings(
            youth_weights=self.youth_weights,
            severity_weights=self.severity_weights,
            half_life_days=self.half_life_days,
        )

    @property
    def rule_parameters(self) -> dict[str, dict[str, float]]:
        """Numbers of the rota's rules."""
        return {"unsure_places": {"percent": self.unsure_percent}}

    @property
    def by_cells(self) -> bool:
        """Whether the week is planned by the model's cells rather than by the demand of catchments."""
        return self.model != DEFAULT_MODEL or bool(self.parameters)

    def make_model(self) -> CellModel:
        """The model of cells with these settings, not yet fitted.

        Raises
        ------
        BadInput
            When there is no such model, or it has no such parameter.
        """
        model = make_model(self.model)
        takes = model.get_params() if isinstance(model, BaseEstimator) else {}
        unknown = sorted(set(self.parameters) - set(takes))
        if unknown:
            raise BadInput(
                f"The model {self.model} has no parameter {unknown[0]!r}; it has {', '.join(sorted(takes))}."
            )
        wanted = dict(self.parameters)
        if "half_life_days" in takes:
            wanted.setdefault("half_life_days", self.half_life_days)
        if wanted:
            model.set_params(**wanted)  # type: ignore[attr-defined]
        return model

    def to_json(self) -> dict[str, Any]:
        """All of it as plain JSON, to keep."""
        return {one.name: getattr(self, one.name) for one in fields(self)} | {
            "parameters": dict(self.parameters),
            "kind_weights": dict(self.kind_weights),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> LabSettings:
        """What `to_json` wrote; what a later version added has its default."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in document.items() if name in known})

    def label(self) -> str:
        """A short name that says what is not as it comes: `kde`, `decayed-count-eb, half-life 90 days`."""
        usual = LabSettings(model=self.model)
        parts = [self.model]
        parts += [f"{name} {value:g}" for name, value in sorted(self.parameters.items())]
        parts += [f"{kind} weighs {weight:g}" for kind, weight in sorted(self.kind_weights.items())]
        parts += [
            f"{_SHORT[one.name]} {getattr(self, one.name):g}{f' {one.unit}' if one.unit else ''}"
            for one in TUNABLES
            if getattr(self, one.name) != getattr(usual, one.name)
        ]
        return ", ".join(parts)

    def same_forecast(self, other: LabSettings) -> bool:
        """Whether a back-test of cells cannot tell the two apart."""
        seen = [one.name for one in TUNABLES if one.forecast]
        own, others = ((one.model, dict(one.parameters), dict(one.kind_weights)) for one in (self, other))
        return own == others and all(getattr(self, name) == getattr(other, name) for name in seen)


_WHOLE = ("max_window_hours", "min_weeks", "unsure_percent")
_SHORT = {
    "half_life_days": "half-life", "youth_unknown": "unknown counts", "violence_weight": "violence counts",
    "min_weight": "places from", "link_m": "joined within", "reach_m": "reach", "apart_m": "apart",
    "max_window_hours": "stretches up to", "min_weeks": "hot from", "unsure_percent": "kept for unsure places",
}  # fmt: skip


def settings_of(values: Mapping[str, str], base: LabSettings | None = None) -> LabSettings:
    """Settings out of what a person typed or slid, the rest as in `base`.

    Raises
    ------
    BadInput
        When a value is not a number or out of its range.
    """
    changed: dict[str, Any] = {}
    for one in TUNABLES:
        if not (text := values.get(one.name, "").strip()):
            continue
        try:
            number = float(text)
            changed[one.name] = int(number) if one.name in _WHOLE else number
        except (ValueError, OverflowError):
            raise BadInput(f"{one.label} should be a number, not {text[:40]!r}.") from None
    if model := values.get("model", "").strip():
        changed["model"] = model
        if base is None or model != base.model:
            changed["parameters"] = {}
    return replace(base or LabSettings(), **changed)


def model_names() -> tuple[str, ...]:
    """The models there are, the default first."""
    return tuple(dict.fromkeys([DEFAULT_MODEL, *MODELS]))
