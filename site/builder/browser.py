"""Find the Chromium that the tests drive, or install one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from builder.files import BuildError, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = {
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    "win32": (
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Chromium\Application\chrome.exe",
    ),
}


def find() -> str | None:
    """Path of a Chromium or Chrome, or None.

    ``SPIKING_CHROMIUM`` comes first, then the search path, the usual places of the system, and
    Playwright's own browser.
    """
    named = os.environ.get("SPIKING_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    for place in PLACES.get(sys.platform, ()):
        if Path(path := os.path.expandvars(place)).is_file():
            return path
    return find_playwright()


def find_playwright() -> str | None:
    """Path of the browser that Playwright has installed, or None."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def ensure() -> str:
    """Path of a Chromium, installed when there is none."""
    path = find()
    if path:
        return path
    reasons = []
    for name, commands in installers():
        say(f"no Chromium found; installing one with {name}")
        problem = run_all(commands)
        path = find()
        if path:
            return path
        reasons.append(f"{name}: {problem or 'it ended well but left no browser'}")
    raise BuildError(
        f"No Chromium was found and none could be installed ({'; '.join(reasons)}); install "
        "Chromium or Chrome, or name one in the environment variable SPIKING_CHROMIUM."
    )


def installers() -> list[tuple[str, list[list[str]]]]:
    """Ways to install a browser here, best first, each with its commands."""
    ways = []
    if shutil.which("apt-get"):
        ways.append(("apt-get", apt_get("chromium")))
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    ways.append(("playwright install chromium", [playwright]))
    return ways


def apt_get(*packages: str) -> list[list[str]]:
    """Commands that install packages of Debian and Ubuntu."""
    root = not hasattr(os, "geteuid") or os.geteuid() == 0
    prefix = [] if root else ["sudo", "-n"]
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return [[*prefix, "apt-get", "update"], [*prefix, *install]]


def run_all(commands: list[list[str]]) -> str:
    """Run commands in turn; empty text on success, else the words of the first failure."""
    for command in commands:
        try:
            done = subprocess.run(
                command,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                capture_output=True,
                text=True,
                errors="replace",
            )
        except OSError as error:
            return str(error)
        if done.returncode:
            words = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
            errors = [line for line in words if line.startswith("E: ") or "Error: " in line]
            return f"`{' '.join(command)}` failed: {(errors or words[-1:])[0].strip()}"
    return ""
