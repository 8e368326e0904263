"""Which column is the partner's own reference, and which quotes another partner's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.intake.column_look import ColumnLook
from planner.intake.heading_words import names_person, says, words_of
from planner.intake.other_references import key_of
from planner.intake.proposal import Choice

_ARE_REFERENCES = 0.8
_MOSTLY_FILLED = 0.9


def choose_references(columns: Sequence[ColumnLook]) -> tuple[Choice | None, Choice | None]:
    """The columns of the report's own reference and of the police's that it quotes, where there are such.

    A column called "CAD" is a police file's own reference and a council's quotation: it is the former only when it is
    filled in nearly everywhere and no other column could be.
    """
    rows = max((one.filled for one in columns), default=0)
    own = sorted(_references(columns, rows), key=_quotes)
    identity = None
    if own:
        why = f"{own[0].heading!r} is different in every row, and its heading calls it a reference"
        identity = Choice("id", (own[0].heading,), 0.9, why)
    for one in columns:
        if one in own[:1] or not _quotes(one) or not one.filled or one.is_prose or one.personal:
            continue
        like = sum(times for text, times in one.values.items() if key_of(text)) / one.filled
        if like >= _ARE_REFERENCES and max(one.dates, one.clocks, one.postcodes) <= 0.5:
            why = f"{one.heading!r} calls itself the police's reference; a report that shares it is the same incident"
            return identity, Choice("other_id", (one.heading,), 0.8, why)
    return identity, None


def _quotes(one: ColumnLook) -> bool:
    return says(one.heading, "police reference")


def _references(columns: Sequence[ColumnLook], rows: int) -> Iterator[ColumnLook]:
    """Columns that are different in every row and call themselves a reference."""
    for one in columns:
        if one.filled < 2 or one.distinct < 0.98 or one.is_prose or one.mean_words > 3 or one.personal:
            continue
        if _quotes(one) and one.filled < _MOSTLY_FILLED * rows:
            continue
        if names_person(one.heading) or says(one.heading, "place"):
            continue
        if max(one.dates, one.clocks, one.postcodes) > 0.5:
            continue
        if says(one.heading, "id") or words_of(one.heading) in ("", "#"):
            yield one
