"""Questions to stage two: whether some sessions can be staffed together, which part of them can, which cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.rota.model import WeekModel
from planner.rota.stage_one import Crews
from planner.rota.stage_two import NOTHING, Relaxed, Staffing, StageTwo

# Deterministic seconds: CP-SAT's own count of work, not the clock's.
FEASIBLE_LIMIT = 4.0
EASY_LIMIT = 1.0
PART_LIMIT = 3.0


@dataclass(frozen=True)
class Trial:
    """How a question is put.

    Attributes
    ----------
    relaxed
        The rules set aside for it.
    crews
        Who might do what: most often the rest can be found around them.
    work
        The limit, in CP-SAT's own count of work.
    seconds
        A guard by the clock for each attempt, where the person who waits set one; None: none.
    """

    seed: int = 0
    relaxed: Relaxed = NOTHING
    crews: Crews | None = None
    work: float = FEASIBLE_LIMIT
    seconds: float | None = None


def any_staffing(model: WeekModel, choices: Sequence[int], trial: Trial) -> Staffing:
    """Some people and buses for all of these, where there are any."""
    stage_two, seed, seconds = StageTwo(model, choices, relaxed=trial.relaxed), trial.seed, trial.seconds
    if trial.crews:
        stage_two.begin_from(trial.crews)
        staffing = stage_two.solve(limit=EASY_LIMIT, seed=seed, seconds=seconds, as_hinted=True)
        if staffing.found:
            return staffing
    # Most questions are easy: quicker as they stand than rewritten.
    easy = min(EASY_LIMIT, trial.work)
    staffing = stage_two.solve(limit=easy, seed=seed, seconds=seconds, rewrite=False)
    if staffing.status == "limit" and trial.work > EASY_LIMIT:
        staffing = stage_two.solve(limit=trial.work, seed=seed, seconds=seconds)
    return staffing


def can_staff(model: WeekModel, choices: Sequence[int], trial: Trial | None = None) -> str:
    """Whether people and buses can be given to all of these: "yes", "no", or "unknown" at the limit."""
    return any_staffing(model, choices, trial or Trial()).answer


def staffable_part(
    model: WeekModel, choices: Sequence[int], worth: Mapping[int, int], trial: Trial
) -> Staffing:
    """The part of some choices that can be staffed together and is worth most (of what limited work finds)."""
    stage_two = StageTwo(model, choices, optional=True)
    stage_two.cp.maximize(sum(worth[index] * held for index, held in stage_two.held.items()))
    return stage_two.solve(limit=PART_LIMIT, seed=trial.seed, seconds=trial.seconds)


def smallest_contradiction(model: WeekModel, choices: Iterable[int], trial: Trial) -> tuple[int, ...]:
    """A set that cannot be staffed though each set without one of them can (or may), out of one that cannot.

    Sessions are tried for leaving out day by day first, so that most go at once.
    """
    core = sorted(choices)
    days = sorted({model.choices[index].offer.day for index in core})
    for day in days:
        rest = [index for index in core if model.choices[index].offer.day != day]
        if rest and can_staff(model, rest, trial) == "no":
            core = rest
    for index in list(core):
        rest = [other for other in core if other != index]
        if rest and can_staff(model, rest, trial) == "no":
            core = rest
    return tuple(core)
