"""The page's modules, bundled."""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path

import pytest

from builder import modules
from builder.fetch import fetch_inputs
from builder.files import BuildError
from builder.modules import Modules, bundle_modules

MANIFEST = "export const manifest = {};\n"
IMPORTED = re.compile(r'(?:^(?:.*\} from|import) |\bimport\()"(\.{1,2}/[^"]+)"', re.MULTILINE)


@pytest.fixture(scope="module")
def esbuild() -> Path:
    return fetch_inputs(("bundler",))["esbuild"]


@pytest.fixture(scope="module")
def pyodide() -> dict[str, Path]:
    return fetch_inputs(("core",))


@pytest.fixture(scope="module")
def bundled(esbuild: Path, pyodide: dict[str, Path]) -> Modules:
    return bundle_modules(esbuild, MANIFEST, pyodide)


def imports(bundled: Modules, name: str) -> set[str]:
    found = IMPORTED.findall(bundled.files[name].decode())
    return {posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in found}


def test_every_import_leads_to_a_module_that_is_there(bundled: Modules):
    wanted = {path for name in bundled.files for path in imports(bundled, name)}
    assert len(wanted) > 3
    assert wanted <= set(bundled.files)


def test_there_are_few(bundled: Modules):
    entries = {entry for folder in modules.ENTRIES.values() for entry in folder}
    assert entries < set(bundled.files)
    assert len(bundled.files) < 16


def test_what_keeps_the_site_offline_needs_nothing_of_the_rest(bundled: Modules):
    offline = {name for name in bundled.files if name.startswith("offline/")}
    needed = set().union(*(imports(bundled, name) for name in offline))
    assert len(needed) > 1
    assert needed < offline


def test_the_manifest_is_a_module_of_its_own(bundled: Modules):
    assert bundled.files["manifest.js"].decode() == MANIFEST
    assert "manifest.js" in imports(bundled, "main.js") & imports(bundled, "downloads.js")


def test_what_the_page_waits_for_is_whole_and_has_nothing_of_the_workers(bundled: Modules):
    needed = set().union(*(imports(bundled, name) for name in bundled.first))
    assert {"main.js", "boot.js", "manifest.js"} <= set(bundled.first)
    assert needed <= set(bundled.first)
    assert not {"worker.js", "downloads.js", "offline/begin.js"} & set(bundled.first)


def test_what_runs_in_pythons_place_is_one_text_that_asks_for_nothing(bundled: Modules):
    text = bundled.files["worker.js"].decode()
    assert imports(bundled, "worker.js") == set()
    assert "import.meta" not in text
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)
    assert len(text) > 1_000_000  # with Pyodide's own scripts


def test_the_same_modules_give_the_same_bytes(
    bundled: Modules, esbuild: Path, pyodide: dict[str, Path]
):
    assert bundle_modules(esbuild, MANIFEST, pyodide) == bundled


def test_an_import_of_what_is_not_there_is_told(
    esbuild: Path, pyodide: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    page = tmp_path / "page"
    shutil.copytree(modules.PAGE, page)
    (page / "link.js").rename(page / "lost.js")
    monkeypatch.setattr(modules, "PAGE", page)
    with pytest.raises(BuildError, match=r'Could not resolve "\./link\.js"'):
        bundle_modules(esbuild, MANIFEST, pyodide)
