"""What was planted in the sample is found, from partners' files to hotspots."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.planted import bring_in_sample, recovery


@pytest.mark.parametrize(
    "seed", [4711, pytest.param(31337, marks=pytest.mark.slow), pytest.param(271828, marks=pytest.mark.slow)]
)
def test_eleven_of_twelve_are_found_and_at_most_one_in_the_top_twelve_is_none(
    seed: int, tmp_path: Path
) -> None:
    outreach, sample = bring_in_sample(seed, tmp_path)
    result = recovery(sample, outreach.find_hotspots())
    outreach.store.close()
    assert len(sample.planted) == 12
    assert result.found >= 11
    assert result.strays <= 1
