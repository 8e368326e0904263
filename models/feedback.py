"""The loop from forecast to presence to report to forecast, simulated with and without the guard against it.

Where a team goes, it finds things, and people who see it tell it things. A model that learns from those goes back to
where it has been. The guard: what is discovered is left out, presence is logged and the reporting it brings is
discounted, and a share of sessions goes where the model is unsure.

References
----------
Ensign, D., Friedler, S. A., Neville, S., Scheidegger, C. and Venkatasubramanian, S. (2018). Runaway feedback loops in
predictive policing. Proceedings of Machine Learning Research 81 (FAT* 2018), 160-171.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata.errors import BadInput


@dataclass(frozen=True)
class Reserved:
    """Places for sessions, by position: the `best` the model knows, and those it is `unsure` of, surest need first."""

    best: tuple[int, ...]
    unsure: tuple[int, ...]


def reserve_unsure(
    expected: ArrayLike, lower: ArrayLike, upper: ArrayLike, *, sessions: int, share: float = 0.1
) -> Reserved:
    """Keep a share of the sessions for places that the model is unsure of.

    A place is worth finding out about when its interval reaches up to what the chosen places expect; of those the ones
    with the widest interval for what they expect come first. Where too few reach up, the highest upper ends follow.

    Parameters
    ----------
    expected, lower, upper
        (n,) expected reports of each place, with the ends of their interval.
    sessions
        How many places are chosen in all.
    share
        The share of them kept for the unsure, rounded, at least one when it is above 0.

    Raises
    ------
    BadInput
        When the share is not between 0 and 1, or there are no sessions.
    """
    mean, low, high = (np.asarray(one, dtype=float) for one in (expected, lower, upper))
    if not 0 <= share <= 1:
        raise BadInput(f"The share of sessions kept for unsure places should be between 0 and 1, not {share!r}.")
    if sessions < 1:
        raise BadInput(f"Choose 1 session or more, not {sessions}.")
    kept = min(sessions, max(1, round(share * sessions))) if share > 0 else 0
    order = np.argsort(-mean, kind="stable")
    best, rest = order[: sessions - kept], order[sessions - kept :]
    least = mean[best].min() if len(best) else 0.0
    width = (high - low) / np.maximum(mean, 1e-9)
    reaching = high[rest] >= least
    ranked = np.lexsort((rest, np.where(reaching, -width[rest], -high[rest]), ~reaching))
    return Reserved(tuple(int(k) for k in best), tuple(int(k) for k in rest[ranked][:kept]))


@dataclass(frozen=True)
class FeedbackSettings:
    """A small borough, and what presence does in it.

    Attributes
    ----------
    reports
        Reports a week that each place has when nobody is there.
    sessions
        Sessions a week.
    found
        What a session finds itself, for each report a week that its place has.
    prompted
        Extra reports that a session brings, for each report a week that its place has.
    reserved
        The guard's share of sessions for places the model is unsure of.
    half_life_weeks
        A week of this age counts half in the forecast.
    weeks, runs, random_state
        How long, how often, and the draw.
    """

    reports: tuple[float, ...] = (5.0, 4.5, 4.0, 3.5, 3.0)
    sessions: int = 20
    found: float = 1.0
    prompted: float = 0.1
    reserved: float = 0.1
    half_life_weeks: float = 26.0
    weeks: int = 156
    runs: int = 40
    random_state: int = 0

    def __post_init__(self) -> None:
        if len(self.reports) < 2 or not all(one > 0 for one in self.reports):
            raise BadInput("The simulation needs two places or more, each with some reports a week.")
        if not (self.found >= 0 and self.prompted >= 0 and 0 <= self.reserved < 1):
            raise BadInput("What a session finds or prompts is 0 or more, the share reserved from 0 to below 1.")
        if min(self.sessions, self.weeks, self.runs) < 1 or not self.half_life_weeks > 0:
            raise BadInput("Simulate 1 session, week and run or more, with a half-life above 0.")


@dataclass(frozen=True)
class Curve:
    """The mean share of sessions each place had, week by week: `shares[week][place]`."""

    shares: tuple[tuple[float, ...], ...]

    @property
    def last(self) -> tuple[float, ...]:
        """The shares of the last quarter of the weeks."""
        part = np.array(self.shares[-max(1, len(self.shares) // 4) :])
        return tuple(float(one) for one in part.mean(axis=0))


@dataclass(frozen=True)
class Feedback:
    """What the loop does, for a page: `true` shares of reports, sessions `unguarded` and `guarded`, and sentences."""

    settings: FeedbackSettings
    true: tuple[float, ...]
    unguarded: Curve
    guarded: Curve
    sentences: tuple[str, ...]


def simulate_feedback(settings: FeedbackSettings | None = None) -> Feedback:
    """Let the same borough run with and without the guard."""
    settings = settings or FeedbackSettings()
    rates = np.array(settings.reports)
    true = tuple(float(one) for one in rates / rates.sum())
    unguarded, guarded = (_curve(settings, guard) for guard in (False, True))
    return Feedback(settings, true, unguarded, guarded, _sentences(settings, true, unguarded, guarded))


def discounted(reports: NDArray[np.float64], presence: NDArray[np.float64], lift: float) -> NDArray[np.float64]:
    """Reports less what presence brought: so many sessions each raise a place's reports by `lift`."""
    return np.asarray(reports / (1.0 + lift * presence))


