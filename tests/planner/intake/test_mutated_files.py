"""The files of the corpus, broken by chance: no traceback, no hang, no row lost."""

from __future__ import annotations

import contextlib
import random
import time
import zipfile
from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.intake import propose_profile
from planner.intake.guards import Limits
from tests.planner.intake.builders import make_intake
from tests.planner.intake.corpus import CORPUS, Mess
from tests.planner.intake.corpus_formats import FORMATS

ALL = (*CORPUS, *FORMATS)
LONGEST_S = 5.0
# Small, so that a mutation that says "a thousand million" is refused early rather than waited for.
LIMITS = Limits(max_bytes=64 << 20, max_workbook_bytes=16 << 20, max_rows=20_000)
TOKENS = (
    b'"', b",", b";", b"\t", b"\n", b"\r\n", b"\0", b"\xff", b"\xfe\xff", b"<", b">", b"&", b"]]>", b"{", b"}", b"[",
    b"]", b"null", b"NaN", b"-", b"1e999", b"99999999999999999999", b"31/02/2026", b"24:60", b"=1+1", b"<!DOCTYPE x>",
    b"\xc3\x28", b"table:number-rows-repeated=\"999999999\"", b"\\u0000", b"\xe2\x80\xae", b"PK\x03\x04", b"\x1f\x8b",
)  # fmt: skip


def mutate(content: bytes, rng: random.Random) -> bytes:
    """A few slips: bytes changed, cut, doubled, moved, or a token put in."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        at = rng.randrange(len(data) + 1)
        size = min(rng.choice((1, 1, 4, 30, 300)), len(data) - at)
        slip = rng.randrange(6)
        if slip == 0 and at < len(data):
            data[at] = rng.randrange(256)
        elif slip == 1:
            del data[at : at + size]
        elif slip == 2:
            data[at:at] = data[at : at + size]
        elif slip == 3:
            piece = bytes(data[at : at + size])
            del data[at : at + size]
            to = rng.randrange(len(data) + 1)
            data[to:to] = piece
        elif slip == 4:
            data[at:at] = rng.choice(TOKENS)
        else:
            del data[at:]
    return bytes(data)


def mutate_inside(content: bytes, rng: random.Random, path: Path) -> bytes:
    """As `mutate`, but of one member of an archive, so that the archive itself stays whole."""
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chosen = rng.choice(sorted(members))
    members[chosen] = mutate(members[chosen], rng)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in members.items():
            archive.writestr(name, inner)
    return path.read_bytes()


def check_mutations(count: int, seed: int, folder: Path) -> int:
    """Break so many files and bring each in; how many came in nonetheless."""
    rng = random.Random(seed)
    originals: list[tuple[Mess, bytes]] = []
    for number, mess in enumerate(ALL):
        content = mess.write(folder / f"{number}.csv").read_bytes()
        if len(content) < 200_000:
            originals.append((mess, content))
    came_in = 0
    path, scratch = folder / "mutated", folder / "scratch"
    for number in range(count):
        mess, content = originals[number % len(originals)]
        is_archive = content.startswith(b"PK") and rng.random() < 0.7
        try:
            broken = mutate_inside(content, rng, scratch) if is_archive else mutate(content, rng)
        except (zipfile.BadZipFile, ValueError, IndexError):
            broken = mutate(content, rng)
        path.write_bytes(broken)
        begun = time.process_time()
        said = f"mutation {number} of {mess.name!r}, seed {seed}"
        with contextlib.suppress(BadInput):
            intake = make_intake(path, mess.profile, limits=LIMITS)
            came_in += 1
            steps = intake.steps[-1]
            assert steps.rows_out == len(intake.incidents), said
            assert intake.rows == len(intake.incidents) + len(intake.duplicates) + len(intake.review) + len(
                intake.rejected
            ), said
        with contextlib.suppress(BadInput):
            propose_profile(path, limits=LIMITS)
        assert time.process_time() - begun < LONGEST_S, said
    return came_in


def test_three_hundred_broken_files_leave_no_traceback_and_lose_no_row(tmp_path: Path) -> None:
    assert check_mutations(300, 4, tmp_path) > 60


@pytest.mark.slow
def test_ten_thousand_broken_files_leave_no_traceback_and_lose_no_row(tmp_path: Path) -> None:
    assert check_mutations(10_000, 2026, tmp_path) > 2_000
