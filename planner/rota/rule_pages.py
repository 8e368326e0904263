"""The rules as a page to read, `docs/rules.md`, written from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.rota.rule import Parameter, Rule
from planner.rota.rules import RULES
from planner.rota.value import WEIGHTS

_HEAD = """\
# The rules of the rota

Written from the rules themselves by `python -m planner.rota.rules docs`; change the rule, not this page.

Each rule tells the optimiser what it forbids or costs, and finds its own breaches in any rota, whoever made it
(`outreach check`). **Hard** rules are never broken: a rota that breaks one is not shown. **Soft** ones are kept as far
as possible, in this order: what was asked for or is due, then the value of places and hours, then people.

A problem sets a number under `parameters` (by rule) or `weights`, between the limits given here.
"""


def rules_page() -> str:
    """Every rule with its words, source, numbers and weight, as Markdown."""
    lines = [_HEAD]
    for kind, title in (("hard", "Hard rules"), ("soft", "Soft rules")):
        rules = [rule for rule in RULES if rule.kind == kind]
        lines += [f"## {title}", "", "| rule | what it says | source |", "|---|---|---|"]
        lines += [f"| [`{rule.id}`](#{rule.id}) | {rule.words} | {_source(rule)} |" for rule in rules]
        lines.append("")
        for rule in rules:
            lines += _details(rule)
    lines += ["## Weights of the value", "", "What a session counts before anything is chosen.", ""]
    with_rule = {rule.weight for rule in RULES}
    lines += _numbers((name, weight) for name, weight in WEIGHTS.items() if name not in with_rule)
    return "\n".join(lines).rstrip() + "\n"


def _source(rule: Rule) -> str:
    part = f", {rule.source.part}" if rule.source.part else ""
    return f"{rule.source.title}{part} ({rule.source.date})"


def _details(rule: Rule) -> Iterator[str]:
    """A rule's own section: what it tells the optimiser, what its check finds, and its numbers."""
    yield from (f"### {rule.id}", "", rule.words, "")
    yield from (
        f"- Told to the optimiser: {_said(rule.add.__doc__)}",
        f"- Checked: {_said(rule.check.__doc__)}",
    )
    yield from (f"- Source: {_source(rule)}", "")
    if rule.parameters:
        yield from _numbers(rule.parameters.items())
    if rule.weight is not None:
        yield from _numbers([(f"weight `{rule.weight}`", WEIGHTS[rule.weight])])


def _said(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def _numbers(parameters: Iterable[tuple[str, Parameter]]) -> Iterator[str]:
    yield from ("| number | default | from | to | why |", "|---|---|---|---|---|")
    for name, number in parameters:
        shown = name if name.startswith("weight") else f"`{name}`"
        limits = f"{number.floor:,g} | {number.ceiling:,g}"
        yield f"| {shown} | {number.default:g} | {limits} | {number.reason} |"
    yield ""
