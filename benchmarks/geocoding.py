"""Score the geocoder on labelled cases, kind by kind, beside its rivals with `--rival`.

    python benchmarks/geocoding.py CASES.csv --boundary BOUNDARY.geojson PLACES.csv ... [--rival]

CASES has columns id, text, lon, lat, kind, tol_m; a case without lon and lat must not be placed. Every kind is
scored by answers within `tol_m` of the truth, refusals, answers within their own radius, and answers over a
kilometre out; then by kind again for the cases whose name the gazetteer has, in five folds, reliability (stated
confidence against outcome), and speed.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from geodata.gazetteer import Gazetteer
from geodata.geocode import Geocoder
from geodata.geocode.index import NameIndex
from geodata.location import Location
from geodata.names import words
from geodata.study_area import StudyArea, area_from_boundary_file, area_from_name


@dataclass(frozen=True)
class Case:
    """A text with its true point, or None when it must not be placed."""

    id: str
    text: str
    kind: str
    lon: float | None
    lat: float | None
    tol_m: float
    base: str


@dataclass(frozen=True)
class Outcome:
    """How one answer compares with the truth; `off_m` is None for a refusal or where there is no truth."""

    case: Case
    answer: Location
    off_m: float | None

    @property
    def is_right(self) -> bool:
        """Within tolerance; for what must not be placed, refused or believed no more than a half."""
        if self.case.lon is None:
            return not self.answer.is_placed or self.answer.confidence <= 0.5
        return self.off_m is not None and self.off_m <= self.case.tol_m

    @property
    def is_within_radius(self) -> bool:
        """Whether the truth lies within the answer's own radius."""
        return self.off_m is not None and self.off_m <= (self.answer.radius_m or 0)


def read_cases(path: Path) -> list[Case]:
    """The labelled cases of a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [
            Case(
                row["id"], row["text"], row["kind"],
                float(row["lon"]) if row["lon"] else None, float(row["lat"]) if row["lat"] else None,
                float(row["tol_m"] or 0), row.get("base", ""),
            )
            for row in csv.DictReader(stream)
        ]  # fmt: skip


def compare(geocoder: Geocoder, cases: list[Case]) -> list[Outcome]:
    """Geocode every case and measure how far off it is, in metres."""
    answers = geocoder.geocode_many([case.text for case in cases])
    found = []
    for case, answer in zip(cases, answers, strict=True):
        point = (answer.x, answer.y) if answer.x is not None and answer.y is not None else None
        found.append(Outcome(case, answer, off_m(geocoder.area, case, point)))
    return found


def score_line(name: str, outcomes: list[Outcome]) -> str:
    """One line of the table."""
    size = len(outcomes)
    placed = [o for o in outcomes if o.off_m is not None]
    right = sum(o.is_right for o in outcomes)
    within = sum(o.is_within_radius for o in placed)
    far = sum(o.off_m > 1000 for o in placed if o.off_m is not None)
    radii = [o.answer.radius_m or 0.0 for o in placed]
    return (
        f"{name:<30}{size:>5}{right / size:>8.1%}{1 - len(placed) / size:>9.1%}"
        f"{within / len(placed) if placed else float('nan'):>9.1%}"
        f"{far / len(placed) if placed else float('nan'):>8.1%}"
        f"{np.median(radii) if radii else float('nan'):>8.0f}"
    )


def print_scores(outcomes: list[Outcome]) -> None:
    """The table by kind, and the reliability of the confidences."""
    by_kind = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.case.kind].append(outcome)
    print(f"{'kind':<30}{'rows':>5}{'right':>8}{'refused':>9}{'in radius':>9}{'>1 km':>8}{'radius':>8}")
    for kind, found in sorted(by_kind.items()):
        print(score_line(kind, found))
    print(score_line("all", outcomes))


def names_in(text: str, keys: Container[str]) -> list[str]:
    """The gazetteer's names in a text, longest first at each place."""
    found, at, tokens = [], 0, words(text)
    while at < len(tokens):
        ends = range(len(tokens), at, -1)
        end = next((end for end in ends if " ".join(tokens[at:end]) in keys), None)
        if end is not None:
            found.append(" ".join(tokens[at:end]))
        at = end or at + 1
    return found


def has_names(case: Case, index: NameIndex) -> bool:
    """Whether the gazetteer has the names a case needs: both streets of a junction, the landmark of a landmark."""
    keys = {*index.landmarks, *index.stops} if case.kind == "landmark" else index.streets.keys()
    return len(names_in(case.base or case.text, keys)) >= (2 if case.kind == "junction" else 1)


def print_named(outcomes: list[Outcome], index: NameIndex) -> None:
    """The scores of the kinds that need a name, where the gazetteer has it: what is not there is rightly refused."""
    print("\nwhere the gazetteer has the name")
    for kind in ("street only", "misspelt", "junction", "landmark", "full address (no postcode)"):
        found = [o for o in outcomes if o.case.kind == kind and has_names(o.case, index)]
        if found:
            print(score_line(kind, found))


def print_reliability(outcomes: list[Outcome]) -> None:
    """How often the truth lies within the radius, by stated confidence."""
    print("\nconfidence    answers   mean stated   within radius")
    edges = [0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01]
    for low, high in pairwise(edges):
        band = [o for o in outcomes if o.off_m is not None and low <= o.answer.confidence < high]
        if band:
            share = sum(o.is_within_radius for o in band) / len(band)
            stated = float(np.mean([o.answer.confidence for o in band]))
            print(f"{low:.2f}-{min(high, 1):.2f}{len(band):>12}{stated:>14.2f}{share:>16.1%}")


