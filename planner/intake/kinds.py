"""Our own short list of kinds of report, and the words of partners that mean them.

A partner's category is free text as far as we are concerned, so it is never stored: it becomes one of these
kinds, through the profile's category table first and `kind_of` for what the table leaves out. The three kinds of
anti-social behaviour are those of the Home Office's national standard for incident recording (personal, nuisance,
environmental); the crime types are those of data.police.uk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report.

    `family` groups kinds that two partners may use for the same event. `mostly_discovered` marks kinds that the
    police mostly find rather than are told of (drugs, weapons): they are kept, but `DEMAND_KINDS` leaves them out,
    because demand is learned from what people report.
    """

    id: str
    label: str
    family: str
    mostly_discovered: bool = False


KINDS: tuple[Kind, ...] = (
    Kind("asb", "Anti-social behaviour, not said which", "disorder"),
    Kind("asb-personal", "Anti-social behaviour aimed at a person", "disorder"),
    Kind("asb-nuisance", "Nuisance anti-social behaviour", "disorder"),
    Kind("asb-environmental", "Environmental anti-social behaviour", "disorder"),
    Kind("public-order", "Public order", "disorder"),
    Kind("criminal-damage", "Criminal damage and arson", "disorder"),
    Kind("violence", "Violence and sexual offences", "violence"),
    Kind("weapons", "Possession of weapons", "violence", mostly_discovered=True),
    Kind("robbery", "Robbery", "violence"),
    Kind("theft", "Theft", "theft"),
    Kind("shoplifting", "Shoplifting", "theft"),
    Kind("burglary", "Burglary", "theft"),
    Kind("vehicle-crime", "Vehicle crime", "theft"),
    Kind("drugs", "Drugs", "drugs", mostly_discovered=True),
    Kind("other-crime", "Other crime", "other"),
    Kind("other", "Something else", "other"),
)
KIND_BY_ID: dict[str, Kind] = {kind.id: kind for kind in KINDS}

# What counts as demand unless the analyst decides otherwise: anti-social behaviour, crime and disorder, reported.
DEMAND_KINDS: frozenset[str] = frozenset(
    kind.id for kind in KINDS if not kind.mostly_discovered and kind.id != "other"
)

# Whole words of a category, most telling first: "ASB - environmental" must not stop at "asb".
_WORDS: tuple[tuple[str, str], ...] = (
    (r"(asb|anti ?social).*\bpersonal", "asb-personal"),
    (r"(asb|anti ?social).*\bnuisance", "asb-nuisance"),
    (r"(asb|anti ?social).*\benvironment", "asb-environmental"),
    (r"shop ?(lift|theft)|theft from (a )?(shop|store)", "shoplifting"),
    (r"weapon|knife|knives|firearm|blade", "weapons"),
    (r"robber|mugging", "robbery"),
    (r"burglar|break.?in", "burglary"),
    (r"public (order|disorder)|disorder|affray|fight", "public-order"),
    (r"violen|assault|sexual|wounding|homicide|murder", "violence"),
    (r"damage|arson|vandal|fire.?setting|criminal mischief", "criminal-damage"),
    (r"graffiti|litter|fly ?tip|environmental|flyposting", "asb-environmental"),
    (r"drug|cannabis|nitrous", "drugs"),
    (
        r"vehicle crime|theft (of|from) (a )?(motor )?vehicle|car crime|auto theft|theft from motor",
        "vehicle-crime",
    ),
    (r"theft|larceny|stolen|pickpocket", "theft"),
    (
        r"nuisance|noise|rowdy|loiter|gathering|congregat|firework|moped|off ?road|trespass|begging|drinking",
        "asb-nuisance",
    ),
    (r"harass|intimidat|abuse|threat|bully", "asb-personal"),
    (r"anti ?social|\basb\b", "asb"),
    (r"other crime", "other-crime"),
)
_PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in _WORDS)


def kind_of(category: str) -> str:
    """Our kind for a partner's category, by the words in it; "other" when no word is known.

    Examples
    --------
    >>> kind_of("Anti-social behaviour"), kind_of("ASB - Environmental"), kind_of("violent-crime")
    ('asb', 'asb-environmental', 'violence')
    >>> kind_of("Blue badge query")
    'other'
    """
    words = re.sub(r"[\s_\-/]+", " ", category.casefold())
    for pattern, kind in _PATTERNS:
        if pattern.search(words):
            return kind
    return "other"


def compatible(one: str, other: str) -> bool:
    """Whether two partners could call the same event these two kinds."""
    if one == other:
        return True
    families = {KIND_BY_ID[one].family, KIND_BY_ID[other].family}
    # "other" says nothing; a fight is disorder to a shop and violence to the police.
    return len(families) == 1 or "other" in families or families == {"disorder", "violence"}
