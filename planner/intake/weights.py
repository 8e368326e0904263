"""How much a report counts by its kind and by whether young people were involved: local, visible and dated.

No published index weighs anti-social behaviour: the Cambridge Crime Harm Index and the ONS Crime Severity Score are for
crimes, and disagree. So these are the team's own, to be looked at, changed and dated; an analyst tries others and sees
how the ranking moves. By default every kind counts alike.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import BadInput
from models.settings import YOUTH_WEIGHTS
from planner.intake.kinds import DEMAND_KINDS, KINDS

_MOST = 10.0
_DEFAULT = MappingProxyType({kind.id: float(kind.id in DEMAND_KINDS) for kind in KINDS})


@dataclass(frozen=True)
class KindWeights:
    """The weight of a report of each kind, and by `youth_related`.

    Attributes
    ----------
    dated
        The day they were agreed.
    source
        Who agreed them and on what ground, in words.
    kinds
        Kind to weight, 0 to 10; 0 leaves a kind out of demand. Kinds not named have their default: 1, and 0 for those
        that are mostly discovered and for "other".
    youth_weights
        yes, unknown and no to a weight of 0 to 1: what `DemandSettings` and `HotspotSettings` call by the same name.
    """

    dated: dt.date = dt.date(2026, 11, 1)
    source: str = "Every kind that people report counts alike; what is mostly discovered counts nothing."
    kinds: Mapping[str, float] = field(default_factory=lambda: _DEFAULT)
    youth_weights: Mapping[str, float] = field(default_factory=lambda: YOUTH_WEIGHTS)

    def __post_init__(self) -> None:
        """Check the weights, and fill in the kinds that are not named."""
        if unknown := set(self.kinds) - set(_DEFAULT):
            raise BadInput(f"There is no kind {min(unknown)!r}. There are: {', '.join(_DEFAULT)}.")
        if set(self.youth_weights) != set(YOUTH_WEIGHTS):
            raise BadInput("The youth weights must be for yes, unknown and no.")
        for name, weight, most in (
            *((kind, weight, _MOST) for kind, weight in self.kinds.items()),
            *((f"youth {said}", weight, 1.0) for said, weight in self.youth_weights.items()),
        ):
            if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 <= weight <= most:
                raise BadInput(f"The weight of {name} should be a number from 0 to {most:g}, not {weight!r}.")
        object.__setattr__(self, "kinds", MappingProxyType({**_DEFAULT, **self.kinds}))

    def of(self, frame: pd.DataFrame) -> npt.NDArray[np.float64]:
        """The weight of each incident by its kind alone, in the frame's order."""
        weights = frame["category"].map(dict(self.kinds)).fillna(0.0)
        return np.asarray(weights, dtype=np.float64)


def read_weights(path: Path | str) -> KindWeights:
    """The weights of a TOML file: `dated`, `source`, and the tables [kinds] and [youth].

    Raises
    ------
    BadInput
        When it is not TOML, has no date or source, or a weight that cannot be.
    """
    path = Path(path)
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path.name} is no TOML file of weights ({error}). See docs/profiles.md.") from None
    if extra := set(table) - {"dated", "source", "kinds", "youth"}:
        raise BadInput(
            f"{path.name}: there is no setting {min(extra)!r}. There are: dated, source, kinds, youth."
        )
    dated, source = table.get("dated"), table.get("source")
    if type(dated) is not dt.date or not isinstance(source, str) or not source.strip():
        raise BadInput(
            f'{path.name}: say when and by whom the weights were agreed: dated = 2026-11-01, source = "...".'
        )
    try:
        return KindWeights(dated, source, table.get("kinds", {}), {**YOUTH_WEIGHTS, **table.get("youth", {})})
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from None
