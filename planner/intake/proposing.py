"""A profile proposed for a file that none knows: what each column is, by its heading and its contents, and why.

Nothing here reads a whole file: the first rows are looked at, and what they hold never leaves this module but as
shares, bounds and the words of a few categories.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from geodata.errors import BadInput
from planner.intake.column_look import ColumnLook, look_at
from planner.intake.guards import LIMITS, Limits
from planner.intake.heading_words import names_person, says
from planner.intake.kinds import kind_of
from planner.intake.placing import Area
from planner.intake.profiles import AS_FOUND, NO_WORDS, YES_WORDS, YouthRelated, normal_heading, refusal_of
from planner.intake.proposal import UNNAMED_PARTNER, CategoryChoice, Choice, DroppedChoice, ProposedProfile
from planner.intake.proposing_places import choose_places
from planner.intake.proposing_references import choose_references
from planner.intake.proposing_times import choose_times
from planner.intake.screening import screen
from planner.intake.sources import Refused, Table, open_tables
from planner.intake.text_table import Record

LOOK_AT_ROWS = 400
_HEADINGS_WITHIN = 30
_MOST_CATEGORIES = 60
_YOUTH_YES = re.compile(
    r"youth|young|\bjuv|teen|school ?(child|kid|age)|child|kids?\b|pupil|minor|under ?-?1[68]|\bu1[68]|student",
    re.I,
)
_YOUTH_NO = re.compile(r"adult|over ?-?18|elderly|older|pensioner", re.I)
_AGES = re.compile(r"(\d{1,2}) ?(?:-|to) ?(\d{1,2})$")
_UNSURE = frozenset(
    {"unknown", "not known", "not sure", "unsure", "mixed", "don't know", "n/k", "nk", "maybe"}
)
_DISCOVERED = re.compile(
    r"stop (and|&) search|stop check|stop and account|\barrest|\bpatrol|warrant|proactive|drugs? find", re.I
)


@dataclass(frozen=True, slots=True)
class _Sample:
    headings: tuple[str, ...]
    header_row: int
    rows: list[Sequence[object]]


def propose_profile(
    path: Path | str,
    *,
    name: str | None = None,
    partner: str = "",
    area: Area | None = None,
    limits: Limits = LIMITS,
) -> ProposedProfile:
    """Propose how to read a file of reports.

    Parameters
    ----------
    path
        Any file that `bring_in` reads.
    name
        What to call the file, where its path is not its name.
    partner
        Who sent it, if that is known.
    area
        Our area, to say how many points lie in it.

    Raises
    ------
    BadInput
        When the file holds no table, or none with rows.
    """
    path = Path(path)
    label = name or path.name
    refused: list[Refused] = []
    for tables in open_tables(path, label, AS_FOUND, refused, limits):
        for table in tables:
            sample = _sample(table)
            if sample is not None:
                return _propose(sample, label, partner, area)
    if refused:
        raise BadInput(refused[0].reason)
    raise BadInput(f"{label} has no row of headings with rows below it. Check the export that made it.")


def _sample(table: Table) -> _Sample | None:
    """The headings and the first rows of a table, None when it has none."""
    first: list[Record] = list(islice(table, _HEADINGS_WITHIN))
    at = _headings_at(first)
    if at is None:
        return None
    headings = tuple(" ".join(str(cell or "").split())[:200] for cell in first[at].cells)
    rest = [*first[at + 1 :], *islice(table, LOOK_AT_ROWS - len(first))]
    width = len(headings)
    rows: list[Sequence[object]] = [
        list(one.cells[:width]) + [None] * (width - len(one.cells)) for one in rest if any(one.cells)
    ]
    return _Sample(headings, first[at].number, rows) if rows else None


def _headings_at(records: Sequence[Record]) -> int | None:
    """The first row that is nearly as wide as any, all words, no two alike."""
    filled = [sum(cell not in (None, "") for cell in one.cells) for one in records]
    widest = max(filled, default=0)
    for at, (one, count) in enumerate(zip(records, filled, strict=True)):
        texts = [cell.strip() for cell in one.cells if isinstance(cell, str) and cell.strip()]
        numeric = sum(text.replace(".", "", 1).replace("/", "").replace(":", "").isdigit() for text in texts)
        is_words = len(texts) == count and not numeric and len({t.casefold() for t in texts}) == len(texts)
        if count >= max(2, 0.6 * widest) and is_words:
            return at
    return None


def _propose(sample: _Sample, label: str, partner: str, area: Area | None) -> ProposedProfile:
    refused = refusal_of(sample.headings) or _says_discovered(sample.headings)
    cells = list(zip(*sample.rows, strict=True))
    columns = [
        look_at(heading, column)
        for heading, column in zip(sample.headings, cells, strict=True)
        if heading and [normal_heading(h) for h in sample.headings].count(normal_heading(heading)) == 1
    ]
    choices, settings, questions = choose_times(columns)
    where, more_settings, more_questions = choose_places(columns, area)
    choices, settings, questions = choices + where, settings + more_settings, questions + more_questions
    left = _left(columns, choices)
    category = _choose_category(left)
    if category is not None:
        choices.append(category)
    youth, yes, no = _choose_youth(_left(columns, choices))
    if youth is not None:
        choices.append(youth)
    identity, quoted = choose_references(_left(columns, choices))
    choices = [*([identity] if identity else []), *choices, *([quoted] if quoted else [])]
    by_heading = {one.heading: one for one in columns}
    categories = _categories(by_heading[category.headings[0]]) if category is not None else []
    questions += _ask(category, categories, youth, identity, partner)
    return ProposedProfile(
        file=label,
        partner=partner or UNNAMED_PARTNER,
        choices=tuple(choices),
        settings=tuple(settings),
        categories=tuple(categories),
        youth_yes=tuple(yes),
        youth_no=tuple(no),
        dropped=tuple(DroppedChoice(one.heading, _why_dropped(one)) for one in _left(columns, choices)),
        questions=tuple(questions),
        header_row=sample.header_row or None,
        refused=refused or "",
        rows_looked_at=len(sample.rows),
    )


def _says_discovered(headings: Sequence[str]) -> str | None:
    found = [heading for heading in headings if says(heading, "discovered")]
    if len(found) < 2:
        return None
    return (
        f"its columns {', '.join(map(repr, found[:3]))} are of stops, searches or arrests, which are "
        "discovered and not reported: such rows never count as reports. Ask for the reports that people made"
    )


def _left(columns: Sequence[ColumnLook], choices: Sequence[Choice]) -> list[ColumnLook]:
    taken = {heading for choice in choices for heading in choice.headings}
    return [one for one in columns if one.heading not in taken]


def _is_text(one: ColumnLook) -> bool:
    """Whether a column holds short words of no other part."""
    return bool(
        one.filled
        and not one.numbers
        and not one.is_prose
        and max(one.dates, one.clocks, one.postcodes) < 0.5
    )


def _choose_category(columns: Sequence[ColumnLook]) -> Choice | None:
    best: tuple[float, ColumnLook, float] | None = None
    for one in columns:
        if not _is_text(one) or names_person(one.heading) or says(one.heading, "area") or one.personal:
            continue
        if len(one.values) > max(12, 0.5 * one.filled) or len(one.values) > _MOST_CATEGORIES:
            continue
        known = sum(times for word, times in one.values.items() if kind_of(word) != "other") / one.filled
        named = says(one.heading, "category")
        score = 0.5 * named + 0.5 * known + 0.01 * min(len(one.values), 10)
        if score > 0.35 and (best is None or score > best[0]):
            best = score, one, known
    if best is None:
        return None
    score, one, known = best
    share = f"{100 * known:.0f}% of its cells name kinds we know"
    why = f"{one.heading!r} has {len(one.values)} different values, and {share}"
    return Choice("category", (one.heading,), min(0.95, score), why)


def _categories(one: ColumnLook) -> list[CategoryChoice]:
    return [
        CategoryChoice(
            word,
            kind_of(word),
            "yes" if _YOUTH_YES.search(word) else None,
            _DISCOVERED.search(word) is not None,
            times,
        )
        for word, times in one.values.most_common(_MOST_CATEGORIES)
        if word and not screen(word)[1]
    ]


def _choose_youth(columns: Sequence[ColumnLook]) -> tuple[Choice | None, list[str], list[str]]:
    best: tuple[float, ColumnLook, dict[str, YouthRelated | None]] | None = None
    for one in columns:
        if not one.filled or len(one.values) > 20 or one.is_prose:
            continue
        meaning = {word: _youth_of(word) for word in one.values}
        read = sum(times for word, times in one.values.items() if meaning[word] or word.casefold() in _UNSURE)
        told = any(_YOUTH_YES.search(word) or _AGES.match(word) for word in one.values)
        named = says(one.heading, "youth")
        score = 0.5 * (read / one.filled) + 0.3 * named + 0.2 * told
        if (named or told) and read > 0.6 * one.filled and (best is None or score > best[0]):
            best = score, one, meaning
    if best is None:
        return None, [], []
    score, one, meaning = best
    own = {word: said for word, said in meaning.items() if word.casefold() not in YES_WORDS | NO_WORDS}
    yes = [word for word, said in own.items() if said == "yes"]
    no = [word for word, said in own.items() if said == "no"]
    why = f"{one.heading!r} says yes, no or nothing about young people in each row"
    return Choice("youth", (one.heading,), min(0.95, score), why), yes, no


def _youth_of(word: str) -> YouthRelated | None:
    folded = word.strip().casefold()
    if ages := _AGES.match(folded):
        return "yes" if int(ages[2]) < 18 else "no" if int(ages[1]) >= 18 else None
    if folded in YES_WORDS or _YOUTH_YES.search(word):
        return "yes"
    return "no" if folded in NO_WORDS or _YOUTH_NO.search(word) else None


def _ask(
    category: Choice | None,
    categories: Sequence[CategoryChoice],
    youth: Choice | None,
    identity: Choice | None,
    partner: str,
) -> list[str]:
    questions = [] if partner else ["Who sent this file? Write the partner's name."]
    if category is None:
        questions.append("No column was found that says what kind of thing happened. Is there one?")
    unknown = [one for one in categories if one.kind == "other" and not one.discovered]
    if unknown:
        listed = ", ".join(f"{one.word!r} ({one.rows} rows)" for one in unknown[:8])
        questions.append(f"Which of our kinds are these categories? {listed}")
    if youth is None:
        questions.append("No column says whether young people were involved. It is taken as unknown.")
    if identity is None:
        questions.append(
            "No column holds the partner's own reference, so the same report sent twice counts twice. Is there one?"
        )
    return questions


def _why_dropped(one: ColumnLook) -> str:
    if not one.filled:
        return "it is empty"
    if one.personal:
        return f"it seems to hold {' and '.join(one.personal)}, which are never brought in"
    if names_person(one.heading):
        return "its heading says that it holds details of people, which are never brought in"
    if one.is_prose or says(one.heading, "free text"):
        return "it holds free text, which is never brought in"
    return "nothing here needs it"
