"""The figures of a run, and the table that they make."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes
    ----------
    key : str
        Name in the JSON file.
    text : str
        What was measured.
    value : float
        The figure itself; not a number if it could not be had.
    unit : str
        Unit of `value`; empty for a ratio.
    target : float, optional
        The largest value that reaches the target; none if the figure is only reported.
    samples : tuple of float
        What `value` was made of, in the order of measuring.
    reason : str
        Why the figure could not be had.
    """

    key: str
    text: str
    value: float
    unit: str = ""
    target: float | None = None
    samples: tuple[float, ...] = ()
    reason: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None where there is no target."""
        return None if self.target is None else self.value <= self.target


def of_samples(
    key: str, text: str, samples: Iterable[float], unit: str, target: float | None = None
) -> Figure:
    """Make a figure out of the median of `samples`."""
    samples = tuple(samples)
    return Figure(key, text, median(samples), unit, target, samples)


def collected(
    key: str, text: str, measure: Callable[..., Iterable[Figure]], *arguments: Any
) -> Iterator[Figure]:
    """Figures of `measure(*arguments)`; where it fails, one that says why, and the others stay.

    Whatever goes wrong in a browser or in a page costs the rest of one part of the table only.
    """
    try:
        yield from measure(*arguments)
    except Exception as error:
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        yield Figure(key, text, math.nan, reason=reason)


def median(samples: Sequence[float]) -> float:
    """Median of `samples`; not a number if there are none."""
    return percentile(samples, 50.0)


def percentile(samples: Sequence[float], percent: float) -> float:
    """Percentile of `samples`, interpolated; not a number if there are none."""
    return float(np.percentile(samples, percent)) if len(samples) else math.nan


def format_table(figures: Sequence[Figure]) -> str:
    """Return the table as aligned text, one line per figure."""
    rows = [("figure", "value", "target", "reached"), *map(_cells, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}".rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def to_json(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Return the figures as JSON values; what is not a number becomes null."""
    rows = [{**asdict(figure), "reached": figure.reached} for figure in figures]
    for row in rows:
        row["value"] = row["value"] if math.isfinite(row["value"]) else None
    return rows


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    target = "" if figure.target is None else f"<= {_number(figure.target, figure.unit)}"
    reached = {None: "", True: "yes", False: "NO"}[figure.reached]
    text = figure.text + (f": {figure.reason}" if figure.reason else "")
    return text, _number(figure.value, figure.unit), target, reached


def _number(value: float, unit: str) -> str:
    """Three digits, without an exponent where the number is not small."""
    if math.isnan(value):
        return "not measured"
    text = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{text} {unit}" if unit else text
