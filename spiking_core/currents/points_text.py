"""Points as text: what a visitor pastes, and the compact form for a URL."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence

from spiking_core.currents.table import read_table, short
from spiking_core.currents.table_units import powers

Pair = tuple[float, float]

MAX_POINTS = 100_000
MAX_TIME = 1e9

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def check(pairs: Sequence[Pair], subject: Callable[[int], str]) -> None:
    """Refuse points that are no function of time.

    Parameters
    ----------
    pairs : sequence of (float, float)
        Time in ms and current.
    subject : callable
        How the message calls the point with this index.

    Raises
    ------
    ValueError
        If a number is not finite, a time beyond 1e9 ms or before the previous one, or a time
        stands more than twice.
    """
    before, twice = -math.inf, False
    for k, (t, level) in enumerate(pairs):
        if not math.isfinite(level):
            raise ValueError(f"The current of {subject(k)} must be a finite number, got {level}.")
        if not -MAX_TIME <= t <= MAX_TIME:
            raise ValueError(
                f"The time of {subject(k)} must lie in [{-MAX_TIME:g}, {MAX_TIME:g}] ms, got {t}."
            )
        if t < before:
            raise ValueError(
                f"The time of {subject(k)} must not be before the previous one, {_write(before)} "
                f"ms, got {_write(t)} ms. Sort the points by time."
            )
        if t == before and twice:
            raise ValueError(
                f"The time of {subject(k)} must not stand more than twice, got {_write(t)} ms "
                "again. Two points with the same time are a jump."
            )
        twice = t == before
        before = t


def check_count(count: int) -> None:
    """Refuse more points than are allowed."""
    if count > MAX_POINTS:
        raise ValueError(
            f"A current must have at most {MAX_POINTS:,} points, got {count:,}. "
            "Leave out points that lie on a straight line."
        )


def parse(text: str, dt: float, unit: str | None) -> list[Pair]:
    """Return the points of a pasted table; see `Points.parse`."""
    if not isinstance(text, str):
        raise TypeError(f"The points must be a text, got {text!r}.")
    table = read_table(text)
    factors = powers(table, unit)
    rows = [[_scaled(*pair) for pair in zip(row, factors, strict=True)] for row in table.rows]
    if len(factors) == 1:
        samples = zip(table.lines, rows, strict=True)
        return _held([(f"line {line}", level) for line, (level,) in samples], dt)
    check_count(len(rows))
    pairs = [(t, level) for t, level in rows]
    check(pairs, lambda k: f"line {table.lines[k]}")
    return pairs


def to_text(pairs: Iterable[Pair]) -> str:
    """Return ``"0:0_10:0_10:14"``: time and current, every number to its last digit."""
    return "_".join(f"{_write(t)}:{_write(level)}" for t, level in pairs)


def from_text(text: str) -> list[Pair]:
    """Return the points of the compact form."""
    if not isinstance(text, str):
        raise TypeError(f"The points must be a text, got {text!r}.")
    check_count(text.count("_") + 1)
    pairs = []
    for k, part in enumerate(text.split("_"), start=1):
        fields = part.split(":")
        if len(fields) != 2:
            raise ValueError(
                f"Point {k} must read `time:current`, got `{short(part)}`. "
                "Write the points as in `0:0_10:0_10:14`."
            )
        t, level = (_number(field, f"Point {k}") for field in fields)
        pairs.append((t, level))
    check(pairs, lambda k: f"point {k + 1}")
    return pairs


def _held(samples: list[tuple[str, float]], dt: float) -> list[Pair]:
    """Return the points of a current that holds sample k on [k dt, (k+1) dt)."""
    pairs: list[Pair] = []
    for k, (subject, level) in enumerate(samples):
        if not math.isfinite(level):
            raise ValueError(f"The current of {subject} must be a finite number, got {level}.")
        if not pairs:
            pairs.append((0.0, level))
        elif level != pairs[-1][1]:
            pairs += [(k * dt, pairs[-1][1]), (k * dt, level)]
    check_count(len(pairs))
    check(pairs, lambda k: f"point {k + 1}")
    return pairs


def _number(field: str, subject: str) -> float:
    if not _NUMBER.fullmatch(field):
        raise ValueError(f"{subject} must hold numbers, got `{short(field)}`.")
    return float(field)


def _scaled(text: str, power: int) -> float:
    """Return a number times a power of ten, rounded once."""
    if power == 0:
        return float(text)
    mantissa, _, exponent = text.lower().partition("e")
    return float(f"{mantissa}e{int(exponent or 0) + power}")


def _write(value: float) -> str:
    # In a URL a plus sign is a blank.
    return repr(value).removesuffix(".0").replace("e+", "e")
