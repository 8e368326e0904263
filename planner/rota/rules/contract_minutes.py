"""Contract minutes are used before anybody works much more than theirs."""

from __future__ import annotations

from planner.rota.case import Case, soft
from planner.rota.model import WeekModel
from planner.rota.result import AuditLine
from planner.rota.rule import SOFT, Rule, Source

ID = "contract_minutes"


def add_contract_minutes(model: WeekModel) -> None:
    """Lose points for each hour below contract."""
    for worker in model.facts.problem.workers:
        if worker.contract_min:
            model.people.below[worker.id] = worker.contract_min, model.weight("contract")


def check_contract_minutes(case: Case) -> list[AuditLine]:
    """Say whose contract minutes are not used (they remain for work the rota does not plan)."""
    lines = []
    for worker in case.facts.problem.workers:
        paid = sum(shift.shift.paid_min for shift in case.shifts.get(worker.id, []))
        if paid < worker.contract_min:
            detail = (
                f"{case.who(worker.id)} has {worker.contract_min - paid} contract minutes outside the rota."
            )
            lines.append(soft(ID, worker.id, detail, (worker.contract_min - paid) / 60))
    return lines


RULE = Rule(
    id=ID,
    kind=SOFT,
    words="Contract minutes are used before anybody works much more than theirs.",
    source=Source("Our own: hours paid for are hours worked", "2026-11"),
    add=add_contract_minutes,
    check=check_contract_minutes,
    weight="contract",
)
