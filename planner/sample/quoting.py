"""The police's number in another partner's report, as the forms of councils, landlords and bus operators ask for it.

How often real partners quote it is not published; a third of the incidents that the police were told of too is
assumed, and 3% of the other reports quote a number that the police's file does not have. One in twenty is mistyped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

QUOTING = ("council", "housing", "buses")
HEADING = "Police ref"
_QUOTES = 1 / 3
_QUOTES_ELSEWHERE = 0.03
_MISTYPED = 0.05
_FORMS = ("{}", "{}", "CAD {}", "police ref {}")


def quote_police(
    rows: Mapping[str, Sequence[list[object]]],
    twice: Sequence[tuple[tuple[str, int], tuple[str, int]]],
    seed: int,
) -> None:
    """Give the rows of the partners that quote their last cell.

    Parameters
    ----------
    rows
        Cells by partner, the number of the report second.
    twice
        The incidents told twice: partner and place among its rows, of both.
    seed
        Of chance of its own, so that a sample is otherwise the same with and without.
    """
    rng = np.random.default_rng([seed, 6])
    quoted: dict[tuple[str, int], str] = {}
    for one, other in twice:
        for (police, at), teller in ((one, other), (other, one)):
            if police == "police" and teller[0] in QUOTING and rng.random() < _QUOTES:
                quoted[teller] = str(rows["police"][at][1])
    for partner in QUOTING:
        for at, cells in enumerate(rows[partner]):
            number = quoted.get((partner, at), "")
            if not number and rng.random() < _QUOTES_ELSEWHERE:
                number = f"{int(rng.integers(1000, 9999))}/{int(rng.integers(1, 29)):02d}MAY26"
            elif number and rng.random() < _MISTYPED:
                number = number[:-1] + str((int(number[-1]) + int(rng.integers(1, 10))) % 10)
            form = _FORMS[int(rng.integers(len(_FORMS)))]
            cells.append(form.format(number) if number else "")
