"""What a map shows without tiles: streets as lines through their known points, and stations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import cKDTree

from geodata.gazetteer import Entry, Gazetteer
from geodata.geocode.vocabulary import is_station
from geodata.names import title
from geodata.study_area import StudyArea

FloatArray = npt.NDArray[np.float64]
Line = list[tuple[float, float]]

# Points of one street further apart than this are not joined: the street may not run straight between them.
LONGEST_EDGE_M = 200.0
# Streets this far beyond the boundary are drawn too, so that its edge does not look like the edge of the world.
MARGIN_M = 300.0


def street_lines(gazetteer: Gazetteer, area: StudyArea) -> list[Line]:
    """Polylines of (lon, lat) through each street's points, near ones joined along the shortest tree.

    A sketch of the ground, not a road network: a street with a single known point has no line.
    """
    entries = gazetteer.entries("street")
    if not entries:
        return []
    streets = {key: number for number, key in enumerate(dict.fromkeys(entry.key for entry in entries))}
    points = np.unique(np.array([(entry.x, entry.y, streets[entry.key]) for entry in entries]), axis=0)
    points = points[area.contains_metres(points[:, 0], points[:, 1], MARGIN_M)]
    if len(points) < 2:
        return []
    lines = _chains(_tree_edges(points), len(points))
    lon, lat = area.crs.to_lonlat(points[:, 0], points[:, 1])
    places = list(zip(np.round(lon, 6).tolist(), np.round(lat, 6).tolist(), strict=True))
    return [[places[i] for i in line] for line in lines]


def _tree_edges(points: FloatArray) -> npt.NDArray[np.int64]:
    """Pairs of rows joined: the minimum spanning forest of near points of one street."""
    # The third coordinate sets streets further apart than any pair that is looked for.
    apart = points * [1, 1, 10 * LONGEST_EDGE_M]
    pairs = cKDTree(apart).query_pairs(LONGEST_EDGE_M, output_type="ndarray")
    if not len(pairs):
        return np.empty((0, 2), dtype=np.int64)
    length = np.hypot(*(points[pairs[:, 0], :2] - points[pairs[:, 1], :2]).T)
    graph = coo_matrix((length, (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    return np.column_stack([tree.row, tree.col]).astype(np.int64)


def _chains(edges: npt.NDArray[np.int64], size: int) -> list[list[int]]:
    """Edges of a forest joined end to end into as few lines as a simple walk gives."""
    neighbours: list[list[int]] = [[] for _ in range(size)]
    for a, b in edges.tolist():
        neighbours[a].append(b)
        neighbours[b].append(a)
    lines = []
    ends_first = sorted(range(size), key=lambda at: len(neighbours[at]) != 1)
    for start in ends_first:
        while neighbours[start]:
            line = [start]
            while neighbours[line[-1]]:
                here = line[-1]
                there = neighbours[here].pop()
                neighbours[there].remove(here)
                line.append(there)
            lines.append(line)
    return lines


def stations(gazetteer: Gazetteer, area: StudyArea) -> list[tuple[str, float, float]]:
    """Railway, tram and tube stations and stops in or just beyond the area: (name, lon, lat), one a name."""
    entries = [entry for entry in gazetteer.entries() if is_station(entry.kind)]
    if not entries:
        return []
    inside = area.contains_metres([e.x for e in entries], [e.y for e in entries], MARGIN_M)
    kept: dict[str, list[Entry]] = {}
    for entry, within in zip(entries, inside, strict=True):
        if within:
            kept.setdefault(entry.key, []).append(entry)
    return [
        (
            title(group[0].name),
            round(sum(e.lon for e in group) / len(group), 6),
            round(sum(e.lat for e in group) / len(group), 6),
        )
        for group in kept.values()
    ]
