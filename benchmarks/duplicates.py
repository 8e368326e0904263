"""Are the sample's incidents that two partners reported joined, and nothing else? Precision and recall over thresholds.

    python -m benchmarks.duplicates SEED...

Each seed goes from files to incidents through the product. `joined` is what the product joins at once, `offered` what
it suggests besides: without and with the references that some of the sample's partners quote, whose share is assumed.
The table gives precision and recall of pairs from each threshold on, without references. Recall is of the incidents
told twice whose two reports both became incidents.

`bound` is what boosted trees reach that are fitted to the answers: trained on the other seeds of this run, with the
same evidence and with the truth about where and when reports were made to gather. It shows how far any rule could get:
inside a planted pattern a report told twice looks like two reports.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from geodata.study_area import area_from_name
from planner.intake import bring_in, join_duplicates, parse_profile, suggest_duplicates
from planner.intake.duplicate_pairs import RULE, FloatArray, Pairs, columns_of, find_pairs
from planner.intake.duplicate_scores import chances
from planner.sample import Sample, make_sample
from planner.services import Outreach

TODAY = date(2026, 11, 21)
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
NEAR_M = 250.0
CLOSE_MIN = 5.0


@dataclass(frozen=True)
class Told:
    """A seed's incidents, the pairs that are one, and the pairs compared with the evidence on each.

    `gathered` says of each pair how many reports an hour were planted there.
    """

    frame: pd.DataFrame
    twice: frozenset[frozenset[str]]
    pairs: Pairs
    is_one: npt.NDArray[np.bool_]
    chance: FloatArray
    gathered: FloatArray

    @property
    def evidence(self) -> FloatArray:
        """What the rule knows of each pair, how many reports were made to gather there, and the rule's own chance."""
        pairs = self.pairs
        return np.column_stack(
            [
                pairs.expected, pairs.space, pairs.gap_min, pairs.middles_min, pairs.lengths, pairs.youth_said,
                pairs.radii, pairs.rivals, self.gathered, self.chance,
            ]
        )  # fmt: skip


def tell(seed: int) -> Told:
    """Make a seed's sample and bring its files in."""
    with TemporaryDirectory() as name:
        sample = make_sample(seed, TODAY, Path(name))
        frame, twice = _bring_in(sample, Path(name))
    columns = columns_of(frame, RULE)
    pairs = find_pairs(columns, RULE)
    ids = frame["incident_id"].to_numpy(dtype=object)
    a, b = columns.order[pairs.first], columns.order[pairs.second]
    is_one = np.array([frozenset((ids[i], ids[j])) in twice for i, j in zip(a, b, strict=True)])
    return Told(frame, twice, pairs, is_one, chances(pairs), _gathered(frame, a, sample))


def _bring_in(sample: Sample, folder: Path) -> tuple[pd.DataFrame, frozenset[frozenset[str]]]:
    outreach = Outreach.open(folder / "data", today=TODAY)
    area = area_from_name(sample.area)
    outreach.set_study_area(area)
    for path in sample.places:
        outreach.gazetteer().add(path, kind="places", synthetic=True)
    profiles = {path.stem: parse_profile(path.read_text("utf-8"), path.stem) for path in sample.profiles}
    geocoder = outreach.geocoder()
    frames = []
    identity: dict[tuple[str, str], str] = {}
    for report in sample.files:
        profile = profiles.get(report.profile or "")
        frame = bring_in(report.path, profile, geocoder=geocoder, area=area, today=TODAY).incidents
        for key, one in zip(frame["reporter_key"], frame["incident_id"], strict=True):
            if key is not None:
                identity[report.path.name, str(key).partition(":")[2]] = str(one)
        frames.append(frame)
    truth = json.loads(sample.truth.read_text("utf-8"))["told_twice"]
    pairs = [[identity.get((one["file"], one["id"])) for one in pair] for pair in truth]
    return pd.concat(frames, ignore_index=True), frozenset(
        frozenset(str(one) for one in pair) for pair in pairs if None not in pair
    )


def _gathered(frame: pd.DataFrame, at: npt.NDArray[np.int64], sample: Sample) -> FloatArray:
    """Reports an hour that were planted where and when each incident is."""
    x, y = (frame[name].to_numpy(dtype=float)[at] for name in "xy")
    start = frame["start"].iloc[at]
    hour = (start.dt.hour + start.dt.minute / 60).to_numpy(dtype=float)
    rate = np.zeros(len(at))
    for one in sample.planted:
        within = (np.hypot(x - one.x, y - one.y) < NEAR_M) & (start.dt.day_of_week == one.weekday).to_numpy()
        within &= (hour > one.start_hour - 0.7) & (hour < one.end_hour + 0.7)
        rate[within] = np.maximum(rate[within], one.reports / 52)
    return rate


