"""The outline of a borough drawn around its postcodes, for when no boundary file is loaded."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry import MultiPolygon

FloatArray = npt.NDArray[np.float64]

# Groups of postcodes further apart than this are separate pieces (an island, an exclave).
SEPARATE_M = 3000.0
# A hull's ratio trades a tight outline against holes where nobody lives: of the values tried on a borough
# whose boundary is known, this one disagrees with it least.
HULL_RATIO = 0.2
# A postcode's point is the middle of its houses, so the ground goes on a little beyond the outermost ones.
BUFFER_M = 100.0
# A handful of stray postcodes in another place are mistakes of the list, not part of the borough.
FEWEST_POSTCODES = 5


def draw_outline(x: FloatArray, y: FloatArray) -> MultiPolygon:
    """A polygon, or several, around points in metres.

    Parameters
    ----------
    x, y
        Metres in a projected CRS, of equal length, at least one point.
    """
    points = np.unique(np.column_stack([x, y]), axis=0)
    pairs = cKDTree(points).sparse_distance_matrix(cKDTree(points), SEPARATE_M / 4, output_type="coo_matrix")
    _, group = connected_components(pairs, directed=False)
    groups = _join_near(points, group)
    sizes = np.bincount(groups)
    kept = [g for g in range(len(sizes)) if sizes[g] >= min(FEWEST_POSTCODES, sizes.max())]
    pieces = [_hull(points[groups == g]) for g in kept]
    outline = shapely.union_all(pieces)
    polygons = outline.geoms if outline.geom_type == "MultiPolygon" else [outline]
    return MultiPolygon(list(polygons))


def _join_near(points: FloatArray, group: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Number the groups anew so that those within `SEPARATE_M` of each other are one."""
    hulls = [shapely.convex_hull(shapely.MultiPoint(points[group == g])) for g in range(group.max() + 1)]
    tree = shapely.STRtree(hulls)
    left, right = tree.query(hulls, predicate="dwithin", distance=SEPARATE_M)
    size = len(hulls)
    links = np.zeros((size, size), dtype=bool)
    links[left, right] = True
    _, joined = connected_components(links, directed=False)
    return np.asarray(joined, dtype=np.int64)[group]


def _hull(points: FloatArray) -> shapely.Geometry:
    return shapely.concave_hull(shapely.MultiPoint(points), ratio=HULL_RATIO).buffer(BUFFER_M)
