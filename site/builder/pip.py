"""Download wheels with pip, whatever index its user has configured."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from builder.environment import clean_variables
from builder.files import refuse_full_disk

# One fixed target on every machine, so that the same file is chosen everywhere. It matters for the
# two packages with compiled parts, of which the bundle takes only the Python.
TARGET = (
    "--only-binary=:all:",
    "--python-version=3.14",
    "--platform=manylinux2014_x86_64",
    "--platform=manylinux_2_17_x86_64",
    "--platform=manylinux_2_28_x86_64",
    "--ignore-requires-python",
)


class Pinned(Protocol):
    """What pip must know of a file."""

    @property
    def version(self) -> str: ...
    @property
    def sha256(self) -> str: ...


def download(projects: Mapping[str, Pinned], folder: Path) -> str:
    """Download wheels into a folder.

    Parameters
    ----------
    projects : mapping of str to Pinned
        Project name to version and sha256; an empty sha256 takes the file unchecked.
    folder : Path
        Where the wheels go.

    Returns
    -------
    str
        Empty on success, else why pip failed.
    """
    lines = [
        f"{project}=={file.version}" + (f" --hash=sha256:{file.sha256}" if file.sha256 else "")
        for project, file in projects.items()
    ]
    requirements = folder / "requirements.txt"
    requirements.write_text("\n".join(lines) + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir"]
    done = subprocess.run(
        [*pip, "download", "--quiet", "--no-deps", *TARGET]
        + ["--dest", str(folder), "--requirement", str(requirements)],
        env=clean_variables(),
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        refuse_full_disk(done.stderr)
    return reason(done.stderr) if done.returncode else ""


def reason(stderr: str) -> str:
    """Pick the words that matter out of pip's complaint."""
    if "DO NOT MATCH THE HASHES" in stderr:
        named = re.findall(r"^\s+(\S+==\S+) ", stderr, re.MULTILINE)
        return f"the sha256 of {', '.join(named) or 'a file'} differs from the locked one"
    errors = [line for line in stderr.splitlines() if line.startswith("ERROR:")]
    return errors[-1] if errors else (stderr.strip().splitlines() or ["pip said nothing"])[-1]
