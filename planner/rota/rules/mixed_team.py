"""Where a team must be mixed, it has a woman and a man."""

from __future__ import annotations

from planner.rota.case import Case, hard
from planner.rota.model import WeekModel
from planner.rota.problem import Mode
from planner.rota.result import AuditLine
from planner.rota.rule import HARD, Parameter, Rule, Source

ID = "mixed_team"
SKILLS = ("woman", "man")
MODES: tuple[Mode, ...] = ("bus", "foot")
PARAMETERS = {
    "foot": Parameter(0, "1 asks for it; a team's own choice, and needs the words in the workbook", 0, 1),
    "bus": Parameter(0, "1 asks for it; a team's own choice, and needs the words in the workbook", 0, 1),
}


def add_mixed_team(model: WeekModel) -> None:
    """Ask for one worker of each word in the modes that must be mixed."""
    modes = frozenset(mode for mode in MODES if model.facts.number(ID, mode, PARAMETERS))
    for skill in SKILLS if modes else ():
        model.skills[skill] = modes


def check_mixed_team(case: Case) -> list[AuditLine]:
    """Find teams that must be mixed and are not."""
    breaches = []
    for held in case.held:
        if not case.facts.number(ID, held.mode, PARAMETERS):
            continue
        team = [case.facts.workers[w] for w in held.deployment.workers if w in case.facts.workers]
        missing = [skill for skill in SKILLS if not any(skill in worker.skills for worker in team)]
        if missing:
            detail = f"{case.name(held)} must have a mixed team and has no {' and no '.join(missing)}."
            breaches.append(hard(ID, held.id, detail))
    return breaches


RULE = Rule(
    id=ID,
    kind=HARD,
    words="Where a team must be mixed, it has a woman and a man.",
    source=Source("Our own: young people may choose whom they talk to", "2026-11"),
    add=add_mixed_team,
    check=check_mixed_team,
    parameters=PARAMETERS,
)
