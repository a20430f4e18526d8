"""The same app as Panel's own converter makes it, hosted without a CDN.

The page, the worker, its handler and the installation by micropip are Panel's, untouched but for
addresses. Where a choice had to be made, the stock conversion has the lighter load:

- Pyodide is the version of the site, not the older one that Panel names; it wants a worker that
  is a module, so the worker is one.
- Panel's and Bokeh's wheels are cut down as Panel's makers cut those on their CDN (no scripts, no
  bundled resources, no tests), not the whole ones of PyPI.
- All other packages come through Pyodide's lock file, so that micropip asks no index for them.
- ``nh3``, which Panel requires and this app never imports, is left out.
- MarkupSafe and PyYAML are the pure ones, with no library to load.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.wheels import depends_of, lock_entry, make_own, make_pure, remake
from builder.fetch import fetch_inputs
from builder.files import BUILD, ROOT, SITE, BuildError, locked, remove_tree, sha256_of
from builder.lock import PYODIDE_LOCK

GROUPS = ("core", "app", "figure", "bench")
APP = SITE / "app.py"
PACKAGES = (ROOT / "spiking_core", SITE / "neuron_app")
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LEFT_OUT = re.compile(r"^Requires-Dist: nh3\b.*\n", re.MULTILINE)
PURE = ("markupsafe", "pyyaml")
# What style sheets and pages ask for by names that are not in the page.
STYLE_FOLDERS = tuple(
    f"panel/dist/{name}/" for name in ("assets", "css", "images", "bundled/theme")
)


def stock_site(parent: Path = BUILD / "stock") -> Path:
    """Return the folder of the stock conversion, made when its inputs have changed.

    Raises
    ------
    BuildError
        If Panel does not convert the app or its page names a file that is not there.
    """
    inputs = fetch_inputs(GROUPS)
    folder = parent / _digest(inputs)
    with locked(parent.with_suffix(".lock"), "the stock conversion"):
        if not folder.exists():
            remove_tree(parent)
            parent.mkdir(parents=True)
            with tempfile.TemporaryDirectory(dir=parent, prefix=".making-") as name:
                made = Path(name) / "site"
                made.mkdir()
                _make(inputs, made, Path(name))
                made.rename(folder)
    return folder


def _digest(inputs: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    sources = [APP, *(Path(__file__).with_name(name) for name in ("stock.py", "wheels.py"))]
    sources += [path for package in PACKAGES for path in package.rglob("*") if path.is_file()]
    for path in sorted(sources):
        if "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    for path in inputs.values():
        # The cache keeps every file in a folder named after its sha256.
        digest.update(path.parent.name.encode())
    return digest.hexdigest()[:16]


def _make(inputs: Mapping[str, Path], out: Path, work: Path) -> None:
    from panel.io.convert import convert_app

    own = make_own(work, "spiking-neurons", "0", PACKAGES, ("numpy",))
    requirement = f"spiking-neurons @ {own.as_uri()}"
    if not convert_app(APP, out, requirements=[requirement], verbose=False):
        raise BuildError(f"Panel could not convert {APP}; run `panel convert {APP}` to see why.")
    _put_pyodide(inputs, out / "pyodide")
    _put_panel_and_bokeh(inputs, out)
    _localise(out)


def _put_pyodide(inputs: Mapping[str, Path], folder: Path) -> None:
    """Lay down Pyodide with a lock file of the packages that lie beside it."""
    folder.mkdir()
    for name in PYODIDE_FILES:
        shutil.copyfile(inputs[name], folder / name)
    lock = json.loads(inputs[PYODIDE_LOCK].read_text(encoding="utf-8"))
    # By content: Pyodide's makers pack some pure packages anew under the same file name.
    official = {entry["sha256"]: name for name, entry in lock["packages"].items()}
    packages: dict[str, Any] = {}
    ours: list[Path] = []
    for name, path in inputs.items():
        if path.suffix != ".whl" or name in ("panel", "bokeh"):
            continue
        if known := official.get(sha256_of(path)):
            shutil.copyfile(path, folder / path.name)
            packages[known] = lock["packages"][known]
        elif name in PURE:
            ours.append(make_pure(path, folder))
        else:
            ours.append(Path(shutil.copyfile(path, folder / path.name)))
    new = {entry["name"]: wheel for wheel in ours if (entry := lock_entry(wheel, ()))}
    for name in new.keys() - packages.keys():
        depends = depends_of(new[name], packages | new)
        packages[name] = lock_entry(new[name], depends)
    lock["packages"] = packages
    (folder / PYODIDE_LOCK).write_text(json.dumps(lock), encoding="utf-8")


def _put_panel_and_bokeh(inputs: Mapping[str, Path], out: Path) -> None:
    """Lay down scripts and style sheets, and the two wheels as they are on Panel's CDN."""
    version = inputs["panel"].name.split("-")[1]
    dist = out / "panel" / version / "dist"
    remake(
        inputs["panel"],
        dist / "wheels" / inputs["panel"].name,
        lambda name: not re.match(r"panel/(tests/|dist/(bundled/|lib/|dts/|panel))", name),
        lambda name, text: LEFT_OUT.sub("", text) if name == "METADATA" else text,
    )
    remake(inputs["bokeh"], out / "panel" / "wheels" / inputs["bokeh"].name, _on_cdn)
    with zipfile.ZipFile(inputs["panel"]) as wheel:
        for name in wheel.namelist():
            if name.startswith(STYLE_FOLDERS) and not name.endswith("/"):
                _write(dist / name.removeprefix("panel/dist/"), wheel.read(name))
        _write(out / "favicon.ico", wheel.read("panel/dist/images/favicon.ico"))


def _on_cdn(name: str) -> bool:
    """Tell whether Panel's makers keep a file of Bokeh's wheel."""
    if name.startswith("bokeh/core/_templates"):
        return True
    return not name.endswith((".js", ".d.ts", ".tsbuildinfo", "bokeh.json"))


def _localise(out: Path) -> None:
    """Turn every CDN address into a local file."""
    import bokeh
    import panel
    from panel.io.convert import PYODIDE_URL

    bokeh_js = Path(bokeh.__file__).parent / "server" / "static" / "js"
    panel_dist = Path(panel.__file__).parent / "dist"
    addresses = {
        # This Pyodide runs in module workers only.
        f'importScripts("{PYODIDE_URL}")': 'import { loadPyodide } from "./pyodide/pyodide.mjs"',
        'new Worker("./app.js")': 'new Worker("./app.js", {type: "module"})',
        "https://cdn.bokeh.org/bokeh/release/": "./bokeh/",
        "https://cdn.holoviz.org/panel/": "./panel/",
        # Panel in the worker names style sheets on the CDN too; this is its own switch for that.
        "loadPyodide()": 'loadPyodide({env: {PANEL_CDN_ROOT: "./panel/"}})',
    }
    for file in (out / "app.html", out / "app.js"):
        text = file.read_text(encoding="utf-8")
        for address, local in addresses.items():
            text = text.replace(address, local)
        file.write_text(text, encoding="utf-8")
        for name in set(re.findall(r"\./((?:bokeh|panel|pyodide)/[^\"' )&<]+)", text)):
            if (out / name).exists() or name == "panel/":
                continue
            top, _, rest = name.partition("/")
            source = panel_dist / rest.partition("/dist/")[2]
            if top == "bokeh":
                source = bokeh_js / rest.replace(f"-{bokeh.__version__}", "")
            if not source.is_file():
                raise BuildError(f"The stock page names {name}, which no installed package holds.")
            _write(out / name, source.read_bytes())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
