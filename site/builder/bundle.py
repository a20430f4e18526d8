"""Bundles of files for the browser, always the same bytes for the same files."""

from __future__ import annotations

import gzip
import io
import json
import marshal
import zipfile
from collections.abc import Iterable
from pathlib import Path

from builder.packages import Prepared

EPOCH = (1980, 1, 1, 0, 0, 0)
PYC_HEADER = 16
IMPORTER = ("neuron_page/__init__.py", "neuron_page/importer.py")


def compress(content: bytes) -> bytes:
    """Compress with gzip, the one format that every browser unpacks by itself."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def bundle(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Join files: length of the index in four bytes, index ``[[path, size], ...]``, contents."""
    files = list(files)
    index = json.dumps([[path, len(content)] for path, content in files]).encode()
    return b"".join([len(index).to_bytes(4, "little"), index, *(content for _, content in files)])


def core_bundle(prepared: Prepared) -> bytes:
    """Return what a start reads of the packages.

    Their modules are one file, a marshalled table ``{name: (path, is_package, code)}`` for
    ``neuron_page/importer.py``: the browser's file system is slow to search. That importer and
    all that is no module are files of their own.
    """
    table: dict[str, tuple[str, bool, bytes]] = {}
    files: list[tuple[str, bytes]] = []
    for part, paths in (("stdlib", prepared.stdlib), ("packages", prepared.packages)):
        for path in map(Path, paths):
            name, content = _installed(prepared.folder, part, path)
            if path.suffix != ".py" or path.as_posix() in IMPORTER:
                files.append((name, content))
            else:
                code = content[PYC_HEADER:]
                table[_module(path)] = (path.as_posix(), path.stem == "__init__", code)
                for parent in list(path.parents)[:-1]:
                    # A folder without an __init__.py is a package too; one that has it follows.
                    empty = (f"{parent.as_posix()}/__init__.py", True, b"")
                    table.setdefault(".".join(parent.parts), empty)
    # Version 2 knows no references, whose use depends on more than the content.
    return bundle([("modules.marshal", marshal.dumps(table, 2)), *files])


def stdlib_zip(prepared: Prepared) -> bytes:
    """Return what Python imports while it boots, as a zip that is only stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in prepared.boot:
            name, content = _installed(prepared.folder, "stdlib", Path(path))
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return out.getvalue()


def rest_bundle(prepared: Prepared) -> tuple[bytes, list[str]]:
    """Return everything that a start does not need, and the names of its modules."""
    files: dict[str, bytes] = {}
    names: set[str] = set()
    for part, used in (
        ("stdlib", {*prepared.stdlib, *prepared.boot}),
        ("packages", set(prepared.packages)),
    ):
        for path in _importable(prepared.folder, part):
            if path.as_posix() in used:
                continue
            name, content = _installed(prepared.folder, part, path)
            files[name] = content
            if path.suffix in (".py", ".so"):
                names.add(_module(path))
    return bundle(sorted(files.items())), sorted(names - prepared.impossible)


def figure_bundle(prepared: Prepared) -> bytes:
    """Return what drawing a figure needs beside a start, to lie beside the files of a start."""
    files = [
        _installed(prepared.folder, part, Path(path))
        for part, paths in prepared.figure.items()
        for path in paths
    ]
    return bundle(sorted(files))


def _installed(folder: Path, part: str, path: Path) -> tuple[str, bytes]:
    """Return the name in the browser and the content of a file of a package."""
    if path.suffix != ".py":
        content = (folder / part / path).read_bytes()
        if path.name == "METADATA":
            # Read for the version; the description behind the first empty line is long.
            content = content.partition(b"\n\n")[0] + b"\n"
        return path.as_posix(), content
    compiled = path.with_suffix(".pyc")
    return compiled.as_posix(), (folder / "compiled" / part / compiled).read_bytes()


def _importable(folder: Path, part: str) -> list[Path]:
    """Return modules that were compiled and, of packages, the files beside them."""
    found = []
    for path in sorted((folder / part).rglob("*")):
        relative = path.relative_to(folder / part)
        if path.suffix == ".py":
            if (folder / "compiled" / part / relative.with_suffix(".pyc")).exists():
                found.append(relative)
        elif path.is_file() and path.suffix not in (".pyi", ".h", ".c", ".a", ".map", ".ts"):
            found.append(relative)
    return found


def _module(path: Path) -> str:
    parts = list(path.parts)
    parts[-1] = parts[-1].split(".")[0]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
