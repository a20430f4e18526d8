"""Measure the site: ``python -m bench [--json FILE] [--repeat N] [--soak [MINUTES]]``.

The environment variables ``SPIKING_DIST`` and ``SPIKING_CHROMIUM`` name the built site and the
browser; ``SPIKING_BENCH_REPEAT`` is the number of repetitions unless ``--repeat`` says otherwise.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.accuracy import measure_errors, measure_speed
from bench.browser import version
from bench.kernels import measure_kernels
from bench.lighthouse import measure_lighthouse
from bench.moves import measure_moves
from bench.own import measure_own
from bench.soak import MINUTES, measure_soak
from bench.start import measure_starts
from bench.stock import stock_site
from bench.table import Figure, collected, format_table, to_json
from bench.update import measure_long, measure_updates
from bench.worker import measure_worker
from builder.files import BuildError, say, write_atomically

REPEAT = "3"


def parse(argv: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench", description="Print the benchmark table.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers here as well")
    parser.add_argument(
        "--repeat",
        type=int,
        default=os.environ.get("SPIKING_BENCH_REPEAT", REPEAT),
        metavar="N",
        help=f"visits with an empty cache to each site (default: {REPEAT})",
    )
    parser.add_argument(
        "--soak",
        nargs="?",
        type=float,
        const=MINUTES,
        metavar="MINUTES",
        help=f"use the page at random, for {MINUTES:g} minutes, instead of all else",
    )
    arguments = parser.parse_args(argv)
    if arguments.repeat < 1:
        parser.error(f"--repeat must be at least 1, got {arguments.repeat}")
    return arguments


def measure(repeat: int, soak: float | None) -> tuple[list[Figure], dict[str, Any]]:
    """Measure everything; return the figures and what they were measured on.

    If `soak` is given, only so many minutes of random use.
    """
    try:
        dist = Path(os.environ["SPIKING_DIST"])
        os.environ["SPIKING_CHROMIUM"]
    except KeyError as error:
        raise BuildError(f"{error} is not set; run `python build.py bench` instead.") from None
    begin = {"load_before": load(), "time": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
    with tempfile.TemporaryDirectory(prefix="spiking-") as name, sync_playwright() as playwright:
        # A copy, so that a build beside this run does not change what is measured.
        ours = Path(shutil.copytree(dist, Path(name) / "dist"))
        stock = functools.cache(stock_site)
        parts = (
            ("starts", "Starts", lambda: measure_starts(playwright, stock(), ours, repeat)),
            ("updates", "Slider to frame", lambda: measure_updates(playwright, ours)),
            ("long", "Slider to frame, long run", lambda: measure_long(playwright, ours)),
            ("moves", "Many moves of a slider", lambda: measure_moves(playwright, ours)),
            ("own", "A model of one's own", lambda: measure_own(playwright, ours, repeat)),
            ("lighthouse", "Lighthouse", lambda: measure_lighthouse(ours)),
            ("errors", "Spike time errors", measure_errors),
            ("speed", "Speed in CPython", measure_speed),
            ("kernels", "Kernels beside C", measure_kernels),
            ("worker", "Speed in a browser's worker", lambda: measure_worker(playwright, stock)),
        )
        if soak is not None:
            soaking = ("soak", "Random use", lambda: measure_soak(playwright, ours, soak))
            parts = (soaking,)
        figures = [figure for part in parts for figure in collected(*part)]
        machine = {
            "processors": os.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
            "browser": version(playwright),
        }
    return figures, {**machine, "repeat": repeat, **begin, "load_after": load()}


def load() -> float | None:
    """Return the mean number of busy processes in the last minute, where the system tells."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def main(argv: list[str]) -> int:
    """Print the table; 0 whether or not all targets are reached."""
    arguments = parse(argv)
    try:
        figures, machine = measure(arguments.repeat, arguments.soak)
    except BuildError as error:
        say(str(error))
        return 1
    print(format_table(figures))
    print("\n" + ", ".join(f"{name}: {value}" for name, value in machine.items()))
    if arguments.json:
        content = {"machine": machine, "figures": to_json(figures)}
        write_atomically(arguments.json, (json.dumps(content, indent=1) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
