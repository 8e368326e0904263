"""From a problem to the model that both stages read: every rule has its say, in order."""

from __future__ import annotations

from collections.abc import Iterable

from planner.rota.facts import Facts
from planner.rota.model import WeekModel
from planner.rota.problem import Problem
from planner.rota.rule import Rule
from planner.rota.rules import RULES


def formulate(problem: Problem, rules: Iterable[Rule] = RULES) -> WeekModel:
    """Let the rules describe a week to the optimiser."""
    model = WeekModel(Facts(problem))
    for rule in rules:
        rule.add(model)
    return model