def ratios(right: int, said: int, true: int) -> tuple[float, float]:
    """Precision and recall."""
    return (right / said if said else 1.0), right / true


def of_groups(told: Told, frame: pd.DataFrame) -> tuple[int, int, int, int]:
    """Pairs joined, those right, and the same of what is offered besides."""
    joined = join_duplicates(frame)
    right = sum(frozenset(pair) in told.twice for pair in joined.items())
    offered = [one for one in suggest_duplicates(frame) if not one.joined_at_once]
    pairs = [frozenset((one.incidents[0], other)) for one in offered for other in one.incidents[1:]]
    return len(joined), right, len(pairs), sum(pair in told.twice for pair in pairs)


def bound(seeds: list[Told]) -> str:
    """Recall at precision 0.97, and precision at recall 0.9, of trees that have seen the answers of the other seeds."""
    scores = []
    for out, one in enumerate(seeds):
        others = [told for n, told in enumerate(seeds) if n != out]
        model = HistGradientBoostingClassifier(
            max_iter=150, learning_rate=0.06, max_leaf_nodes=12, l2_regularization=1.0, random_state=0
        )
        model.fit(
            np.vstack([told.evidence for told in others]), np.concatenate([told.is_one for told in others])
        )
        scores.append(model.predict_proba(one.evidence)[:, 1])
    order = np.argsort(-np.concatenate(scores), kind="stable")
    hits = np.cumsum(np.concatenate([told.is_one for told in seeds])[order])
    precision, recall = hits / np.arange(1, len(hits) + 1), hits / sum(len(told.twice) for told in seeds)
    good = np.flatnonzero(precision >= 0.97)
    enough = np.flatnonzero(recall >= 0.9)
    at_recall = f"{precision[enough].max():.3f}" if len(enough) else "none"
    return f"recall {recall[good.max()] if len(good) else 0:.3f} at precision 0.97; precision {at_recall} at recall 0.9"


def print_groups(counts: list[tuple[int, int, int, int]], true: int) -> None:
    """Precision and recall of what the product joins, and of that with what it offers."""
    said, right, offered, offered_right = (sum(each) for each in zip(*counts, strict=True))
    precision, recall = ratios(right, said, true)
    print(f"joined: {said}, {right} of them right: precision {precision:.3f}, recall {recall:.3f}")
    together = (right + offered_right) / true
    print(f"offered besides: {offered}, {offered_right} of them right; together recall {together:.3f}")


def of_patterns(seeds: list[Told]) -> str:
    """How much of what is compared lies inside a planted pattern, where two reports are nothing strange."""
    inside = np.concatenate([told.gathered > 0 for told in seeds])
    is_one = np.concatenate([told.is_one for told in seeds])
    close = np.concatenate([told.pairs.gap_min <= CLOSE_MIN for told in seeds])
    near = f"inside them, at most {CLOSE_MIN:.0f} minutes apart"
    said = (("outside planted patterns", ~inside), ("inside them", inside), (near, inside & close))
    return "\n".join(
        f"{where}: {which.sum()} pairs, {is_one[which].sum()} of them one" for where, which in said
    )


def main() -> None:
    """Print what is joined and offered, the table, and the bound."""
    if len(sys.argv) < 2:
        sys.exit("Name the seeds: python -m benchmarks.duplicates 7041 90210")
    seeds = [tell(int(seed)) for seed in sys.argv[1:]]
    true = sum(len(told.twice) for told in seeds)
    print(
        f"{len(seeds)} seeds, {true} incidents told twice, {sum(len(t.is_one) for t in seeds)} pairs compared"
    )
    for name, frames in (
        ("without references", [told.frame.assign(quotes=None) for told in seeds]),
        ("with the references that the sample's partners quote", [told.frame for told in seeds]),
    ):
        print(f"\n{name}")
        print_groups([of_groups(told, frame) for told, frame in zip(seeds, frames, strict=True)], true)
    print(f"\n{of_patterns(seeds)}")
    print("\n| from a chance of | precision | recall |\n|--:|--:|--:|")
    chance = np.concatenate([told.chance for told in seeds])
    is_one = np.concatenate([told.is_one for told in seeds])
    for threshold in THRESHOLDS:
        chosen = chance >= threshold
        precision, recall = ratios(int(is_one[chosen].sum()), int(chosen.sum()), true)
        print(f"| {threshold} | {precision:.3f} | {recall:.3f} |")
    if len(seeds) > 2:
        print(f"\nbound: {bound(seeds)}")


if __name__ == "__main__":
    main()
