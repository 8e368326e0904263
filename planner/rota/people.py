"""The people tier: of all the ways to staff the chosen sessions, the one that suits people best."""

from __future__ import annotations

from planner.rota.model import WeekModel
from planner.rota.search import Clock
from planner.rota.stage_two import Staffing, StageTwo

# Of the time limit: what choosing leaves of so much is for people.
PEOPLE_SHARE = 0.95


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


def staff(model: WeekModel, known: Staffing, clock: Clock, *, seed: int) -> Staffing:
    """The best people tier that limited work finds for sessions of which `known` is one staffing.

    Where it finds nobody in time, `known` stands.
    """
    seconds = clock.left(PEOPLE_SHARE)
    if not seconds:
        return known
    stage_two = StageTwo(model, sorted(known.workers))
    aim_for_people(stage_two)
    limit = min(5.0, max(0.5, clock.limit_s * 0.1))
    staffing = stage_two.solve(limit=limit, seed=seed, seconds=seconds)
    return staffing if staffing.found else known
