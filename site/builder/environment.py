"""The build's own Python environment: made when needed, never half trusted.

The environment carries a stamp with the sha256 of every lock installed in it and the version of
its Python. The stamp is removed before anything is changed and written last, so an interrupted
set-up leaves none and is made again.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from builder.files import (
    BUILD,
    LOCKS,
    ROOT,
    SITE,
    TESTS,
    BuildError,
    locked,
    refuse_full_disk,
    remove_tree,
    say,
    sha256_of,
    write_atomically,
)

VENV = BUILD / "venv"
BUILD_LOCK = LOCKS / "build.txt"
TESTS_LOCK = TESTS / "requirements.txt"


def python_of(venv: Path) -> Path:
    """Path of the interpreter inside a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ensure(locks: list[Path], venv: Path = VENV) -> Path:
    """Make the environment hold every lock given, and return its interpreter.

    Parameters
    ----------
    locks : list of Path
        Requirement files with hashes, in the order of installation.
    venv : Path
        Folder of the environment.

    Returns
    -------
    Path
        The interpreter to run.
    """
    wanted = {lock.name: sha256_of(lock) for lock in locks}
    with locked(venv.with_name(f"{venv.name}.lock"), "the environment"):
        stamp = read_stamp(venv)
        outdated = any(stamp.get(name) not in (None, sha) for name, sha in wanted.items())
        if not stamp or outdated:
            make(venv)
            stamp = {"python": python_version()}
        missing = [lock for lock in locks if lock.name not in stamp]
        if missing:
            stamp_file(venv).unlink(missing_ok=True)
            for lock in missing:
                install(venv, lock)
            stamp |= wanted
            write_atomically(stamp_file(venv), json.dumps(stamp, indent=1).encode())
    return python_of(venv)


def stamp_file(venv: Path) -> Path:
    """Where the stamp of an environment lies."""
    return venv / "stamp.json"


def python_version() -> str:
    """Version of the running Python, as the stamp records it."""
    return ".".join(map(str, sys.version_info[:3]))


def read_stamp(venv: Path) -> dict[str, str]:
    """Stamp of a finished environment of this Python; empty for any other."""
    try:
        stamp = json.loads(stamp_file(venv).read_text())
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or not python_of(venv).exists():
        return {}
    return stamp if stamp.get("python") == python_version() else {}


def make(venv: Path) -> None:
    """Make an empty environment in place of what lies there."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise BuildError(
            f"The Python at {sys.executable} has no `venv` or `ensurepip` module; install it "
            "(Debian and Ubuntu: `apt-get install python3-venv`) or use a Python from python.org."
        )
    say(f"making the environment in {venv}")
    remove_tree(venv)
    # Started from the environment itself, the interpreter beneath it is the one to copy.
    interpreter = sys.executable
    if Path(sys.prefix).resolve() == venv.resolve():
        interpreter = getattr(sys, "_base_executable", sys.executable)
    run([interpreter, "-m", "venv", str(venv)], f"Making the environment {venv}")


def install(venv: Path, lock: Path) -> None:
    """Install a lock, each file checked against its hash."""
    say(f"installing {lock.name} (once; about a minute)")
    pip = [str(python_of(venv)), "-m", "pip", "--disable-pip-version-check"]
    # Not compiled: most of what is installed is never imported, and the rest compiles itself.
    options = ["--quiet", "--no-compile", "--require-hashes", "-r", str(lock)]
    run([*pip, "install", *options], f"Installing {lock}")


def run(command: list[str], step: str) -> None:
    """Run a command quietly; a failure repeats its last words and says what to do."""
    done = subprocess.run(
        command, env=clean_variables(), capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        refuse_full_disk(done.stderr)
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
        words = errors or (done.stderr or done.stdout).splitlines()[-3:] or ["no message"]
        raise BuildError(
            f"{step} failed with exit code {done.returncode}: {' '.join(words)} -- check the "
            "network and pip's configuration, then run the same command again."
        )


def clean_variables() -> dict[str, str]:
    """Environment variables for child processes, without those that redirect installs."""
    dropped = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"PYTHONNOUSERSITE": "1"}


def hand_over(
    python: Path, module: str, arguments: list[str], extra_paths: tuple[Path, ...] = ()
) -> NoReturn:
    """Go on as ``python -m module``; the project's and the extra folders are importable."""
    variables = clean_variables() | {
        "PYTHONPATH": os.pathsep.join(map(str, (SITE, ROOT, *extra_paths))),
        "PYTHONHASHSEED": "0",
    }
    command = [str(python), "-P", "-m", module, *arguments]
    sys.stdout.flush()
    if os.name == "nt":
        raise SystemExit(subprocess.run(command, env=variables).returncode)
    os.execve(command[0], command, variables)
