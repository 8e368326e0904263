"""Places keep their identity from week to week, so that trust and history attach to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.places import Place

SAME_PLACE_M = 150.0
_CELL_M = 100.0


def keep_ids(
    centres: NDArray[np.float64], previous: Sequence[Place], same_m: float = SAME_PLACE_M
) -> tuple[str, ...]:
    """An id for each centre (n, 2): the nearest earlier place's within `same_m`, else a new one.

    Pairs are made nearest first, each earlier place once. A new id comes from the 100 m cell of the centre, so
    the same reports give the same ids; one already taken gets a letter.
    """
    ids: list[str | None] = [None] * len(centres)
    if previous and len(centres):
        earlier = np.array([(place.x, place.y) for place in previous])
        distance = np.linalg.norm(centres[:, None, :] - earlier[None, :, :], axis=2)
        for flat in np.argsort(distance, axis=None, kind="stable"):
            new, old = divmod(int(flat), len(previous))
            if distance[new, old] > same_m:
                break
            if ids[new] is None and previous[old].id not in ids:
                ids[new] = previous[old].id
    taken = {place.id for place in previous} | {one for one in ids if one}
    for k, centre in enumerate(centres):
        if ids[k] is None:
            ids[k] = _free_id(centre, taken)
            taken.add(str(ids[k]))
    return tuple(str(one) for one in ids)


def distinct_names(names: Sequence[str], centres: NDArray[np.float64]) -> tuple[str, ...]:
    """Names told apart: two places on one street become "London Road (north)" and "London Road (south)"."""
    result = list(names)
    for name in {one for one in names if names.count(one) > 1}:
        members = [k for k, one in enumerate(names) if one == name]
        middle = centres[members].mean(axis=0)
        sides = [_side(centres[k] - middle) for k in members]
        for order, (k, side) in enumerate(zip(members, sides, strict=True), start=1):
            result[k] = f"{name} ({side})" if sides.count(side) == 1 else f"{name} ({side}, {order})"
    return tuple(result)


def _free_id(centre: NDArray[np.float64], taken: set[str]) -> str:
    column, row = (int(v) for v in np.floor(centre / _CELL_M))
    stem = f"p{column}-{row}"
    if stem not in taken:
        return stem
    return next(f"{stem}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz" if f"{stem}{letter}" not in taken)


def _side(offset: NDArray[np.float64]) -> str:
    east, north = offset
    if abs(east) > abs(north):
        return "east" if east > 0 else "west"
    return "north" if north >= 0 else "south"
