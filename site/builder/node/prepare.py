"""Runs inside Pyodide under Node, see prepare.mjs.

Reads ``/work/packages`` (the packages, as ``.py``) and ``/work/stdlib`` (the standard library,
unzipped); writes ``/work/compiled/{packages,stdlib}`` (the same as ``.pyc``),
``/work/documents.json`` (of every model, document and fingerprint), ``/work/states.json``
(documents of the states that have controls of their own) and ``/work/used.json``.
``/work/figure`` holds the packages that draw figures to keep, which come only when wanted.
"""

import importlib.util
import json
import os
import sys
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any

WORK = Path("/work")
PACKAGES = WORK / "packages"
FIGURE = WORK / "figure"
# Without docstrings and assertions the bundle is a quarter smaller.
OPTIMIZE = 2

at_boot = frozenset(sys.modules)
touched: set[str] = set()
attempted: set[str] = set()
plain_stat = os.stat


def note_open(event: str, arguments: tuple[object, ...]) -> None:
    """Remember every file that a package reads while it starts."""
    if event == "open" and isinstance(arguments[0], str):
        touched.add(arguments[0])


def note_stat(path: Any, *arguments: Any, **keywords: Any) -> os.stat_result:
    """Remember every file whose presence a package checks while it starts."""
    if isinstance(path, (str, Path)):
        touched.add(str(path))
    return plain_stat(path, *arguments, **keywords)


class NoteImports:
    """Remembers every module that is looked for."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Find nothing."""
        attempted.add(name)


def exercise() -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Start the app as the worker does, use every control.

    Returns
    -------
    documents : dict of str to (str, str)
        Document and fingerprint of every model.
    states : list of str
        Documents of states that have what these have not.
    """
    from neuron_page import importer, rest, session  # noqa: F401 - the worker imports all

    rest.install("/nowhere", [])
    # Reading the names in a zip needs it, which the standard library is in the browser.
    import encodings.cp437  # noqa: F401

    from bokeh.util import serialization
    from param import parameterized

    # Scripts and numbers are kept without fetching anything more.
    from neuron_app import script  # noqa: F401
    from neuron_app.state import VIEWS
    from neuron_page import keep  # noqa: F401
    from spiking_core import CURRENTS, MODELS

    opened = {}
    # A worker opens one document, and counts its identifiers and names from here.
    first = serialization._simple_id, parameterized.object_count
    for model in reversed(MODELS):
        serialization._simple_id, parameterized.object_count = first
        fingerprint = session.open_document(model)
        opened[model] = session.document_json(), fingerprint
    session.link(lambda *_: None, lambda _: None, "")
    states = []
    for current in CURRENTS:
        session.restore(f"?model=izhikevich&current={current}&d=4&T=200&c=-45&unknown=1")
        states.append(session.document_json())
    for view in VIEWS:
        session.restore(f"?model=izhikevich&view={view}")
        states.append(session.document_json())
    return opened, states


def draw_figures() -> None:
    """Draw every kind of figure as the worker does."""
    sys.path.append(str(FIGURE))
    from neuron_app.figure import FORMATS
    from neuron_app.state import VIEWS, from_query
    from neuron_page import keep
    from spiking_core import MODELS, Description

    model_class = MODELS["izhikevich"]
    description = Description.of(model_class)
    for view in (",".join(VIEWS), *VIEWS):
        state, _ = from_query(f"?T=200&onset=20&view={view}", "izhikevich", description)
        model = state.make_model()
        model.integrate()
        for format in FORMATS:
            keep.figure(state, model_class, model.solution, format)


def figure_files(start: dict[str, Any]) -> dict[str, list[str]]:
    """Return the files that figures need beside those of a start, by the folder they lie in."""
    now = used_files()
    read = {name for name in touched if name.startswith(f"{FIGURE}/") and Path(name).is_file()}
    loaded = {getattr(module, "__file__", None) or "" for module in sys.modules.values()}
    read |= {name for name in loaded if name.startswith(f"{FIGURE}/")}
    ours = sorted(name.removeprefix(f"{FIGURE}/") for name in read if not name.endswith(".pyc"))
    before = {part: {*start[part], *start["boot"]} for part in ("packages", "stdlib")}
    later = {part: sorted(set(now[part]) - before[part]) for part in before}
    return {"figure": ours, **later}


def used_files() -> dict[str, list[str]]:
    """Return the files that a start needs, and the modules that it cannot have."""
    packages, stdlib, boot = set(), set(), set()
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None) or ""
        if path.startswith(f"{PACKAGES}/"):
            packages.add(path.removeprefix(f"{PACKAGES}/"))
        elif ".zip/" in path:
            (boot if name in at_boot else stdlib).add(path.partition(".zip/")[2])
    for path in touched:
        # Modules too: one that was tried and gave up is not among those loaded.
        ours = path.startswith(f"{PACKAGES}/") and not path.endswith(".pyc")
        if ours and Path(path).is_file():
            packages.add(path.removeprefix(f"{PACKAGES}/"))
    return {
        "packages": sorted(packages),
        "stdlib": sorted(stdlib - boot),
        "boot": sorted(boot),
        # Each of these wants something that no browser has; a start tries them in vain.
        "impossible": sorted(attempted.difference(sys.modules)),
    }


def compile_tree(name: str) -> None:
    """Compile a folder to ``.pyc`` files that are imported without their source."""
    for path in sorted((WORK / name).rglob("*.py")):
        relative = path.relative_to(WORK / name)
        target = (WORK / "compiled" / name / relative).with_suffix(".pyc")
        if target.exists():
            continue
        try:
            code = compile(path.read_bytes(), str(relative), "exec", optimize=OPTIMIZE)
        except SyntaxError:
            # Templates and tests of other Python versions; nothing imports them.
            continue
        source_hash = importlib.util.source_hash(b"")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_code_to_hash_pyc(code, source_hash, False))


sys.path.insert(0, str(PACKAGES))
sys.dont_write_bytecode = True
sys.addaudithook(note_open)
sys.meta_path.insert(0, NoteImports)  # type: ignore[arg-type]
os.stat = note_stat
documents, states = exercise()
(WORK / "documents.json").write_text(json.dumps(documents))
(WORK / "states.json").write_text(json.dumps(states))
used = used_files()
draw_figures()
figure = figure_files(used)
# Packages that Python boots with are looked into where they lie, so their modules come at once.
booted = {path.partition("/")[0] for path in used["boot"] if "/" in path}
inside = [path for path in figure["stdlib"] if path.partition("/")[0] in booted]
used["stdlib"] = sorted({*used["stdlib"], *inside})
figure["stdlib"] = sorted(set(figure["stdlib"]) - set(inside))
(WORK / "used.json").write_text(json.dumps({**used, "figure": figure}))
compile_tree("stdlib")
compile_tree("packages")
compile_tree("figure")
