"""The search for better settings of a model, scored on weeks that the search never saw.

The origins are cut in time: settings are searched on the earlier ones alone (themselves back-tests, so that nothing
leaks), and the best is then held against the model as it stands on the later ones. Only that second figure is reported
as a score.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from geodata.errors import BadInput
from geodata.study_area import StudyArea
from models import metrics
from models.backtest import LOWER_IS_BETTER, BacktestSettings, Origin, origins_of, score_at
from models.prediction import CellModel
from models.registry import DEFAULT_MODEL, make_model
from models.spaces import SPACES
from models.verdict import number

Progress = Callable[[int, int], None]
Choice = Mapping[str, Any]


@dataclass(frozen=True)
class TuneSettings:
    """How the search goes.

    Attributes
    ----------
    model
        A model of the registry.
    metric
        What is made as good as it can be, a name from the back-test: `log_score`, `crps`, `hit_rate_5`, ...
    method
        "halving": many settings are tried on a few origins, the better third of them on three times as many, and so
        on. "random": all settings on all origins, leaving off those that fall clearly behind the best.
    trials
        How many settings, the present one among them.
    holdout
        The share of the origins, the latest, kept for the score that is reported.
    jobs
        Processes; joblib's backend decides where they run.
    random_state
        The same state gives the same run, however many jobs there are.
    """

    model: str = DEFAULT_MODEL
    metric: str = "log_score"
    method: str = "halving"
    trials: int = 24
    holdout: float = 0.4
    jobs: int = 1
    random_state: int = 0

    def __post_init__(self) -> None:
        make_model(self.model)
        if self.method not in ("halving", "random"):
            raise BadInput(f"The search is 'halving' or 'random', not {self.method!r}.")
        if self.trials < 2:
            raise BadInput(f"Try 2 settings or more, not {self.trials}.")
        if not 0 < self.holdout < 1:
            raise BadInput(f"The share of origins held out should be between 0 and 1, not {self.holdout}.")
        if self.jobs == 0:
            raise BadInput("Work in 1 process or more, or -1 for one a core.")


@dataclass(frozen=True)
class Trial:
    """One setting tried: the parameters that differ from the model's own, its mean over the origins it was tried on."""

    parameters: dict[str, Any]
    origins: int
    score: float


@dataclass(frozen=True)
class Tuning:
    """A finished search.

    `best` are the parameters chosen on `searched` origins; `tuned` and `present` the mean score of the best and of the
    model as it stands on the `held_out` origins, which the search never saw, `paired` the mean difference there with
    its 90% interval; `verdict` says it in words.
    """

    settings: TuneSettings
    best: dict[str, Any]
    trials: tuple[Trial, ...]
    searched: tuple[date, ...]
    held_out: tuple[date, ...]
    tuned: float
    present: float
    paired: tuple[float, float, float]
    verdict: str


def tune(
    events: pd.DataFrame,
    origins: Sequence[date],
    *,
    settings: TuneSettings | None = None,
    backtest: BacktestSettings | None = None,
    area: StudyArea | None = None,
    progress: Progress | None = None,
) -> Tuning:
    """Search a model's settings on the earlier origins and score the best on the later ones.

    Raises
    ------
    BadInput
        When there are too few origins to hold some out, or the back-test has no such metric.
    """
    settings, backtest = settings or TuneSettings(), backtest or BacktestSettings()
    earlier, later = split_origins(origins, settings.holdout)
    made = list(origins_of(events, origins, area=area, settings=backtest))
    inner, outer = made[: len(earlier)], made[len(earlier) :]
    if settings.metric not in score_at(make_model(settings.model).fit(inner[0].history), inner[0], backtest):
        raise BadInput(f"The back-test has no figure {settings.metric!r}.")
    bench = _Bench(settings, backtest)
    trials = _SEARCHES[settings.method](bench, inner, _candidates(settings), progress)
    best = min(trials, key=lambda trial: (-trial.origins, -bench.sign * trial.score)).parameters
    tuned, present = bench.scores(outer, [best, {}])
    paired = metrics.paired_interval([one - other for one, other in zip(tuned, present, strict=True)])
    return Tuning(
        settings, best, tuple(trials), earlier, later, _mean(tuned), _mean(present), paired,
        _verdict(settings, best, _mean(tuned), _mean(present), paired, len(later)),
    )  # fmt: skip


