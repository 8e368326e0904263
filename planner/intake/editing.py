"""A proposed profile, changed by the person who knows the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

from geodata.errors import BadInput
from planner.intake.kinds import KIND_BY_ID
from planner.intake.profiles import Columns, YouthRelated
from planner.intake.proposal import CategoryChoice, Choice, DroppedChoice, ProposedProfile, SettingChoice

# A field of the mapping -> what a person calls it, in the order they are asked.
FIELD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "id": "the partner's own reference",
        "start": "when it happened, or from when",
        "end": "until when it may have happened",
        "date": "the day alone",
        "time": "the time of day alone",
        "time_to": "the time of day until which",
        "month": "the month alone",
        "reported": "when it was reported",
        "location": "where, in words",
        "postcode": "the postcode",
        "lon": "longitude",
        "lat": "latitude",
        "easting": "easting",
        "northing": "northing",
        "category": "what kind of thing",
        "youth": "whether young people were involved",
        "partner": "who it was reported to",
        "district": "the district or ward",
        "other_id": "another partner's reference for the same incident, such as a police CAD",
    }
)
MANY = frozenset({"location"})
DISCOVERED = "discovered"
CHOSEN = "chosen by a person"


@dataclass(frozen=True)
class Edits:
    """What a person changed of a proposal; what is left out stays as proposed.

    `columns` is heading -> field ("" for not read); `kinds` is category -> our kind, or "discovered"; `youth` is
    category -> "yes", "no" or "unknown"; `settings` is name -> value.
    """

    partner: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    youth: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str | int | float | bool] = field(default_factory=dict)


def headings_of(proposal: ProposedProfile) -> tuple[str, ...]:
    """Every column of the file that can be read, those proposed first."""
    taken = [heading for choice in proposal.choices for heading in choice.headings]
    return tuple(dict.fromkeys([*taken, *(one.heading for one in proposal.dropped)]))


def edited(proposal: ProposedProfile, edits: Edits) -> ProposedProfile:
    """The proposal with a person's changes.

    Raises
    ------
    BadInput
        When two columns are said to be the same thing, or a word means nothing here.
    """
    choices = _choices(proposal, edits.columns)
    read = {heading for choice in choices for heading in choice.headings}
    dropped = {one.heading: one for one in proposal.dropped}
    return replace(
        proposal,
        partner=" ".join(edits.partner.split()) or proposal.partner,
        choices=choices,
        dropped=tuple(
            dropped.get(heading, DroppedChoice(heading, CHOSEN))
            for heading in headings_of(proposal)
            if heading not in read
        ),
        categories=tuple(_category(one, edits) for one in proposal.categories)
        if _has(choices, "category")
        else (),
        settings=_settings(proposal.settings, edits.settings),
        questions=(),
    )


def _has(choices: tuple[Choice, ...], name: str) -> bool:
    return any(choice.field == name for choice in choices)


def _choices(proposal: ProposedProfile, columns: Mapping[str, str]) -> tuple[Choice, ...]:
    before = {heading: choice for choice in proposal.choices for heading in choice.headings}
    headings: dict[str, list[str]] = {}
    for heading in headings_of(proposal):
        proposed = before[heading].field if heading in before else ""
        name = columns.get(heading, proposed)
        if name:
            headings.setdefault(name, []).append(heading)
    known = {one.name for one in fields(Columns)}
    for name, found in headings.items():
        if name not in known:
            raise BadInput(f"{name!r} is nothing that a column can hold. Choose from the list.")
        if len(found) > 1 and name not in MANY:
            listed = " and ".join(repr(heading) for heading in found)
            raise BadInput(f"{listed} cannot both be {FIELD_WORDS[name]}. Choose one of them.")
    choices = []
    for name in FIELD_WORDS:
        if name not in headings:
            continue
        same = next((one for one in proposal.choices if one.field == name), None)
        if same is not None and set(same.headings) == set(headings[name]):
            choices.append(same)
        else:
            choices.append(Choice(name, tuple(headings[name]), 1.0, CHOSEN))
    return tuple(choices)


def _category(one: CategoryChoice, edits: Edits) -> CategoryChoice:
    kind = edits.kinds.get(one.word, DISCOVERED if one.discovered else one.kind)
    if kind != DISCOVERED and kind not in KIND_BY_ID:
        raise BadInput(f"{kind!r} is none of our kinds. Choose from the list.")
    said = edits.youth.get(one.word, one.youth_related or "unknown")
    youth: dict[str, YouthRelated | None] = {"yes": "yes", "no": "no", "unknown": None}
    if said not in youth:
        raise BadInput(f"{said!r} is not yes, no or unknown.")
    discovered = kind == DISCOVERED
    return replace(
        one, kind=one.kind if discovered else kind, discovered=discovered, youth_related=youth[said]
    )


def _settings(
    proposed: tuple[SettingChoice, ...], changed: Mapping[str, str | int | float | bool]
) -> tuple[SettingChoice, ...]:
    kept = [one for one in proposed if one.name not in changed or changed[one.name] == one.value]
    same = {one.name for one in kept}
    return (
        *kept,
        *(SettingChoice(name, value, 1.0, CHOSEN) for name, value in changed.items() if name not in same),
    )
