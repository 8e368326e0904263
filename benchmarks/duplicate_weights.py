"""The weights of the evidence that two reports are of one incident, fitted to samples whose answers are known.

    python -m benchmarks.duplicate_weights SEED...

A logistic regression on the pairs that the rule compares, by the product's own evidence. What it prints is rounded by
hand into `duplicate_scores.Weights`; the samples that figures are reported on must be others. `one_silent` is held
where the product has it: in the sample a partner is silent on young people only when all are, so that a fit would
never join a report that says so to one that does not.
"""

from __future__ import annotations

import sys
from dataclasses import asdict

import numpy as np
from scipy.optimize import minimize

from benchmarks.duplicates import THRESHOLDS, Told, ratios, tell
from planner.intake.duplicate_pairs import FloatArray
from planner.intake.duplicate_scores import WEIGHTS

NAMES = ("base", "usual", "space", "gap", "middles", "length", "rival")


def evidence_of(told: Told) -> FloatArray:
    """A column for each of `NAMES`."""
    pairs = told.pairs
    return np.column_stack(
        [
            np.ones(len(pairs.first)),
            np.log(pairs.expected + WEIGHTS.floor),
            pairs.space**2,
            (pairs.gap_min / 10.0) ** 2,
            np.minimum(pairs.middles_min, 120.0) / 60.0,
            pairs.lengths,
            pairs.rivals,
        ]
    )


def fit(seeds: list[Told]) -> dict[str, float]:
    """The weights under which the answers are likeliest."""
    evidence = np.vstack([evidence_of(told) for told in seeds])
    is_one = np.concatenate([told.is_one for told in seeds])
    held = WEIGHTS.one_silent * np.concatenate([told.pairs.youth_said for told in seeds])

    def unlikeliness(weights: FloatArray) -> tuple[float, FloatArray]:
        log_odds = evidence @ weights + held
        chance = 1.0 / (1.0 + np.exp(-log_odds))
        return float(np.logaddexp(0.0, log_odds).sum() - log_odds[is_one].sum()), evidence.T @ (
            chance - is_one
        )

    found = minimize(unlikeliness, np.zeros(len(NAMES)), jac=True, method="BFGS").x
    return dict(zip(NAMES, found.tolist(), strict=True))


def main() -> None:
    """Print what was fitted beside what the product has, and the table that a threshold is chosen by."""
    if len(sys.argv) < 2:
        sys.exit("Name the seeds: python -m benchmarks.duplicate_weights 2001 2002")
    seeds = [tell(int(seed)) for seed in sys.argv[1:]]
    used = asdict(WEIGHTS)
    for name, value in fit(seeds).items():
        print(f"{name}: {value:.2f} (in use: {used[name]})")
    chance = np.concatenate([told.chance for told in seeds])
    is_one = np.concatenate([told.is_one for told in seeds])
    for threshold in THRESHOLDS:
        chosen = chance >= threshold
        true = sum(len(told.twice) for told in seeds)
        precision, recall = ratios(int(is_one[chosen].sum()), int(chosen.sum()), true)
        print(f"from {threshold}: precision {precision:.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
