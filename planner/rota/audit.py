"""The audit of a rota, whoever made it: every rule's check, in integers, apart from the model."""

from __future__ import annotations

from planner.rota.case import Case
from planner.rota.facts import Facts
from planner.rota.problem import Problem
from planner.rota.result import AuditLine, Rota
from planner.rota.rules import RULES


def check(problem: Problem, rota: Rota, for_publishing: bool = False) -> list[AuditLine]:
    """Find every breach of a hard rule and the cost of every soft one.

    Parameters
    ----------
    for_publishing
        Also ask for what only publishing needs: an approver for each joint session.

    Returns
    -------
    list of AuditLine
        In the order of the rules, hard ones first; none of kind "hard" means that the rota may be worked.
    """
    case = Case(Facts(problem), rota, for_publishing=for_publishing)
    return [line for rule in RULES for line in rule.check(case)]


def is_sound(lines: list[AuditLine]) -> bool:
    """Whether no hard rule is broken."""
    return all(line.kind != "hard" for line in lines)