def print_folds(outcomes: list[Outcome], index: NameIndex, folds: int = 5) -> None:
    """Right answers in each of five folds, by kind, cases of one street in one fold."""
    group_of = {
        o.case.id: next(iter(names_in(o.case.base or o.case.text, index.streets)), o.case.base or o.case.id)
        for o in outcomes
    }
    fold_of = {group: number % folds for number, group in enumerate(sorted(set(group_of.values())))}
    by_kind: dict[str, list[list[bool]]] = defaultdict(lambda: [[] for _ in range(folds)])
    for o in outcomes:
        for kind in (o.case.kind, "all"):
            by_kind[kind][fold_of[group_of[o.case.id]]].append(o.is_right)
    print(f"\n{'five folds grouped by street':<30}{'plain':>8}{'least':>8}{'most':>8}   each")
    for kind in [*sorted(by_kind.keys() - {"all"}), "all"]:
        shares = [sum(fold) / len(fold) for fold in by_kind[kind] if fold]
        plain = [right for fold in by_kind[kind] for right in fold]
        each = " ".join(f"{share:.0%}" for share in shares)
        line = f"{kind:<30}{sum(plain) / len(plain):>8.1%}{min(shares):>8.1%}{max(shares):>8.1%}   {each}"
        print(line)


def more_cases(cases: list[Case], rows: int) -> list[str]:
    """Distinct texts in the cases' mix: new house numbers and coordinates, and new slips in misspelt names."""
    rng = random.Random(0)
    texts: dict[str, None] = {}
    tried = 0
    while len(texts) < rows and tried < 50 * rows:
        tried += 1
        case = cases[tried % len(cases)]
        letters = list(case.text)
        if case.kind == "misspelt":
            at = rng.randrange(1, max(2, len(letters) // 2))
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
        elif case.kind == "grid ref":
            letters = [
                rng.choice("0123456789") if c.isdigit() and n > 6 else c for n, c in enumerate(letters)
            ]
        texts["".join(letters) if rng.random() < 0.5 else f"{rng.randrange(1, 999)} {''.join(letters)}"] = (
            None
        )
    return list(texts)


def print_speed(gazetteer: Gazetteer, cases: list[Case], rows: int) -> None:
    """Distinct texts a second, by the clock and by the processor's."""
    started = time.perf_counter()
    geocoder = Geocoder(gazetteer)
    geocoder.geocode(cases[0].text)
    opened = time.perf_counter() - started
    kinds = sorted({case.kind for case in cases})
    many = more_cases(cases, rows)
    started, worked = time.perf_counter(), time.process_time()
    geocoder.geocode_many(many)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    print(
        f"\nopens in {opened:.2f} s; {rows} distinct texts in {seconds:.1f} s, {rows / seconds:,.0f} a second "
        f"({rows / worked:,.0f} a second of processor time), {memory_mb():.0f} MB at most"
    )
    for kind in kinds:
        some = more_cases([case for case in cases if case.kind == kind], max(rows // 50, 500))
        started = time.perf_counter()
        geocoder.geocode_many(some)
        print(f"  {kind:<28}{len(some) / (time.perf_counter() - started):>8,.0f} a second")


def memory_mb() -> float:
    """The most memory the process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_wrong(outcomes: Iterable[Outcome]) -> None:
    """Every answer that is not right."""
    for o in outcomes:
        if not o.is_right:
            off = "refused" if o.off_m is None else f"{o.off_m:.0f} m"
            print(
                f"{o.case.kind} | {o.case.text} | {off} | radius {o.answer.radius_m} | {o.answer.confidence} | "
                f"{o.answer.method} {o.answer.matched} | {o.answer.reason}"
            )


def off_m(area: StudyArea, case: Case, point: tuple[float, float] | None) -> float | None:
    """Metres of a point from the truth, where there are both."""
    if point is None or case.lon is None or case.lat is None:
        return None
    x, y = area.crs.to_metres(case.lon, case.lat)
    return float(np.hypot(point[0] - x, point[1] - y))


def main() -> None:
    """Read the arguments, build a gazetteer in a temporary folder, print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("cases", type=Path)
    parser.add_argument("gazetteer_files", type=Path, nargs="*")
    area = parser.add_mutually_exclusive_group(required=True)
    area.add_argument("--boundary", type=Path)
    area.add_argument("--area")
    parser.add_argument("--wrong", action="store_true", help="list the answers that are not right")
    parser.add_argument("--rival", action="store_true", help="score the rivals that are installed as well")
    parser.add_argument("--keep", type=Path, help="keep the built gazetteer here")
    parser.add_argument("--rows", type=int, default=100_000, help="texts to measure the speed with")
    arguments = parser.parse_args()
    study_area = (
        area_from_boundary_file(arguments.boundary) if arguments.boundary else area_from_name(arguments.area)
    )
    cases = read_cases(arguments.cases)
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "gazetteer.sqlite"
        gazetteer = Gazetteer.open(path, study_area)
        for file in arguments.gazetteer_files:
            if file.name not in {source.file for source in gazetteer.status()}:
                gazetteer.add(file)
        geocoder = Geocoder(gazetteer)
        outcomes = compare(geocoder, cases)
        if arguments.wrong:
            print_wrong(outcomes)
        print_scores(outcomes)
        index = NameIndex.build(gazetteer.entries(), study_area)
        print_named(outcomes, index)
        print_reliability(outcomes)
        print_folds(outcomes, index)
        if arguments.rival:
            # The rivals are beside this file, whether it is run by its path or as a module.
            sys.path.insert(0, str(Path(__file__).parent))
            from geocoding_rivals import print_rivals

            print_rivals(gazetteer, cases, [o.is_right for o in outcomes])
        print_speed(gazetteer, cases, arguments.rows)


if __name__ == "__main__":
    main()
