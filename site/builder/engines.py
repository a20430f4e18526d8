"""Find the two browsers that the tests drive beside Chromium, or install them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from builder.browser import apt_get, run_all
from builder.files import BuildError, say


@dataclass(frozen=True)
class Program:
    """A program that comes with a package of Debian and Ubuntu."""

    title: str
    variable: str
    """Environment variable that may name another one."""
    package: str
    names: tuple[str, ...] = ()
    """In the search path, best first."""
    places: str = ""
    """A pattern of paths below ``/usr/lib``."""


FIREFOX = Program("Firefox", "SPIKING_FIREFOX", "firefox-esr", ("firefox-esr", "firefox"))
WEBKIT_DRIVER = Program(
    "WebKit's driver", "SPIKING_WEBKIT_DRIVER", "webkit2gtk-driver", ("WebKitWebDriver",)
)
MINI_BROWSER = Program(
    "WebKit's small browser",
    "SPIKING_WEBKIT",
    "webkit2gtk-driver",
    places="*/webkit2gtk-4.1/MiniBrowser",
)
XVFB = Program("a screen for it", "SPIKING_XVFB", "xvfb", ("Xvfb",))
PROGRAMS = (FIREFOX, WEBKIT_DRIVER, MINI_BROWSER, XVFB)


def find(program: Program) -> str | None:
    """Path of a program, or None."""
    named = os.environ.get(program.variable)
    if named:
        return named
    for name in program.names:
        if path := shutil.which(name):
            return path
    found = sorted(Path("/usr/lib").glob(program.places)) if program.places else []
    return str(found[-1]) if found else None


def path_of(program: Program) -> str:
    """Path of a program; a sentence with the cure if there is none."""
    path = find(program)
    if path is None:
        raise BuildError(
            f"{program.title} was not found; on Debian and Ubuntu install the package "
            f"`{program.package}`, elsewhere name one in the environment variable "
            f"{program.variable}."
        )
    return path


def install() -> None:
    """Install what is missing, where that is known how; a test says what it then still lacks."""
    missing = [program for program in PROGRAMS if find(program) is None]
    if not missing or not shutil.which("apt-get"):
        return
    say(f"installing {', '.join(program.title for program in missing)} with apt-get")
    for package in dict.fromkeys(program.package for program in missing):
        if problem := run_all(apt_get(package)):
            say(problem)
