"""The files that go into the browser, each pinned by its sha256.

``site/locks/browser.json`` is the authority: where a file comes from does not matter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from builder.files import LOCKS, BuildError

BROWSER_LOCK = LOCKS / "browser.json"
PYODIDE_LOCK = "pyodide-lock.json"


@dataclass(frozen=True)
class LockedFile:
    """One file of the browser's bundle."""

    name: str
    """Key for those who use it: a project's name, or a core file's own name."""
    group: str
    """``core``, ``app``, ``figure``, ``assembler``, ``bundler`` or ``bench``."""
    source: str
    """``pyodide``, ``pypi`` or ``npm``."""
    file: str
    """File name, also under which the sources know it."""
    sha256: str
    size: int
    project: str = ""
    version: str = ""


@dataclass(frozen=True)
class Carrier:
    """A wheel on PyPI that holds Pyodide's files, for when the official source is away."""

    project: str
    version: str
    file: str
    sha256: str
    folder: str
    added: tuple[str, ...] = ()
    """Packages that the carrier's makers wrote into their copy of Pyodide's lock."""

    def restored(self, file: str, content: bytes) -> bytes:
        """Bytes of a member as Pyodide published it: its lock without the additions."""
        if file != PYODIDE_LOCK:
            return content
        lock = json.loads(content)
        for name in self.added:
            lock["packages"].pop(name, None)
        return json.dumps(lock).encode()


@dataclass(frozen=True)
class BrowserLock:
    """All that ``browser.json`` says."""

    pyodide: str
    official: str
    carrier: Carrier
    files: dict[str, LockedFile]


def load(path: Path = BROWSER_LOCK) -> BrowserLock:
    """Read the lock."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return BrowserLock(
        pyodide=content["pyodide"],
        official=content["official"],
        carrier=Carrier(**content["carrier"]),
        files={name: LockedFile(name, **entry) for name, entry in content["files"].items()},
    )


def check_against_pyodide(lock: BrowserLock, pyodide_lock: Path) -> None:
    """Refuse a wheel whose sha256 is not the one in Pyodide's own lock."""
    packages = json.loads(pyodide_lock.read_text(encoding="utf-8"))["packages"].values()
    theirs = {package["file_name"]: package["sha256"] for package in packages}
    for file in lock.files.values():
        if file.source == "pyodide" and file.project and theirs.get(file.file) != file.sha256:
            raise BuildError(
                f"{file.file} has sha256 {file.sha256} in site/locks/browser.json but "
                f"{theirs.get(file.file, 'no entry')} in Pyodide's own lock; renew browser.json "
                "with `python -m builder.renew` (see site/builder/renew.py)."
            )
