"""The people tier: of all the ways to staff the chosen sessions, the one that suits people best."""

from __future__ import annotations

from planner.rota.model import WeekModel
from planner.rota.search import Clock
from planner.rota.stage_one import Crews, Selection
from planner.rota.stage_two import Staffing, StageTwo, any_staffing


def aim_for_people(stage_two: StageTwo) -> None:
    """Maximise points: known faces, wishes, fairness, contract minutes."""
    people, index = stage_two.model.people, {choice.offer.id: choice.index for choice in stage_two.choices}
    terms = []
    for (worker, offer), points in people.points.items():
        if offer in index:
            terms += [60 * points * pattern for pattern in stage_two.at.get((worker, index[offer]), [])]
    for worker, offers, already, threshold, points in people.above:
        there = [
            p for offer in offers if offer in index for p in stage_two.at.get((worker, index[offer]), [])
        ]
        if there and points and already + len(there) > threshold:
            above = stage_two.cp.new_int_var(0, already + len(there), "")
            stage_two.cp.add(above >= already + sum(there) - threshold)
            terms.append(-60 * points * above)
    for worker, (contract, points) in people.below.items():
        below = stage_two.cp.new_int_var(0, contract, "")
        stage_two.cp.add(
            below >= contract - sum(minutes * pattern for pattern, minutes in stage_two.paid[worker])
        )
        terms.append(-points * below)
    stage_two.cp.maximize(sum(terms))


def staff(
    model: WeekModel, selection: Selection, clock: Clock, *, seed: int, crews: Crews | None = None
) -> Staffing:
    """People and buses for a selection that can be staffed, with the best people tier that limited work finds.

    `crews` are those by which it was found that it can be: where the people tier finds nobody in time, they are taken.
    """
    stage_two = StageTwo(model, selection.choices)
    aim_for_people(stage_two)
    limit = min(5.0, max(0.5, clock.limit_s * 0.1))
    staffing = stage_two.solve(limit=limit, seed=seed, seconds=max(1.0, clock.left(0.9)))
    if staffing.status in ("optimal", "feasible"):
        return staffing
    return any_staffing(model, selection.choices, seed=seed, crews=crews, work=20.0)
