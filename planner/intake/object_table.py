"""Records of objects with named fields, as JSON and XML hold them: the union of their names stands for the headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from geodata.errors import BadInput
from planner.intake.guards import LIMITS, Limits
from planner.intake.text_table import Record

# An object by field, or why it could not be read.
Found = Mapping[str, object] | str


class ObjectTable(Iterator[Record]):
    """Objects as the rows of a table: the headings as row 0, then each object under its number, from 1.

    Fields that an object leaves out are empty cells.

    Raises
    ------
    BadInput
        When there is no object, or they have more names than a table has columns.
    """

    def __init__(self, found: Iterable[Found], member: str, name: str, limits: Limits = LIMITS) -> None:
        self.member = member
        self.width: int | None = None
        self.other_sheets: tuple[str, ...] = ()
        self._found = list(found)
        names: dict[str, None] = {}
        for one in self._found:
            if isinstance(one, Mapping):
                names.update(dict.fromkeys(one))
                if len(names) > limits.max_columns:
                    raise BadInput(
                        f"The records in {name} have more than {limits.max_columns:,} different fields. "
                        "Save the table as CSV; nothing was brought in."
                    )
        if not self._found:
            raise BadInput(f"{name} has no rows. Check the export that made it; nothing was brought in.")
        self._names = tuple(names)
        self._next = -1

    def __next__(self) -> Record:
        self._next += 1
        if self._next == 0:
            return Record(0, list(self._names))
        if self._next > len(self._found):
            raise StopIteration
        one = self._found[self._next - 1]
        if isinstance(one, str):
            return Record(self._next, [], one)
        return Record(self._next, [one.get(name) for name in self._names])
