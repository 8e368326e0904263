"""ONS boundary files: wards, LSOAs and other statistical areas, in GeoJSON, GeoPackage or shapefile."""

from __future__ import annotations

import re
from pathlib import Path

import shapely

from geodata.boundary_file import read_layer
from geodata.errors import BadInput
from geodata.gazetteer.rows import Progress, SourceRows, ZoneRow

KIND = "os-boundaries"
_CODE = re.compile(r"^(WD|LAD|LSOA|MSOA)(\d\d)CD$", re.IGNORECASE)
_LAYERS = {"WD": "ward", "LSOA": "lsoa", "MSOA": "msoa", "LAD": "authority"}
# A ward file names its authority too: the finest area is what the file is about.
_FINEST_FIRST = ("LSOA", "WD", "MSOA", "LAD")


def read(path: Path, progress: Progress | None = None) -> SourceRows:
    """Every area with a code.

    Raises
    ------
    BadInput
        When the file cannot be read or has no column such as WD25CD.
    """
    frame = read_layer(path)
    codes = {
        match.group(1).upper(): column for column in frame.columns if (match := _CODE.match(str(column)))
    }
    layer = next((layer for layer in _FINEST_FIRST if layer in codes), None)
    if layer is None:
        raise BadInput(
            f"{path.name} has no column such as WD25CD or LSOA21CD; its columns are "
            + ", ".join(str(column) for column in frame.columns)
        )
    code = codes[layer]
    wanted = str(code)[:-2].casefold() + "nm"
    name = next((column for column in frame.columns if str(column).casefold() == wanted), code)
    found = SourceRows(vintage=str(code)[:-2])
    for row_code, row_name, shape in zip(frame[code], frame[name], frame.geometry, strict=True):
        polygon = shapely.make_valid(shapely.force_2d(shape))
        found.zones.append(ZoneRow(_LAYERS[layer], str(row_code), str(row_name), polygon))
    if progress is not None:
        progress(len(found.zones))
    return found
