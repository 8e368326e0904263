"""A week that goes wrong, put right: someone is ill, a site is closed, a response is needed tonight.

What is past or locked stays. The rest changes as little as possible, within the number of people that the manager says
may be disturbed; whoever is disturbed is named, with what to tell them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from geodata.errors import BadInput
from planner.rota.audit import check, is_sound
from planner.rota.problem import Problem
from planner.rota.problem_checks import check_problem
from planner.rota.replan_model import Found, Replanning, Scene
from planner.rota.replan_problem import Hit, hit_by
from planner.rota.replan_result import Changed, changed_week, without
from planner.rota.replan_scene import Stage, set_stage
from planner.rota.replan_types import Event, Kind, Option, Replanned
from planner.rota.result import Rota

# Where the manager sets no budget: as many people as this may change, or else as few as it takes.
USUAL_CHANGES = 5
TIME_LIMIT_S = 10.0
Say = Callable[[float, str], None]


def replan(
    problem: Problem,
    rota: Rota,
    events: Iterable[Event],
    *,
    max_changes: int | None = None,
    now: datetime | None = None,
    locked: Iterable[str] = (),
    seed: int = 0,
    time_limit_s: float = TIME_LIMIT_S,
    progress: Say | None = None,
) -> Replanned:
    """Find the ways out of what happened, best first.

    Parameters
    ----------
    max_changes
        How many workers' weeks may change, those absent apart; None for five, or as few as it takes.
    now
        Sessions that began by then are past. None: nothing is.
    locked
        Ids of deployments that nobody may touch.
    progress
        Called with a share of the work and what is tried; what it raises ends the work.

    Returns
    -------
    Replanned
        No option breaks a hard rule: each is audited before it is returned. Without options `reasons` say why, and
        `fewest` how many people it would take.

    Raises
    ------
    BadInput
        When the problem's parts do not agree, an event names what there is not, or the rota is not sound to begin with.
    """
    began = time.monotonic()
    say = progress or (lambda _share, _message: None)
    say(0.0, "Looking at the week as it stands")
    check_problem(problem)
    _need_sound(problem, rota)
    locked = frozenset(locked)
    unknown = sorted(locked - {deployment.id for deployment in rota.deployments})
    if unknown:
        raise BadInput(f"There is no deployment {unknown[0]!r} in the rota to lock.")
    hit = hit_by(problem, rota, events, now)
    touched = sorted(hit.broken & locked)
    if touched:
        raise BadInput(f"{touched[0]} is locked and cannot go on as it is: unlock it, or withdraw the event.")
    stage = set_stage(hit, rota, now, locked)
    budget = USUAL_CHANGES if max_changes is None else max_changes
    ways = _Ways(stage, budget, seed, began + time_limit_s, say)
    options = ways.all()
    reasons: tuple[str, ...] = ()
    fewest: int | None = None
    if not options:
        reasons, fewest = ways.why_none()
        if max_changes is None and fewest is not None:
            options = _Ways(stage, fewest, seed, began + time_limit_s, say).all()
    return Replanned(hit.problem, options, reasons, fewest, round(time.monotonic() - began, 3))


def _need_sound(problem: Problem, rota: Rota) -> None:
    breaches = [line for line in check(problem, rota) if line.kind == "hard"]
    if breaches:
        raise BadInput(
            f"The rota breaks the rule {breaches[0].rule} before anything happened: {breaches[0].detail}"
            " Run `outreach check` and put that right first."
        )


class _Ways:
    """The kinds of ways out, each tried in turn."""

    def __init__(self, stage: Stage, budget: int, seed: int, until: float, say: Say) -> None:
        self.stage = stage
        self.scene: Scene = stage.scene
        self.hit: Hit = stage.hit
        self.budget = budget
        self.seed = seed
        self.until = until
        self.say = say

    def all(self) -> tuple[Option, ...]:
        """The options that differ in kind, the least loss first, then the fewest people."""
        if not self.hit.broken and not self.hit.wanted:
            return self._sound([changed_week(self.stage, None, kind="nothing")])
        self.say(0.2, "Trying to keep every session, with other people")
        found = [self._cover()]
        if self.hit.broken and not self.hit.wanted:
            self.say(0.45, "Trying to go without what is hit")
            found.append(self._cancel())
        self.say(0.55, "Trying to hold sessions otherwise")
        found.append(self._move(found[0]))
        self.say(0.8, "Checking each way against every rule")
        ranked = sorted((one for one in found if one), key=lambda one: (round(one.loss, 6), one.people))
        return self._sound(ranked)

    def why_none(self) -> tuple[tuple[str, ...], int | None]:
        """Why there is no option, and the fewest people that one would take."""
        self.say(0.85, "Counting whose week would have to change")
        question = Replanning(self.scene, budget=None)
        question.aim_for_few()
        found = question.answer(seed=self.seed, seconds=self._left())
        if found is None:
            return ("Nobody who may work then can hold it: no team, or no site that may be used.",), None
        words = f"At least {found.people} people's week would change; {self.budget} may."
        return (words if found.proven else words.replace("At least", "Perhaps"),), found.people

    def _left(self) -> float:
        return max(0.5, self.until - time.monotonic())

    def _cover(self) -> Changed | None:
        """Every session held as it was, by other people."""
        if self.stage.shut:
            return None
        question = Replanning(self.scene, budget=self.budget)
        question.keep_all()
        question.aim_for_few()
        return self._changed(question.answer(seed=self.seed, seconds=self._left()), "cover")

    def _move(self, cover: Changed | None) -> Changed | None:
        """The most value that the budget allows, with broken sessions held otherwise, elsewhere or not at all."""
        budget = self.budget
        if cover is not None:  # nothing beats keeping all but disturbing fewer people
            if cover.people <= 1 or self.hit.wanted:
                return None
            budget = cover.people - 1
        question = Replanning(self.scene, budget=budget)
        if cover is not None:
            question.give_way()
        question.aim_for_value()
        return self._changed(question.answer(seed=self.seed, seconds=self._left()), "move")

    def _cancel(self) -> Changed | None:
        """What is broken is dropped and nothing else changes."""
        changed = changed_week(self.stage, without(self.stage), kind="cancel")
        return changed if changed.people <= self.budget else None

    def _changed(self, found: Found | None, kind: Kind) -> Changed | None:
        return None if found is None else changed_week(self.stage, found, kind=kind)

    def _sound(self, changed: Iterable[Changed]) -> tuple[Option, ...]:
        """Those that differ in kind, each audited on its own; none that is another one and no better in any way."""
        options: list[Option] = []
        for one in changed:
            better = any(one.people >= other.people for other in options)  # and its loss is no smaller
            if (one.kind == "move" and better) or any(one.words == other.words for other in options):
                continue
            lines = check(self.hit.problem, one.rota)
            if not is_sound(lines):
                from planner.rota.solving import UnsoundRota

                raise UnsoundRota([line for line in lines if line.kind == "hard"])
            options.append(one.option(tuple(lines)))
        return tuple(options)
