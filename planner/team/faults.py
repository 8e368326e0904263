"""Everything wrong with a workbook, collected so that one reading tells all of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from geodata.errors import BadInput

_SHOWN = 40


class WorkbookFaults(BadInput):
    """A workbook that cannot be used yet.

    Attributes
    ----------
    faults
        One sentence or two each: sheet, row, column, what was found and what to write instead.
    """

    def __init__(self, file: str, faults: tuple[str, ...]) -> None:
        self.file = file
        self.faults = faults
        shown = [
            fault if len(faults) == 1 else f"({n}) {fault}" for n, fault in enumerate(faults[:_SHOWN], 1)
        ]
        if len(faults) > _SHOWN:
            shown.append(f"And {len(faults) - _SHOWN} more.")
        count = "1 thing" if len(faults) == 1 else f"{len(faults)} things"
        super().__init__(f"{file} has {count} to put right. {' '.join(shown)}")


@dataclass(slots=True)
class Faults:
    """A growing list of faults; `raise_any` ends the reading when there is one."""

    file: str
    found: list[str] = field(default_factory=list)

    def add(self, sheet: str, message: str, row: int | None = None, column: str | None = None) -> None:
        """Note a fault with where it stands."""
        where = f"Sheet {sheet}"
        if row is not None:
            where += f", row {row}"
        if column is not None:
            where += f", column {column}"
        self.found.append(f"{where}: {message}")

    def raise_any(self) -> None:
        """Raise `WorkbookFaults` when anything was noted."""
        if self.found:
            raise WorkbookFaults(self.file, tuple(self.found))
