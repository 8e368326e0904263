"""The words pages use for ways out of a week, priced changes and people who could step in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.week import day_words
from planner.rota.result import Deployment, Standby, Uncovered
from planner.rota.what_if import Price
from planner.services.manager_views import RuledOut, WayOut
from web.words import MODES, clock

WAYS = {
    "nothing": "Nothing needs to change",
    "cover": "Every session is held",
    "move": "Some sessions are held otherwise",
    "cancel": "What is hit is called off",
}
ROLES = {"lead": "can lead", "driver": "can drive the bus", "worker": ""}


def way_title(way: WayOut) -> str:
    """`Option 1: every session is held`."""
    title = WAYS[way.kind]
    return f"Option {way.number}: {title[0].lower()}{title[1:]}"


def loss_words(loss: float) -> str:
    """`none`, `0.85 expected reports`, or what is gained."""
    if abs(loss) < 0.005:
        return "None"
    words = f"{abs(loss):.2f} expected reports"
    return words if loss > 0 else f"None: it covers {words} more"


def signed(number: float) -> str:
    """`0.85 more`, `0.85 less`, `nothing`."""
    if abs(number) < 0.005:
        return "nothing"
    return f"{abs(number):.2f} {'more' if number > 0 else 'less'}"


def price_words(price: Price) -> str:
    """What a change is worth, in a sentence or two, with what is known of it."""
    if price.proven:
        if abs(price.difference) < 0.005:
            return "The week would cover as much as it does now. This is proven."
        return f"The week would cover {signed(price.difference)} in expected reports. This is proven."
    found = f"The week that was found covers {signed(price.difference)} in expected reports"
    if abs(price.difference) < 0.005:
        found = "The week that was found covers as much as it does now"
    if price.lower is None or price.upper is None:
        return f"{found}; no bound is known, so take it as a hint."
    return (
        f"{found}. The search did not finish: the true difference lies between"
        f" {signed(price.lower)} and {signed(price.upper)}."
    )


def asked_words(asked: int) -> str:
    """How many more, or fewer, of the things asked for would be met."""
    if not asked:
        return ""
    more = "more" if asked > 0 else "fewer"
    return f"{abs(asked)} {more} of what was asked for or is due would be met; that comes before value."


def list_words(words: Sequence[str], joint: str = "and") -> str:
    """`Ama`, `Ama and Ben`, `Ama, Ben and Cass`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def standby_words(standby: Standby, names: Mapping[str, str], with_roles: bool = True) -> str:
    """`for Ben or Cass; can lead`."""
    absent = list_words([names.get(one, one) for one in standby.instead_of], "or")
    roles = list_words([ROLES[one] for one in standby.roles if with_roles and ROLES.get(one)])
    return f"for {absent}{f'; {roles}' if roles else ''}"


def session_words(deployment: Deployment, names: Mapping[str, str]) -> str:
    """`Youth Bus, with Ama and Ben`."""
    people = list_words([names.get(one, one) for one in deployment.workers])
    return f"{MODES[deployment.mode]}, with {people}"


def checked_words(uncovered: Uncovered) -> str:
    """How what is said of a session left out is known: `Checked`, `Estimate`, or nothing known."""
    if uncovered.verified:
        return "Checked"
    return "Not known" if uncovered.loss is None else "Estimate"


def ruled_out_words(ban: RuledOut) -> str:
    """When something is ruled out."""
    if ban.start is None or ban.end is None:
        return "all week"
    if (ban.start.hour, ban.end.hour) == (4, 4):
        return f"on {day_words(ban.start.date())}"
    start, end = clock(ban.start.hour, ban.start.minute), clock(ban.end.hour, ban.end.minute)
    return f"on {day_words(ban.start.date())}, {start} to {end}"


FILTERS: dict[str, Callable[..., Any]] = {
    "way_title": way_title,
    "loss_words": loss_words,
    "price_words": price_words,
    "asked_words": asked_words,
    "standby_words": standby_words,
    "session_words": session_words,
    "checked_words": checked_words,
    "ruled_out_words": ruled_out_words,
}
