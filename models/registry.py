"""The models of cells by name, as commands and the lab call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from geodata.errors import BadInput
from models.baselines import DecayedCount, KernelDensity, WindowCount
from models.decayed import DecayedCountModel
from models.prediction import CellModel
from models.rivals import BoostedTrees, ChosenKernel, PoissonGlm, ProspectiveHotspot
from models.season import SeasonalCountModel

DEFAULT_MODEL = "decayed-count-eb"

MODELS: Mapping[str, Callable[[], CellModel]] = MappingProxyType(
    {
        DEFAULT_MODEL: DecayedCountModel,
        "decayed-count-eb-season": SeasonalCountModel,
        "decayed-count": DecayedCount,
        "count-4": lambda: WindowCount(weeks=4),
        "count-13": lambda: WindowCount(weeks=13),
        "count-52": lambda: WindowCount(weeks=52),
        "kde": KernelDensity,
        "kde-chosen": ChosenKernel,
        "prospective": ProspectiveHotspot,
        "glm": PoissonGlm,
        "trees": BoostedTrees,
    }
)


def make_model(name: str) -> CellModel:
    """A model not yet fitted.

    Raises
    ------
    BadInput
        When there is no model of that name.
    """
    if name not in MODELS:
        raise BadInput(f"There is no model {name!r}. Models: {', '.join(MODELS)}.")
    return MODELS[name]()
