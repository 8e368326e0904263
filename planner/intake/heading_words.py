"""What a heading says by its words: which part a column may play, before its contents are looked at."""

from __future__ import annotations

import re
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)")
_SHORT = {
    "dt": "date", "tm": "time", "loc": "location", "locn": "location", "rcvd": "received", "recd": "received",
    "rec": "received", "addr": "address", "desc": "description", "descr": "description", "no": "number",
    "nos": "number", "num": "number", "nr": "number", "cat": "category", "occ": "occurred", "inc": "incident",
    "st": "street", "rd": "road", "pcode": "postcode", "pc": "postcode", "cls": "class", "ref": "reference",
    "yp": "young people", "juv": "juvenile", "stn": "station", "lng": "longitude", "long": "longitude",
    "lon": "longitude", "lat": "latitude", "tel": "telephone", "org": "organisation",
}  # fmt: skip

_ROLES: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})\b")
    for name, words in {
        # Times
        "happened": (
            r"occur\w*|happen\w*|commit\w*|from|start\w*|earliest|beg[ai]n\w*|seen|observed|attack\w*|took place"
        ),
        "start": r"from|start\w*|earliest|beg[ai]n\w*",
        "event": r"incident|event|offence|crime|when|asb",
        "end": r"to|end\w*|until|till|finish\w*|latest",
        "reported": (
            r"report(?:ed|s|ing)?|received|logged|created?|opened|call(?:ed)?|submit\w*|entered|entry|recorded|timestamp|"
            r"raised|notified|registered|arriv\w*|contacted|lodged"
        ),
        "other date": (
            r"clos\w+|updat\w*|modif\w*|resolv\w*|review\w*|birth|dob|due|expected|target|complet\w*|acknowledg\w*|fixed|"
            r"publish\w*|download\w*|extract\w*|last|next|expir\w*|visit\w*|action\w*|assign\w*|allocat\w*|respon\w*|"
            r"arrest\w*|confirmed|signed"
        ),
        "time": r"time|hour|hours|when|from|to|clock|until|start|end",
        "date": r"date|day|when|time|month",
        # Places
        "place": (
            r"location|place|where|street|road|address|venue|premises?|site|stop|station|estate|block|park|junction|"
            r"landmark|near\w*|scene|line \d|spot|building|school|shop|store|close to"
        ),
        "town": r"town|post town|locality|village|settlement",
        "area": (
            r"ward|district|borough|beat|sector|neighbourhood|lsoa|msoa|region|constituency|division|county|country|area|"
            r"force"
        ),
        "postcode": r"postcode|post code|p code|postal code|zip(?: ?code)?",
        "east": r"e|east\w*|x|osx|gridx|bng e",
        "north": r"n|north\w*|y|osy|gridy|bng n",
        "lon": r"longitude|x|longt?",
        "lat": r"latitude|y",
        # The rest
        "category": (
            r"type|category|class\w*|nature|issue|offence|kind|group|subject|problem|concern|complaint|theme|topic|"
            r"description|reason|what|crime|behaviour"
        ),
        "youth": (
            r"youths?|young|juveniles?|u ?18s?|under ?1[68]s?|pupils?|child(?:ren)?|minors?|ages?|teen\w*|students?|"
            r"involv\w+|persons? type|age band|kids?"
        ),
        "id": r"reference|u?u?id|identifier|urn|number|log|case|entry|crn|cad|guid|key",
        "police reference": (
            r"cad(?: (?:reference|number|id|log))?|(?:police|met|mps|btp) (?:\w+ )?(?:reference|number|log|id|urn)|"
            r"crime (?:reference|number|id)"
        ),
        "code": r"code|id|reference|number|type|category|class|uprn|usrn",
        # What is never read
        "person": (
            r"surname|forename|(?:first|last|full|your) name|complainants?|victims?|perpetrators?|offend\w+|suspec\w+|"
            r"witness\w*|callers?|informants?|reporters?|reported by|officers?|operators?|drivers?|staff|"
            r"e ?mail|phone|telephone|mobile|contact|dob|birth|gender|sex|ethnic\w*|nationality|religion|tenan\w*|"
            r"customers?|clients?|initials|nhs|ni number|home address|collar|badge|assailants?"
        ),
        "name": r"names?",
        "free text": (
            r"notes?|comments?|narrative|details?|summary|free text|message|describe|description of|what happened|mo|"
            r"action taken|remarks?|memo|story"
        ),
        "discovered": r"stop (?:and )?search\w*|searched|arrest\w*|custody|detained|detainee|patro\w+|seiz\w*",
    }.items()
}


@lru_cache(maxsize=4096)
def words_of(heading: str) -> str:
    """A heading as plain lower-case words: camel case parted, short forms spelt out.

    Examples
    --------
    >>> words_of("Dt of Occurrence"), words_of("EventDateTime"), words_of("Loc P/Code")
    ('date of occurrence', 'event date time', 'location p code')
    """
    parts = re.split(r"[^a-z0-9#]+", _CAMEL.sub(" ", heading).casefold())
    return " ".join(_SHORT.get(part, part) for part in parts if part)


def says(heading: str, role: str) -> bool:
    """Whether a heading has words of a role."""
    return _ROLES[role].search(words_of(heading)) is not None


def names_person(heading: str) -> bool:
    """Whether a heading says that the column holds details of a person; "street name" does not."""
    if says(heading, "person"):
        return True
    is_thing = any(says(heading, role) for role in ("place", "area", "town", "category"))
    return says(heading, "name") and not is_thing


def why_unread(heading: str) -> str:
    """Why a column that the profile does not name is left out, as far as its heading says."""
    if names_person(heading):
        return "details of people, by its heading; never brought in"
    if says(heading, "free text"):
        return "free text, by its heading; never brought in"
    return "the profile does not read it"
