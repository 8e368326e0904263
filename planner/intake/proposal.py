"""A proposed profile: each choice with its reason, and the mapping file it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from planner.intake.mapping import parse_profile
from planner.intake.profiles import Profile, YouthRelated

# Stands where nobody has said who sent a file.
UNNAMED_PARTNER = "Partner"


@dataclass(frozen=True, slots=True)
class Choice:
    """A field and the column, or columns, proposed for it; `confidence` is 0 to 1, `why` a sentence."""

    field: str
    headings: tuple[str, ...]
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class SettingChoice:
    """A setting that differs from its default, and why."""

    name: str
    value: str | int | float | bool
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class DroppedChoice:
    """A column that is not read, and why."""

    heading: str
    why: str


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """What one of the partner's categories is taken to mean; `rows` of those looked at have it."""

    word: str
    kind: str
    youth_related: YouthRelated | None
    discovered: bool
    rows: int


@dataclass(frozen=True)
class ProposedProfile:
    """A whole mapping for a file nobody has mapped yet.

    Attributes
    ----------
    file
        The file's name.
    partner
        Who sent it, as far as it is known.
    choices, settings, categories
        What is proposed, in the order a person would ask.
    youth_yes, youth_no
        Words of the youth column and what they mean, beyond the usual ones.
    dropped
        The columns that are not read.
    questions
        What could not be decided, for a person to answer.
    header_row
        The row of the headings, from 1; None where a format has none.
    refused
        Why nothing of this file may come in, "" when it may.
    rows_looked_at
        How many rows the proposal rests on.
    """

    file: str
    partner: str
    choices: tuple[Choice, ...]
    settings: tuple[SettingChoice, ...]
    categories: tuple[CategoryChoice, ...]
    youth_yes: tuple[str, ...]
    youth_no: tuple[str, ...]
    dropped: tuple[DroppedChoice, ...]
    questions: tuple[str, ...]
    header_row: int | None
    refused: str
    rows_looked_at: int

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Field to its headings."""
        return {choice.field: choice.headings for choice in self.choices}

    @property
    def is_complete(self) -> bool:
        """Whether it says when and where, so that a profile can be made of it."""
        found = set(self.columns)
        when = found & {"start", "date", "month", "reported"}
        where = found & {"lon", "easting", "location", "postcode"}
        return bool(when and where) and not self.refused

    def profile(self, name: str) -> Profile:
        """The profile it makes.

        Raises
        ------
        BadInput
            When it is not complete.
        """
        return parse_profile(self.toml(), name)

    def toml(self) -> str:
        """The mapping file, each choice with its reason beside it."""
        lines = [f"# Proposed from {self.file}; check each line.", f"partner = {_quoted(self.partner)}"]
        lines += [f"{one.name} = {_quoted(one.value)}  # {_comment(one.why)}" for one in self.settings]
        lines += ["", "[columns]"]
        for choice in self.choices:
            value = list(choice.headings) if choice.field == "location" else choice.headings[0]
            lines.append(f"{choice.field} = {_quoted(value)}  # {_comment(choice.why)}")
        lines += [f"# not read: {_comment(one.heading)}: {_comment(one.why)}" for one in self.dropped]
        if self.categories:
            lines += ["", "[categories]", *(_category_line(one) for one in self.categories)]
        if self.youth_yes or self.youth_no:
            lines += ["", "[youth]"]
            lines += [f"yes = {_quoted(list(self.youth_yes))}"] * bool(self.youth_yes)
            lines += [f"no = {_quoted(list(self.youth_no))}"] * bool(self.youth_no)
        lines += ["", *(f"# Question: {_comment(question)}" for question in self.questions)]
        return "\n".join(lines).rstrip() + "\n"

    def text(self) -> str:
        """The proposal for a person to read: the mapping with its reasons, then the questions."""
        if self.refused:
            return f"{self.file}: {self.refused}."
        lines = [f"Proposed for {self.file}, from {self.rows_looked_at:,} rows:"]
        for choice in self.choices:
            sure = f"{100 * choice.confidence:.0f}%"
            lines.append(f"  {choice.field:<9} {', '.join(choice.headings)} ({sure}): {choice.why}")
        lines += [f"  {one.name} = {one.value}: {one.why}" for one in self.settings]
        lines += [f"  not read  {one.heading}: {one.why}" for one in self.dropped]
        lines += [f"  question  {question}" for question in self.questions]
        return "\n".join(lines)


def _category_line(one: CategoryChoice) -> str:
    meaning = _quoted("discovered" if one.discovered else one.kind)
    if one.youth_related is not None and not one.discovered:
        meaning = f"{{ kind = {meaning}, youth_related = {_quoted(one.youth_related)} }}"
    return f"{_quoted(one.word)} = {meaning}  # {one.rows} rows"


def _quoted(value: object) -> str:
    # JSON strings, numbers and lists are TOML too, but for the one character that JSON lets stand bare.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
