"""Other ways to plan the weeks of `benchmarks.rota`: by value, by what is added, last week repeated, one CP-SAT model.

Each keeps every hard rule. They are given weeks in which nobody asked for anything, since what people ask for comes
before value and would hide what the rivals lose of it.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from planner.rota.formulate import formulate
from planner.rota.greedy import Greedy, plain_week
from planner.rota.model import WeekModel
from planner.rota.problem import Problem
from planner.rota.roster import Roster
from planner.rota.search import Clock, Search
from planner.rota.solvers import Solvers
from planner.rota.stage_two import StageTwo
from planner.rota.value import UNITS, Values

# The spread of last week's demand around this week's: a place is seldom more than half as busy again.
WEEK_TO_WEEK = 0.4


@dataclass(frozen=True)
class Rival:
    """What a rival made of a week. `gap` is its own claim of how far it may be from the best; None: none."""

    value: float
    seconds: float
    gap: float | None = None


def by_value(problem: Problem) -> Rival:
    """Always the most valuable session that the people left can hold, whatever it shares with those taken."""
    began = time.monotonic()
    model = formulate(problem)
    values = model.values or Values(model.facts)
    roster = Roster(model)
    greedy = Greedy(model, values, lambda _taken, choice: roster.add(choice))
    for choice in sorted(model.choices, key=lambda one: (-values.lone(one.offer.id, one.mode), one.index)):
        greedy.take(choice)
    return Rival(_worth(model, values, greedy.taken), time.monotonic() - began)


def plain(problem: Problem) -> Rival:
    """Always the session that adds most, given the people left, and nobody moved: where the search begins."""
    began = time.monotonic()
    model = formulate(problem)
    values = model.values or Values(model.facts)
    week = plain_week(model, values)
    taken = week.selection.choices if week else ()
    return Rival(_worth(model, values, taken), time.monotonic() - began)


def last_week(problem: Problem, seed: int) -> Rival:
    """The best week for demand as it was last week, held again."""
    began = time.monotonic()
    rng = random.Random(f"last week {seed}")
    offers = tuple(
        replace(offer, value=round(offer.value * rng.lognormvariate(0, WEEK_TO_WEEK), 3))
        for offer in problem.offers
    )
    before = formulate(replace(problem, offers=offers))
    with Solvers() as solvers:
        found = Search(before, solvers, Clock(60.0), seed=0, progress=None).run()
    model = formulate(problem)
    values = model.values or Values(model.facts)
    return Rival(_worth(model, values, found.selection.choices), time.monotonic() - began)


def one_big_model(problem: Problem, seconds: float) -> Rival:
    """CP-SAT with eight workers chooses and staffs at once, with the value exactly as the planner counts it."""
    model = formulate(problem)
    values = model.values or Values(model.facts)
    began = time.monotonic()
    open_choices = [choice.index for choice in model.choices if model.is_open(choice)]
    big = StageTwo(model, open_choices, optional=True)
    terms = _value_terms(model, values, big)
    big.cp.maximize(sum(units // 10_000 * what for units, what in terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.max_time_in_seconds = max(1.0, seconds - (time.monotonic() - began))
    if solver.solve(big.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Rival(0.0, time.monotonic() - began)
    held = [index for index in open_choices if solver.boolean_value(big.held[index])]
    gap = solver.best_objective_bound / max(1.0, solver.objective_value) - 1
    return Rival(_worth(model, values, held), time.monotonic() - began, gap)


def _value_terms(model: WeekModel, values: Values, big: StageTwo) -> list[tuple[int, cp_model.IntVar]]:
    """The value of what is held: visits count for less by rank, overlapping sessions for the lesser's share."""
    terms: list[tuple[int, cp_model.IntVar]] = []
    by_place, by_offer = defaultdict(list), defaultdict(list)
    for choice in big.choices:
        by_place[choice.offer.place].append(choice)
        by_offer[choice.offer.id].append(big.held[choice.index])
    for here in by_place.values():
        percents = [values.visit_percent(nth) for nth in range(len(here))]
        floor = percents[-1]
        at_rank = defaultdict(list)
        for choice in here:
            lone = values.lone(choice.offer.id, choice.mode)
            terms.append((lone * floor // 100, big.held[choice.index]))
            mine = [big.cp.new_bool_var("") for percent in percents if percent > floor]
            for rank, var in enumerate(mine):
                at_rank[rank].append(var)
                terms.append((lone * (percents[rank] - floor) // 100, var))
            if mine:
                big.cp.add(sum(mine) <= big.held[choice.index])
        for ranked in at_rank.values():
            big.cp.add_at_most_one(ranked)
    for one, other in values.shares:
        if one < other and one in by_offer and other in by_offer and values.loss(one, other):
            both = big.cp.new_bool_var("")
            big.cp.add(both >= sum(by_offer[one]) + sum(by_offer[other]) - 1)
            terms.append((-values.loss(one, other), both))
    return terms


def _worth(model: WeekModel, values: Values, choices: Sequence[int]) -> float:
    held = ((model.choices[index].offer.id, model.choices[index].mode) for index in choices)
    return sum(values.worth(held).values()) / UNITS
