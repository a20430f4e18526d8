"""The list of the site's files, and what makes the site an app."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from builder.files import BuildError
from builder.icons import MANIFEST, write_icons
from builder.offline import LIST, WORKER, write_list

PAGE = '<!doctype html><meta name="spiking-version" content=""><p>neuron</p>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "a kernel.wasm").write_bytes(b"kernel")
    (tmp_path / ".marker").write_text("made by a build")
    return tmp_path


def listed(site: Path) -> dict[str, list[str | int]]:
    files = json.loads((site / LIST).read_text())["files"]
    return {path: rest for path, *rest in files}


def test_the_list_has_every_file_as_it_is(site: Path):
    version = write_list(site)
    page = (site / "index.html").read_bytes()
    assert f'content="{version} '.encode() in page
    assert listed(site) == {
        "assets/a%20kernel.wasm": [6, hashlib.sha256(b"kernel").hexdigest()],
        "index.html": [len(page), hashlib.sha256(page).hexdigest()],
    }
    assert (site / WORKER).is_file()


def test_the_same_files_are_the_same_version(site: Path):
    version, text = write_list(site), (site / LIST).read_bytes()
    assert (write_list(site), (site / LIST).read_bytes()) == (version, text)


@pytest.mark.parametrize("path", ["index.html", "assets/a kernel.wasm"])
def test_a_changed_file_is_another_version(site: Path, path: str):
    version = write_list(site)
    with (site / path).open("ab") as file:
        file.write(b" ")
    assert write_list(site) != version


def test_a_page_that_cannot_name_its_version_is_told(site: Path):
    (site / "index.html").write_text("<!doctype html>")
    with pytest.raises(BuildError, match=r"^index.html names its version 0 times"):
        write_list(site)


def test_icons_are_the_same_bytes_every_time_and_all_there(tmp_path: Path):
    drawn = []
    for name in ("first", "second"):
        out = tmp_path / name
        out.mkdir()
        write_icons(out)
        files = sorted(path for path in out.rglob("*") if path.is_file())
        drawn.append({path.relative_to(out).as_posix(): path.read_bytes() for path in files})
    assert drawn[0] == drawn[1]
    icons = json.loads(drawn[0][MANIFEST])["icons"]
    assert {icon["src"] for icon in icons} < drawn[0].keys()
    for icon in icons:
        content = drawn[0][icon["src"]]
        if icon["type"] == "image/png":
            width = int.from_bytes(content[16:20])
            assert icon["sizes"] == f"{width}x{width}"