def split_origins(origins: Sequence[date], holdout: float) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The earlier origins, searched, and the later, held out; at least two of each.

    Raises
    ------
    BadInput
        When there are fewer than four.
    """
    if len(origins) < 4:
        raise BadInput(f"{len(origins)} origins are too few to search on some and score on others; give 4 or more.")
    later = min(max(2, round(len(origins) * holdout)), len(origins) - 2)
    ordered = tuple(sorted(origins))
    return ordered[:-later], ordered[-later:]


@dataclass(frozen=True)
class _Bench:
    settings: TuneSettings
    backtest: BacktestSettings

    @property
    def sign(self) -> float:
        """1 where more is better."""
        return -1.0 if self.settings.metric in LOWER_IS_BETTER else 1.0

    def scores(self, origins: Iterable[Origin], choices: Sequence[Choice]) -> list[list[float]]:
        """The metric of each choice at each origin."""
        name, metric = self.settings.model, self.settings.metric
        told = Parallel(n_jobs=self.settings.jobs)(
            delayed(_figures)(name, choices, origin, metric, self.backtest) for origin in origins
        )
        return [[at[k] for at in told] for k in range(len(choices))]


def _figures(
    name: str, choices: Sequence[Choice], origin: Origin, metric: str, backtest: BacktestSettings
) -> list[float]:
    return [score_at(with_settings(name, choice).fit(origin.history), origin, backtest)[metric] for choice in choices]


def with_settings(name: str, parameters: Choice) -> CellModel:
    """A model of the registry with some of its parameters set, not yet fitted.

    Raises
    ------
    BadInput
        When there is no such model, or it has no such parameter.
    """
    model = make_model(name)
    try:
        return cast(CellModel, cast(Any, model).set_params(**parameters))
    except ValueError as error:
        raise BadInput(f"{name}: {error}") from None


def _candidates(settings: TuneSettings) -> list[dict[str, Any]]:
    """The present settings, and others drawn from the model's spans."""
    rng = np.random.default_rng(settings.random_state)
    spans = SPACES[settings.model]
    return [{}, *({name: span.draw(rng) for name, span in spans.items()} for _ in range(settings.trials - 1))]


def _halving(
    bench: _Bench, origins: list[Origin], choices: list[dict[str, Any]], progress: Progress | None
) -> list[Trial]:
    """Many settings on a few origins spread over the whole stretch, the better third on three times as many."""
    rounds = max(1, math.ceil(math.log(len(choices), 3)))
    done: list[Trial] = []
    for step in range(rounds):
        last = step == rounds - 1
        count = len(origins) if last else max(2, len(origins) // 3 ** (rounds - 1 - step))
        used = [origins[k] for k in np.unique(np.linspace(0, len(origins) - 1, count).round().astype(int))]
        told = bench.scores(used, choices)
        ranked = sorted(
            (Trial(choice, len(used), _mean(one)) for choice, one in zip(choices, told, strict=True)),
            key=lambda trial: -bench.sign * trial.score,
        )
        kept = len(ranked) if last else max(2, len(ranked) // 3)
        done = (ranked if last else ranked[kept:]) + done
        choices = [trial.parameters for trial in ranked[:kept]]
        if progress is not None:
            progress(step + 1, rounds)
    return done


def _random(
    bench: _Bench, origins: list[Origin], choices: list[dict[str, Any]], progress: Progress | None
) -> list[Trial]:
    """Every setting on every origin, a quarter of them at a time; one that is clearly behind the best is left there."""
    told: list[list[float]] = [[] for _ in choices]
    alive = list(range(len(choices)))
    steps = np.array_split(np.arange(len(origins)), min(4, len(origins)))
    for done, part in enumerate(steps, start=1):
        for k, scores in zip(
            alive, bench.scores([origins[i] for i in part], [choices[k] for k in alive]), strict=True
        ):
            told[k] += scores
        best = max(alive, key=lambda k: bench.sign * _mean(told[k]))
        alive = [k for k in alive if k == best or not _clearly_behind(told[k], told[best], bench.sign)]
        if progress is not None:
            progress(done, len(steps))
    return [Trial(choices[k], len(told[k]), _mean(told[k])) for k in range(len(choices))]


_SEARCHES = {"halving": _halving, "random": _random}


def _clearly_behind(scores: list[float], best: list[float], sign: float) -> bool:
    _, low, high = metrics.paired_interval([one - other for one, other in zip(scores, best, strict=True)])
    return (high < 0) if sign > 0 else (low > 0)


def _mean(values: Sequence[float]) -> float:
    kept = [one for one in values if math.isfinite(one)]
    return float(np.mean(kept)) if kept else float("nan")


def tuning_json(result: Tuning) -> dict[str, Any]:
    """The search as JSON can hold it; what is not a number is null."""
    return {
        "model": result.settings.model,
        "metric": result.settings.metric,
        "method": result.settings.method,
        "random_state": result.settings.random_state,
        "best": result.best,
        "searched": [day.isoformat() for day in result.searched],
        "held_out": [day.isoformat() for day in result.held_out],
        "tuned": number(result.tuned),
        "present": number(result.present),
        "paired": dict(zip(("difference", "lower", "upper"), map(number, result.paired), strict=True)),
        "trials": [
            {"parameters": one.parameters, "origins": one.origins, "score": number(one.score)}
            for one in result.trials
        ],
        "verdict": result.verdict,
    }


def _verdict(
    settings: TuneSettings, best: Choice, tuned: float, present: float, paired: tuple[float, float, float], weeks: int
) -> str:
    if not best:
        return f"None of {settings.trials} settings of {settings.model} was better than the present ones."
    change, low, high = paired
    if settings.metric in LOWER_IS_BETTER:
        change, low, high = -change, -high, -low
    figures = (
        f"{settings.metric} {tuned:.5g} against {present:.5g} on {weeks} origins the search never saw "
        f"(difference {change:+.3g}, 90% interval {low:+.3g} to {high:+.3g}, more is better)"
    )
    if low > 0:
        return f"The settings found for {settings.model} are better than the present ones: {figures}."
    if high < 0:
        return f"The settings found for {settings.model} are worse than the present ones: {figures}."
    return f"The settings found for {settings.model} are no better than the present ones: {figures}."
