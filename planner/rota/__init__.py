"""The rota: problem, rules, optimiser, reasons, audit.

`solve` and `check` are looked up when first used: the solver's own process imports this package too, and must not
load what cannot live beside it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.rota.audit import check
    from planner.rota.solving import solve

__all__ = ["check", "solve"]

_HOMES = {"check": "planner.rota.audit", "solve": "planner.rota.solving"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
