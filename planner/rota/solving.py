"""From a problem to a rota: the one function that plans a week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.rota.assemble import deployments_of, shifts_of
from planner.rota.audit import check, is_sound
from planner.rota.contradictions import contradictions
from planner.rota.formulate import formulate
from planner.rota.milp import Progress
from planner.rota.model import WeekModel
from planner.rota.people import staff
from planner.rota.problem import Problem
from planner.rota.problem_checks import check_problem
from planner.rota.result import AuditLine, Rota, Tier, Uncovered
from planner.rota.rule import Rule
from planner.rota.rules import RULES
from planner.rota.search import Clock, Found, Search
from planner.rota.solvers import Solvers
from planner.rota.stage_two import Staffing
from planner.rota.value import UNITS
from planner.rota.why_not import WhyNot


class UnsoundRota(RuntimeError):  # noqa: N818  (what it is, as a person says it)
    """The independent audit found a breach in a rota of our own: a fault of the program, never shown as a plan.

    `lines` are the breaches.
    """

    def __init__(self, lines: Sequence[AuditLine]) -> None:
        super().__init__(f"The optimiser's rota breaks the rule {lines[0].rule}: {lines[0].detail}")
        self.lines = tuple(lines)


# Reasons take what the search leaves of the limit: so many seconds at least, if need be beyond it, and so many at most.
LEAST_REASONS_S = 6.0
MOST_REASONS_S = 30.0
# Of a week proven best the first three are verified by solving it anew: that has this share of the limit at least, up
# to so many seconds.
FORCING_SHARE = 0.8
FORCING_S = 25.0


def solve(
    problem: Problem,
    *,
    time_limit_s: float = 20.0,
    seed: int = 0,
    progress: Progress | None = None,
    rules: Iterable[Rule] = RULES,
) -> Rota:
    """Plan the best week these people can work.

    Parameters
    ----------
    time_limit_s
        Seconds for all of it; the best rota found by then is returned, with an honest bound: however few they are,
        at least the plain week (`planner.rota.greedy`). Reasons for what was left out have what the search leaves, and
        where that is little, some seconds beyond the limit; those that this does not suffice for say so.
    progress
        Called with (stage, value, bound, seconds) while it runs; value and bound are None while unknown.
    rules
        What the optimiser is told; the audit always applies every rule.

    Returns
    -------
    Rota
        Status "optimal" only when no better week exists; "infeasible" when what was fixed contradicts itself, with
        the reasons in `audit`. Seconds apart, the same problem and seed give the same rota unless a time limit was
        hit, which `audit` then says.

    Raises
    ------
    BadInput
        When the problem's parts do not agree, or no team was found in time for what is fixed.
    UnsoundRota
        When the independent audit finds a breach in the result.
    """
    check_problem(problem)
    clock = Clock(time_limit_s)
    model = formulate(problem, rules)
    lines = contradictions(model, seed=seed)
    if lines:
        return _none(problem, lines, clock, seed)
    with Solvers() as solvers:
        search = Search(model, solvers, clock, seed=seed, progress=progress)
        found = search.run()
        if progress is not None:
            progress("people", None, None, clock.spent)
        staffing = staff(model, found.staffing, clock, seed=seed)
        if progress is not None:
            progress("reasons", None, None, clock.spent)
        uncovered, enough = WhyNot(search, found.selection, seed=seed).explain(
            Clock(seconds_for_reasons(clock, proven=found.proven)), proven=found.proven
        )
    limits = found.limits if enough else (*found.limits, "the time for reasons")
    rota = _rota(model, search, found, staffing, uncovered, clock, seed)
    return _audited(problem, rota, limits)


def seconds_for_reasons(clock: Clock, *, proven: bool) -> float:
    """How long reasons may take, after what the search has spent; `proven`: whether the week is proven best."""
    forcing = min(FORCING_S, FORCING_SHARE * clock.limit_s) if proven else 0.0
    return min(MOST_REASONS_S, max(LEAST_REASONS_S, forcing, clock.left()))


def _rota(
    model: WeekModel,
    search: Search,
    found: Found,
    staffing: Staffing,
    uncovered: tuple[Uncovered, ...],
    clock: Clock,
    seed: int,
) -> Rota:
    values = search.values
    objective = round(found.value / UNITS, 7)
    bound = None if found.bound is None else max(objective, round(found.bound, 7))
    if found.proven:
        bound = objective
    gap = None if bound is None else round((bound - objective) / max(abs(objective), 1e-9), 7)
    tiers = [Tier("value", objective, bound, "optimal" if found.proven else "feasible")]
    if model.asks and model.asks_first:
        whole = found.asks_met == found.asks_bound
        tiers.insert(
            0, Tier("asked for", found.asks_met, found.asks_bound, "optimal" if whole else "feasible")
        )
    tiers.append(Tier("people", _rounded(staffing.points), _rounded(staffing.bound), staffing.status))
    return Rota(
        week=model.facts.problem.week,
        status="optimal" if found.proven else "feasible",
        objective=objective,
        bound=bound,
        gap=gap if bound is None or bound else 0.0,
        tiers=tuple(tiers),
        seed=seed,
        seconds=round(clock.spent, 3),
        deployments=deployments_of(model, found.selection, staffing, values),
        shifts=shifts_of(model, found.selection, staffing),
        uncovered=uncovered,
        audit=(),
    )


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4) + 0.0


def _audited(problem: Problem, rota: Rota, limits: tuple[str, ...]) -> Rota:
    lines = check(problem, rota)
    if not is_sound(lines):
        raise UnsoundRota([line for line in lines if line.kind == "hard"])
    for limit in limits:
        lines.append(
            AuditLine("search", "soft", rota.week, f"The search stopped at {limit}; another run may differ.")
        )
    return Rota(**{**vars(rota), "audit": tuple(lines)})


def _none(problem: Problem, lines: tuple[AuditLine, ...], clock: Clock, seed: int) -> Rota:
    return Rota(
        week=problem.week,
        status="infeasible",
        objective=None,
        bound=None,
        gap=None,
        tiers=(Tier("law and safety", None, None, "infeasible"),),
        seed=seed,
        seconds=round(clock.spent, 3),
        deployments=(),
        shifts=(),
        uncovered=(),
        audit=lines,
    )
