"""The scale of a slider: what it can be moved to, and how its number is written.

The page has the same without Python, see ``site/page/alone/layout.js``.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import NamedTuple

from spiking_core import Parameter

# Beyond a hundredth of a step, single values are not worth a slower slider.
FINEST = 1e-2
# Of a step: less is a rounding.
ROUNDING = 1e-6


class Scale(NamedTuple):
    """Range, step and number format of a slider."""

    start: float
    end: float
    step: float
    format: str


def scale(limit: Parameter, value: float, wide: bool = False) -> Scale:
    """Return the scale of a slider that shows a value as it is.

    Its stops are the whole multiples of the step, whatever the range, so that round numbers are
    among them; the step is as fine as the default and the value need.

    Parameters
    ----------
    limit : Parameter
        With its usual range and its bounds.
    value : float
        May lie outside of both.
    wide : bool
        Whether the range is that of the bounds; of one that has none, ten times the usual one.
    """
    low, high = wide_range(limit) if wide else limit.span
    step = _step_for(limit.step, limit.default, value) or _step_for(limit.step, value) or limit.step
    start = _multiple(math.ceil(min(low, value) / step - ROUNDING), step)
    end = _multiple(math.floor(max(high, value) / step + ROUNDING), step)
    digits = max(_digits(step), _digits(value))
    shown = "0." + "0" * digits if digits else "0"
    return Scale(min(start, value), max(end, value), step, shown)


def wide_range(limit: Parameter) -> tuple[float, float]:
    """Return the bounds; where there is none, ten times the usual range."""
    low, high = limit.span
    reach = 4.5 * (high - low)
    wide_low, wide_high = limit.bounds
    return (
        wide_low if math.isfinite(wide_low) else low - reach,
        wide_high if math.isfinite(wide_high) else high + reach,
    )


def rounded(value: float, step: float) -> float:
    """Return the number that a slider means by 10.100000000000001."""
    near = round(value, _digits(step))
    return near if math.isclose(near, value, rel_tol=1e-9, abs_tol=1e-12) else value


def _step_for(step: float, *values: float) -> float | None:
    """Return the largest step, out of 1, 2, 5 times powers of ten, whose multiples all are."""
    power = math.floor(math.log10(step))
    series = [float(f"{m}e{n}") for n in range(power, power - 4, -1) for m in (5, 2, 1)]
    finer = [s for s in series if FINEST * step * (1 - ROUNDING) <= s < step * (1 - ROUNDING)]
    return next((s for s in (step, *finer) if _all_on(s, *values)), None)


def _all_on(step: float, *values: float) -> bool:
    ratios = [value / step for value in values]
    return all(abs(ratio - math.floor(ratio + 0.5)) < ROUNDING for ratio in ratios)


def _multiple(k: int, step: float) -> float:
    return round(k * step, _digits(step))


def _digits(value: float) -> int:
    """Return the number of decimals of a number as it is written."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return max(0, -int(exponent))
