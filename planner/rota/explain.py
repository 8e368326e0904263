"""Why a session is in the week, in words that a resident would accept."""

from __future__ import annotations

from collections.abc import Sequence

from planner.rota.facts import minute, shared_minutes
from planner.rota.joint_reasons import joint_reason
from planner.rota.model import Ask, Choice, WeekModel
from planner.rota.problem import JOINT_REASONS
from planner.rota.value import UNITS, Values


def why(
    model: WeekModel, values: Values, choice: Choice, chosen: Sequence[Choice], asks: Sequence[Ask]
) -> tuple[str, ...]:
    """The reasons of one deployment: the place, the hours, the mode, who comes, and what counts for less."""
    facts = model.facts
    place = facts.places[choice.offer.place]
    sentences = [*choice.offer.offer.reasons, *place.reasons]
    if not sentences:
        sentences.append(
            f"{_when(model, choice)} this session counts {choice.offer.offer.value:.1f} at {place.name}."
        )
    if any(pin.offer == choice.offer.id for pin in model.pins):
        sentences.append("The manager fixed this session.")
    sentences.append(_mode(model, choice, chosen))
    sentences += _company(model, asks)
    sentences += _for_less(model, values, choice, chosen)
    return tuple(dict.fromkeys(sentences))


def _when(model: WeekModel, choice: Choice) -> str:
    start, end = model.facts.local(choice.start), model.facts.local(choice.end)
    return f"On {start:%A} from {start:%H:%M} to {end:%H:%M}"


def _mode(model: WeekModel, choice: Choice, chosen: Sequence[Choice]) -> str:
    if choice.mode == "bus":
        return "The Youth Bus may park here and gives young people shelter and room to talk."
    by_bus = [
        c for c in model.choices if c.offer.id == choice.offer.id and c.mode == "bus" and model.is_open(c)
    ]
    if not by_bus:
        return "The team goes on foot: the bus may not park here at these hours."
    for other in chosen:
        if other.mode == "bus" and shared_minutes(other.offer.span, choice.offer.span):
            return f"The team goes on foot: the bus is at {model.facts.sites[other.offer.site].name} then."
    return "The team goes on foot."


def _company(model: WeekModel, asks: Sequence[Ask]) -> list[str]:
    sentences = []
    for ask in asks:
        if ask.kind == "operation":
            sentences.append(f"It belongs to the operation {ask.name}.")
        elif ask.kind == "area":
            sentences.append(f"Nobody of us was in {ask.name} lately, and reports are expected there.")
        elif ask.kind == "unsure":
            sentences.append("What is expected here is uncertain; going there tells us.")
        if ask.partner is not None:
            partner = model.facts.partners[ask.partner]
            reason = JOINT_REASONS.get(joint_reason(ask.reason or "") or "", ask.reason or "")
            sentences.append(
                f"{partner.name or partner.id} comes along because {reason}; a person asked for it."
            )
    if not any(ask.partner for ask in asks):
        sentences.append("It is youth-led: nobody asked for a partner to come.")
    return sentences


def _for_less(model: WeekModel, values: Values, choice: Choice, chosen: Sequence[Choice]) -> list[str]:
    """What makes the session count for less than it would alone."""
    facts, sentences = model.facts, []
    for other in facts.problem.other_provision:
        if other.place == choice.offer.place:
            shared = shared_minutes(choice.offer.span, (minute(other.start), minute(other.end)))
            if shared:
                sentences.append(f"{other.by} is there for {shared} minutes of it, which count for less.")
    here = [c for c in chosen if c.offer.place == choice.offer.place]
    here.sort(key=lambda c: (-values.lone(c.offer.id, c.mode), (c.offer.id, c.mode)))
    nth = here.index(choice)
    if nth:
        words = ("first", "second", "third", "fourth", "fifth")
        rank = words[nth] if nth < len(words) else f"{nth + 1}th"
        sentences.append(
            f"It is the {rank} visit here in the week, and counts {values.visit_percent(nth)}% of a first."
        )
    for other_choice in chosen:
        one, other_id = choice.offer.id, other_choice.offer.id
        loss = values.loss(one, other_id)
        if one != other_id and loss and values.lesser(one, other_id) == one:
            site = facts.sites[other_choice.offer.site].name
            sentences.append(
                f"The session at {site} reaches part of the same ground ({loss / UNITS:.1f} less)."
            )
    return sentences
