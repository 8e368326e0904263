"""What the clusterers cost and find, beside the packages one would otherwise take, all in one run.

Run with `python -m benchmarks.clusters [--points N]` from the repository. The rivals come with
`pip install "outreach-planner[bench]"`; one that is not installed is named and skipped.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import KernelDensity

from models.spacetime import SpaceTimeClusters

PLANTED, WEEKS = 100, 26
LINK_M, LINK_DAYS, HEAVY = 60.0, 1.0, 15


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200_000, help="points of the timing")
    parser.add_argument("--whole", action="store_true", help="give st-dbscan 50,000 points too: it takes some 13 GB")
    told = parser.parse_args()
    points = told.points
    for kind in ("snapped", "free"):
        cost(kind, borough(points, snapped=kind == "snapped"))
    find_planted(told.whole)
    ratios()


def borough(count: int, *, snapped: bool, seed: int = 0) -> NDArray[np.float64]:
    """Points over 12 by 12 km with an hour of the week: on 20,000 snap points, or each somewhere of its own."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 12_000, (20_000 if snapped else count, 2))
    if snapped:
        xy = xy.round()[rng.zipf(1.5, count) % len(xy)]
    return np.column_stack([xy, rng.integers(0, 168, count) if snapped else rng.uniform(0, 168, count)])


def planted_points(count: int = 50_000, seed: int = 1) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Points over a city and half a year, 100 clusters of 40 points among them; and whose each point is.

    Each cluster lies on one snap point, within a day or so, as near repeats in published files do.
    """
    rng = np.random.default_rng(seed)
    centre = rng.uniform(500, 29_500, (PLANTED, 2)).round()
    when = rng.uniform(5, WEEKS * 7 - 5, PLANTED)
    whose = np.repeat(np.arange(PLANTED), 40)
    inside = np.column_stack([centre[whose], rng.normal(when[whose], 0.3)])
    rest = count - len(whose)
    noise = np.column_stack([rng.uniform(0, 30_000, (rest, 2)), rng.uniform(0, WEEKS * 7, rest)])
    order = rng.permutation(count)
    return np.vstack([inside, noise])[order], np.concatenate([whose, np.full(rest, -1)])[order]


def found(labels: NDArray[np.int64], whose: NDArray[np.int64]) -> int:
    """How many planted clusters have most of their points in one cluster that holds little else."""
    count = 0
    for one in range(PLANTED):
        own = labels[whose == one]
        own = own[own >= 0]
        if len(own) >= 30:
            label = np.bincount(own).argmax()
            count += int((own == label).sum() >= 30 and (labels == label).sum() <= 60)
    return count


def cost(kind: str, rows: NDArray[np.float64]) -> None:
    """Seconds and memory of the space-time clusterer."""
    model = SpaceTimeClusters(link_m=100.0, link_time=1.0, min_weight=HEAVY, period=168.0)
    seconds = min(timed(lambda: model.fit(rows))[0] for _ in range(3))
    tracemalloc.start()
    model.fit(rows)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(f"{len(rows):,} {kind} points: {seconds:.2f} s of processor, {peak:.0f} MB at most, "
          f"{model.labels_.max() + 1} clusters")  # fmt: skip


def find_planted(whole: bool) -> None:
    """Planted clusters found, by ours and by the st-dbscan package, at sizes up to 50,000."""
    package = rival("st_dbscan")
    for count in (10_000, 20_000, 50_000):
        rows, whose = planted_points(count)
        ours = SpaceTimeClusters(link_m=LINK_M, link_time=LINK_DAYS, min_weight=HEAVY)
        seconds = timed(lambda ours=ours, rows=rows: ours.fit(rows))[0]
        print(f"{count:,} points, {PLANTED} planted: ours finds {found(ours.labels_, whose)} in {seconds:.2f} s")
        if package is not None and (count <= 20_000 or whole):
            theirs = package.ST_DBSCAN(eps1=LINK_M, eps2=LINK_DAYS, min_samples=HEAVY)
            seconds = timed(lambda theirs=theirs, rows=rows: theirs.fit(rows[:, [2, 0, 1]]))[0]
            print(f"    st-dbscan finds {found(np.asarray(theirs.labels), whose)} in {seconds:.2f} s")


def ratios() -> None:
    """The time of ours beside scikit-learn's kernel density and esda's local G, on the same 20,000 points."""
    rows = borough(20_000, snapped=True)
    model = SpaceTimeClusters(link_m=100.0, link_time=1.0, min_weight=HEAVY, period=168.0)
    ours = min(timed(lambda: model.fit(rows))[0] for _ in range(3))
    kde = (
        timed(lambda: KernelDensity(bandwidth=100.0).fit(rows[:, :2]).score_samples(rows[:2000, :2]))[0] * 10
    )
    print(f"20,000 points: ours {ours:.3f} s; scikit-learn's KernelDensity at each point {kde:.1f} s "
          f"({kde / ours:.0f} times; a tenth of it timed)")  # fmt: skip
    esda, weights = rival("esda"), rival("libpysal.weights")
    if esda is None or weights is None:
        return
    xy, count = np.unique(rows[:, :2], axis=0, return_counts=True)
    near = weights.DistanceBand(xy, threshold=300.0, silence_warnings=True)
    with contextlib.redirect_stdout(io.StringIO()):  # it names every place without a neighbour
        seconds = timed(lambda: esda.G_Local(count.astype(float), near, star=True, permutations=99, seed=0))[0]
    print(
        f"esda's G_Local on their {len(xy):,} places, 99 permutations: {seconds:.2f} s ({seconds / ours:.0f} times)"
    )


def rival(module: str) -> Any:
    """A package that may not be installed; says so when it is not."""
    try:
        return importlib.import_module(module)
    except ImportError:
        print(f"    {module} is not installed, skipped: pip install 'outreach-planner[bench]'")
        return None


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time, which other programs on the machine do not lengthen, and the result."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


if __name__ == "__main__":
    main()
