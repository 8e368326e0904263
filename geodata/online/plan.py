"""What would leave the building, and a person's word that it may."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.geocode.parse import parse
from geodata.location import Location
from geodata.online.settings import OnlineSettings

# Nobody's address is longer; what is, tells a story.
LONGEST_ADDRESS = 120

_PERSONAL = (
    re.compile(r"[^\s@]{1,64}@[^\s@]{1,64}\.[a-z]{2,}", re.IGNORECASE),
    # Nine digits or more, spaced as people space telephone and reference numbers; grid references have a comma.
    re.compile(r"(?:\+?\d[\s().-]{0,2}){9,}"),
    re.compile(r"\b(?:mr|mrs|ms|miss|mx|mstr|master|dob|d\.o\.b|born|aged?)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:name|names|named|called|caller|contact|informant|reporter|victim|witness|resident|tenant|mother|"
        r"father|mum|dad|parent|son|daughter|brother|sister|boy|girl|tel|phone|mobile|mob|email|e-mail)\b",
        re.IGNORECASE,
    ),
)


def looks_personal(text: str) -> bool:
    """Whether a text may hold a person's name, telephone number or e-mail address, or a story."""
    return len(text) > LONGEST_ADDRESS or any(pattern.search(text) for pattern in _PERSONAL)


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's word that the texts of one plan may be sent to one host; it is good for no other plan."""

    by: str
    digest: str


@dataclass(frozen=True, slots=True)
class SendPlan:
    """The texts of one batch that would be sent, and how many stay.

    Attributes
    ----------
    texts
        Distinct, in the batch's order.
    personal
        How many distinct texts stay because they look personal.
    host, title
        Where the texts would go.
    """

    texts: tuple[str, ...]
    personal: int
    host: str
    title: str

    @property
    def digest(self) -> str:
        """What tells this plan from any other."""
        return hashlib.sha256("\0".join((self.host, *self.texts)).encode("utf-8", "replace")).hexdigest()

    @property
    def warning(self) -> str:
        """What a person has to know before agreeing."""
        what = f"{len(self.texts)} text{'s' if len(self.texts) != 1 else ''}"
        stay = f" {self.personal} more look personal and stay here." if self.personal else ""
        return (
            f"{what} that could not be placed would leave this building, to {self.host} ({self.title}). Whoever "
            f"runs it can read them.{stay}"
        )

    def agree(self, by: str) -> Consent:
        """The consent of a person to exactly this."""
        return Consent(by, self.digest)


def plan_sending(texts: Sequence[str], answers: Sequence[Location], settings: OnlineSettings) -> SendPlan:
    """The texts that the offline geocoder refused, without what names nothing and what looks personal.

    Parameters
    ----------
    texts, answers
        A batch and its offline answers, in one order.
    """
    refused = dict.fromkeys(
        text
        for text, answer in zip(texts, answers, strict=True)
        if not answer.is_placed and names_something(text)
    )
    fit = tuple(text for text in refused if not looks_personal(text))
    return SendPlan(fit, len(refused) - len(fit), settings.host, settings.title)


def names_something(text: str) -> bool:
    """Whether a text has a word that could be part of a place's name."""
    return any(letter.isalpha() for letter in text) and not parse(text).is_empty
