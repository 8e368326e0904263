"""Rows made clean, a batch at a time, in named steps: separate, screen, categorise, identify, date, place.

Each step takes rows out with a reason; what is left after the last is an incident. No step sees a column that the
profile does not name.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from geodata.errors import BadInput
from planner.intake.answers import NO_ANSWERS, Answered, Answers
from planner.intake.batch import Batch, Heaps, separate
from planner.intake.date_words import Unreadable
from planner.intake.frames import Row, draft, incident_id, incidents_frame, short_hash
from planner.intake.heading_words import why_unread
from planner.intake.headings import Layout
from planner.intake.kinds import kind_of
from planner.intake.locating import Locator
from planner.intake.other_references import quoted_in
from planner.intake.placing import LONGEST_TEXT, Area, Fault, Places, snap_name
from planner.intake.profiles import CategoryRule, Profile, YouthRelated
from planner.intake.result import Duplicate, Rejected, ReviewEntry
from planner.intake.screening import screen
from planner.intake.text_table import Record
from planner.intake.times import TimeCells, TimeWindow, read_window, time_rules

# More distinct times than this are forgotten and read again, rather than held.
_REMEMBER = 200_000
_LONGEST_KEY = 80
_LONGEST_PARTNER = 60
_SCREENED = ("location", "postcode", "category", "id", "partner", "other_id")
# A fault of one of these is a fault of the words, not of coordinates.
WORD_FIELDS = ("location", "postcode")
_DISCOVERED = "discovered, not reported: such rows never count as reports"


class Cleaner:
    """Cleans the rows of one table; several tables of one file share their heaps.

    `sha256` makes identities for rows that have none of their own; `known_keys` are the identities already in the
    store; `answers` what people have said of words that could not be placed.
    """

    def __init__(
        self,
        layout: Layout,
        member: str,
        heaps: Heaps,
        *,
        geocoder: Places,
        area: Area,
        sha256: str,
        known_keys: frozenset[str],
        today: dt.date,
        answers: Answers = NO_ANSWERS,
    ) -> None:
        self._layout, self._member, self._heaps = layout, member, heaps
        self._profile: Profile = layout.profile
        self._locator = Locator(self._profile, area, geocoder, answers)
        self._sha256, self._known = sha256, known_keys
        self._rules = time_rules(self._profile, area.time_zone, today)
        self._windows: dict[tuple[object, ...], TimeWindow | Unreadable] = {}
        self._is_first = True
        self._snap_names: dict[str, str] = {}
        used = {place for places in layout.index.values() for place in places}
        self._unread = {
            place: why_unread(heading) for place, heading in enumerate(layout.headings) if place not in used
        }

    def clean(self, records: Sequence[Record]) -> None:
        """Take a batch of rows through every step."""
        heaps, sizes = self._heaps, self._heaps.sizes()
        batch = separate(records, self._layout, self._member, heaps)
        heaps.tally("separate", sizes)
        if not len(batch):
            return
        self._drop(batch)
        self._screen(batch)
        sizes = heaps.sizes()
        rules = self._categorise(batch)
        heaps.tally("categorise", sizes)
        sizes = heaps.sizes()
        keys = self._identify(batch)
        heaps.tally("identify", sizes)
        windows = self._date(batch)
        self._place(batch, rules, keys, windows)

    def _drop(self, batch: Batch) -> None:
        """Count what is left behind in the columns that nothing reads."""
        for place, reason in self._unread.items():
            if held := batch.held(place):
                self._heaps.dropped[
                    self._layout.headings[place] or f"(column {place + 1}, no heading)", reason
                ] += held

    def _screen(self, batch: Batch) -> None:
        """Count what looks like details of people; refuse a profile that maps a column full of them."""
        for name in _SCREENED:
            if not batch.has(name):
                continue
            texts = Counter(batch.texts(name))
            texts.pop("", None)
            hits: Counter[str] = Counter()
            for text, times in texts.items():
                for what in screen(text)[1]:
                    hits[what] += times
            heading = self._heading(name)
            for what, times in hits.items():
                if self._is_first and times > max(3, 0.5 * texts.total()):
                    raise BadInput(
                        f"The column {heading!r} seems to hold {what}, which are never brought in. "
                        f"Map another column to {name} in the profile {self._profile.name}; nothing was brought in."
                    )
                self._heaps.noticed[f"{heading!r} seems to hold {what} there, which were taken out"] += times
                self._heaps.dropped[heading, f"{what}, taken out of the cells that are read"] += times
                self._heaps.taken["screen", "changed"] += times
        self._is_first = False

    def _categorise(self, batch: Batch) -> list[CategoryRule]:
        """What each row's category and youth column mean; discovered rows are refused."""
        categories, youths = batch.texts("category"), batch.texts("youth")
        meaning = {word: self._category(word) for word in set(categories)}
        said = {word: self._youth(word) for word in set(youths)}
        default = self._profile.youth_default
        both = list(zip(categories, youths, strict=True))
        known = {
            (word, youth): CategoryRule(
                meaning[word].kind, said[youth] or meaning[word].youth_related or default
            )
            for word, youth in set(both)
        }
        if any(rule.discovered for rule in meaning.values()):
            for i, word in enumerate(categories):
                if meaning[word].discovered:
                    batch.open[i] = False
                    self._reject(batch.numbers[i], "category", _DISCOVERED)
        return [known[pair] for pair in both]

    def _category(self, word: str) -> CategoryRule:
        return self._profile.categories.get(word.casefold()) or CategoryRule(kind_of(word[:LONGEST_TEXT]))

    def _youth(self, word: str) -> YouthRelated | None:
        folded = word.casefold()
        if folded in self._profile.youth_yes:
            return "yes"
        return "no" if folded in self._profile.youth_no else None

    def _identify(self, batch: Batch) -> list[str | None]:
        """The partner's identity of each row, None without; rows already in the store are duplicates."""
        space = self._profile.key_space
        keys: list[str | None] = []
        for i, word in enumerate(batch.texts("id")):
            key = f"{space}:{_safe_id(word)}" if word else None
            keys.append(key)
            if key in self._known and key is not None and batch.open[i]:
                batch.open[i] = False
                self._heaps.duplicates.append(Duplicate(batch.numbers[i], incident_id(key), self._member))
        return keys

    def _date(self, batch: Batch) -> list[TimeWindow | Unreadable]:
        """When each row happened, or why that cannot be read."""
        found: list[TimeWindow | Unreadable] = []
        columns = (batch.cells(name) for name in TimeCells._fields)
        for i, key in enumerate(zip(*columns, strict=True)):
            window = self._windows.get(key)
            if window is None:
                if len(self._windows) >= _REMEMBER:
                    self._windows.clear()
                window = self._windows[key] = self._window(TimeCells(*key))
            found.append(window)
            if isinstance(window, TimeWindow) and window.odd and batch.open[i]:
                self._heaps.noticed[window.odd] += 1
                self._heaps.taken["date", "changed"] += 1
        return found

    def _window(self, cells: TimeCells) -> TimeWindow | Unreadable:
        try:
            return read_window(cells, self._rules)
        except Unreadable as error:
            return error
        except (OverflowError, ValueError):
            # Numbers beyond any calendar.
            return Unreadable("start", "the date cannot be read. Write it like 12/03/2026 16:05")

    def _place(
        self,
        batch: Batch,
        rules: Sequence[CategoryRule],
        keys: Sequence[str | None],
        windows: Sequence[TimeWindow | Unreadable],
    ) -> None:
        """Where each row was; rows with a time and a place become incidents."""
        dated = {i for i, window in enumerate(windows) if isinstance(window, TimeWindow)}
        partners = self._partners(batch)
        found = self._locator.locate(batch, dated, partners)
        quoted = quoted_in(batch.texts("other_id") if batch.has("other_id") else [""] * len(batch))
        kept: list[Row] = []
        sizes = self._heaps.sizes()
        before_dates = {heap: self._heaps.taken["date", heap] for heap in ("review", "rejected")}
        for i, window in enumerate(windows):
            if not batch.open[i]:
                continue
            number, key = batch.numbers[i], keys[i]
            identity = incident_id(key or f"{self._sha256}:{self._member}:{number}")
            row = Row(i, number, identity, key, rules[i], window, partners[i], quotes=quoted[i])  # type: ignore[arg-type]
            if found.placed[i] and i in dated:
                named = self._snap_name(found.words[i])
                kept.append(row._replace(place_text=named) if named else row)
                continue
            fault = found.fault(i)
            if isinstance(window, Unreadable):
                if fault is None or not fault.elsewhere:
                    fault = Fault(window.field, str(window))
                undated = self._heaps.sizes()
                self._set_aside(number, fault, found.words[i], None, partners[i])
                self._heaps.tally("date", undated)
                continue
            said = found.answered.get(i)
            if fault is not None:
                rest = draft(row, self._member)
                self._set_aside(number, fault, found.words[i], rest, partners[i], said)
            else:
                kept.append(row._replace(location=found.locations[i], answer_id=said.id if said else None))
        self._heaps.tally("place", sizes)
        for heap in ("review", "rejected"):
            # What had no time was counted under its own step.
            self._heaps.taken["place", heap] -= self._heaps.taken["date", heap] - before_dates[heap]
        if kept:
            self._heaps.frames.append(incidents_frame(kept, found.points, self._member))

    def _snap_name(self, words: str) -> str:
        if not self._profile.snap_names:
            return ""
        name = self._snap_names.get(words)
        if name is None:
            if len(self._snap_names) >= _REMEMBER:
                self._snap_names.clear()
            name = self._snap_names[words] = snap_name(words)
        return name

    def _partners(self, batch: Batch) -> list[str]:
        """Who reported each row: the file's column where the profile has one."""
        names, own = self._profile.partners, self._profile.partner
        texts = batch.texts("partner")
        said = {
            word: names.get(word.casefold(), screen(word)[0][:_LONGEST_PARTNER]) or own for word in set(texts)
        }
        return [said[word] for word in texts]

    def _set_aside(
        self,
        number: int,
        fault: Fault,
        text: str,
        rest: Mapping[str, object] | None,
        partner: str,
        said: Answered | None = None,
    ) -> None:
        if fault.elsewhere and said is not None:
            column = self._heading(fault.field)
            self._heaps.rejected.append(
                Rejected(number, column, fault.reason, self._member, said.id, text, rest)
            )
            return
        if fault.elsewhere:
            self._reject(number, fault.field, fault.reason)
            return
        # A text too long to be a place is free text, and is not kept.
        shown = text if len(text) <= LONGEST_TEXT else ""
        column = self._heading(fault.field)
        self._heaps.review.append(
            ReviewEntry(
                number,
                column,
                fault.reason,
                shown,
                fault.alternatives,
                rest,
                self._member,
                partner,
                by_words=rest is not None and fault.field in WORD_FIELDS,
            )
        )

    def _reject(self, number: int, name: str, reason: str) -> None:
        self._heaps.rejected.append(Rejected(number, self._heading(name), reason, self._member))

    def _heading(self, name: str) -> str:
        """A field as the file calls it."""
        return ", ".join(self._layout.headings[place] for place in self._layout.index.get(name, ()))


def _safe_id(word: str) -> str:
    # An identity that looks like a person's details, or like a text, is kept as a hash alone.
    return short_hash(word) if len(word) > _LONGEST_KEY or screen(word)[1] else word
