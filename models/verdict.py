"""A back-test in words and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence

from models.backtest import LOWER_IS_BETTER, Backtest, BacktestSettings


def verdict(result: Backtest, settings: BacktestSettings) -> str:
    """What the figures say, one sentence a rival, in plain words."""
    weeks = len(result.origins)
    opening = (
        f"{weeks} origins, {result.origins[0]} to {result.origins[-1]}; the default is {result.default}."
    )
    rivals = [name for name in result.scores if name != result.default]
    return "\n".join([opening, *(_on_rival(result, name, settings) for name in rivals)])


def as_json(result: Backtest, settings: BacktestSettings) -> dict[str, object]:
    """The back-test as CONTRACT describes it; what is not defined is null."""
    models = list(result.scores)
    rivals = [name for name in models if name != result.default]
    return {
        "default": result.default,
        "models": models,
        "origins": [origin.isoformat() for origin in result.origins],
        "settings": {
            "days": settings.days,
            "cell_m": settings.cell_m,
            "slots": settings.slots,
            "band_hours": settings.band_hours,
            "categories": list(settings.categories),
            "coverage": list(settings.coverage),
        },
        "metrics": {
            name: {
                "mean": {metric: number(result.mean(name, metric)) for metric in result.metrics},
                "by_origin": {
                    origin.isoformat(): {metric: number(value) for metric, value in score.items()}
                    for origin, score in result.scores[name].items()
                },
            }
            for name in models
        },
        "paired": {
            name: {
                metric: dict(
                    zip(
                        ("difference", "lower", "upper"),
                        map(number, result.paired(name, metric)),
                        strict=True,
                    )
                )
                for metric in result.metrics
                if metric not in ("events", "expected")
            }
            for name in rivals
        },
        "verdict": verdict(result, settings),
    }


def _on_rival(result: Backtest, name: str, settings: BacktestSettings) -> str:
    compared = [f"hit_rate_{percent:g}" for percent in settings.coverage] + ["log_score", "crps"]
    if settings.slots:
        compared.append("choices_events")
    better: list[str] = []
    worse: list[str] = []
    for metric in compared:
        _, low, high = result.paired(name, metric)
        if metric in LOWER_IS_BETTER:
            low, high = -high, -low
        if low > 0:
            better.append(metric)
        elif high < 0:
            worse.append(metric)
    if not better and not worse:
        return f"{name}: no better and no worse than {result.default}; every 90% interval of the difference includes 0."
    said = [f"{word} {_where(which)}" for word, which in (("better", better), ("worse", worse)) if which]
    ending = "" if len(better) + len(worse) == len(compared) else "; the other differences may be chance"
    return f"{name}: {' and '.join(said)} than {result.default}{ending}."


def _where(metrics: Sequence[str]) -> str:
    """`at 1, 2 and 5% of the area and in the log score`."""
    areas = [metric.removeprefix("hit_rate_") for metric in metrics if metric.startswith("hit_rate_")]
    names = {"log_score": "the log score", "crps": "the CRPS", "choices_events": "the 20 best choices"}
    others = [names[metric] for metric in metrics if metric in names]
    said = [f"at {_listed(areas)}% of the area"] if areas else []
    return " and ".join([*said, f"in {_listed(others)}"] if others else said)


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def number(value: float) -> float | None:
    """The value, or None where it is not a number, as JSON has none of those."""
    return value if math.isfinite(value) else None