def _curve(settings: FeedbackSettings, guard: bool) -> Curve:
    rng = np.random.default_rng(settings.random_state)
    total = np.zeros((settings.weeks, len(settings.reports)))
    for _ in range(settings.runs):
        total += _run(settings, guard, rng)
    shares = total / total.sum(axis=1, keepdims=True)
    return Curve(tuple(tuple(float(one) for one in week) for week in shares))


def _run(settings: FeedbackSettings, guard: bool, rng: np.random.Generator) -> NDArray[np.float64]:
    """Sessions at each place in each week of one run."""
    rates = np.array(settings.reports)
    keep = float(np.exp2(-1.0 / settings.half_life_weeks))
    seen, weeks = rng.poisson(rates).astype(float) + 1.0, 1.0
    went = np.zeros((settings.weeks, len(rates)))
    for week in range(settings.weeks):
        here = _send(settings, seen, weeks, guard, rng)
        reported = rng.poisson(rates * (1.0 + settings.prompted * here)).astype(float)
        discovered = rng.poisson(rates * settings.found * here).astype(float)
        learned = discounted(reported, here, settings.prompted) if guard else reported + discovered
        seen, weeks = keep * seen + learned, keep * weeks + 1.0
        went[week] = here
    return went


def _send(
    settings: FeedbackSettings, seen: NDArray[np.float64], weeks: float, guard: bool, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Sessions go where reports are forecast, in proportion; the guard keeps some for where the forecast is unsure."""
    reserved = round(settings.reserved * settings.sessions) if guard else 0
    here = rng.multinomial(settings.sessions - reserved, seen / seen.sum()).astype(float)
    if reserved:
        mean, half = seen / weeks, 1.64 * np.sqrt(seen) / weeks
        chosen = reserve_unsure(mean, mean - half, mean + half, sessions=reserved, share=1.0).unsure
        np.add.at(here, list(chosen), 1.0)
    return here


def _sentences(
    settings: FeedbackSettings, true: tuple[float, ...], unguarded: Curve, guarded: Curve
) -> tuple[str, ...]:
    top = int(np.argmax(true))
    loose = float(np.abs(np.subtract(unguarded.last, true)).sum() / 2)
    held = float(np.abs(np.subtract(guarded.last, true)).sum() / 2)
    return (
        f"The busiest of {len(true)} places has {true[top]:.0%} of what people report when nobody is there.",
        f"A forecast that also learns from what teams find and prompt sends {unguarded.last[top]:.0%} of sessions "
        f"there by the end of {settings.weeks} weeks, and {min(unguarded.last):.0%} to the quietest, which has "
        f"{min(true):.0%}.",
        f"With the guard the busiest has {guarded.last[top]:.0%} of sessions and the quietest {min(guarded.last):.0%}.",
        f"Without the guard {loose:.0%} of sessions are in another place than reports alone would send them; with it "
        f"{held:.0%}, of which the share kept for unsure places ({settings.reserved:.0%}) is meant.",
        "It is a simulation: it shows which way the loop pulls, not how hard it pulls here.",
    )
