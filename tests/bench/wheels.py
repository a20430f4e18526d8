"""Wheels for the stock conversion, made out of the locked ones."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

COMPILED = (".so", ".pyd", ".c", ".h", ".pyx", ".pxd")
EPOCH = (1980, 1, 1, 0, 0, 0)


def remake(
    source: Path,
    target: Path,
    wanted: Callable[[str], bool],
    edit: Callable[[str, str], str] = lambda name, text: text,
) -> None:
    """Copy a wheel member by member.

    Parameters
    ----------
    source, target : Path
        Wheel to read and wheel to write.
    wanted : callable
        Tells by its name whether a member stays.
    edit : callable
        Given the name and the text of a file of the ``dist-info`` folder, returns its new text.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            if item.is_dir() or not wanted(item.filename):
                continue
            content = old.read(item)
            folder, _, name = item.filename.rpartition("/")
            if folder.endswith(".dist-info"):
                content = edit(name, content.decode()).encode()
            new.writestr(item.filename, content, zipfile.ZIP_DEFLATED)


def make_pure(source: Path, folder: Path) -> Path:
    """Leave the compiled parts out of a wheel that runs without them; return the new wheel."""
    project, version = source.name.split("-")[:2]
    target = folder / f"{project}-{version}-py3-none-any.whl"

    def edit(name: str, text: str) -> str:
        if name != "WHEEL":
            return text
        text = re.sub(r"^Tag: .*\n", "", text, flags=re.MULTILINE)
        return text.replace("Purelib: false", "Purelib: true").rstrip() + "\nTag: py3-none-any\n"

    remake(source, target, lambda name: not name.endswith(COMPILED), edit)
    return target


def make_own(
    folder: Path, project: str, version: str, packages: Iterable[Path], requires: Iterable[str]
) -> Path:
    """Make a pure wheel out of package folders; return it."""
    stem = f"{project.replace('-', '_')}-{version}"
    target = folder / f"{stem}-py3-none-any.whl"
    needs = "".join(f"Requires-Dist: {name}\n" for name in requires)
    members = {
        f"{package.name}/{path.relative_to(package).as_posix()}": path.read_bytes()
        for package in packages
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    info = {
        "METADATA": f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n{needs}",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    members |= {f"{stem}.dist-info/{name}": text.encode() for name, text in info.items()}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return target


def lock_entry(wheel: Path, depends: Iterable[str]) -> dict[str, Any]:
    """Describe a pure wheel as Pyodide's lock does."""
    project, version = wheel.name.split("-")[:2]
    return {
        "name": project.replace("_", "-").lower(),
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": [],
        "depends": list(depends),
        "unvendored_tests": False,
    }


def depends_of(wheel: Path, known: Mapping[str, Any]) -> list[str]:
    """Names of the projects that a wheel requires without conditions and that are `known`."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode().splitlines()
    needs = (re.match(r"Requires-Dist: ([\w.-]+)[^;]*$", line) for line in lines)
    names = (re.sub(r"[-_.]+", "-", found[1]).lower() for found in needs if found)
    return [name for name in names if name in known]
