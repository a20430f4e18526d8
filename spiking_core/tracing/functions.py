"""The mathematical functions, written with arithmetic and bits only.

Branch-free: what a branch would choose is chosen by `select`. So one definition serves for
numbers and for vectors of numbers, and gives the same bits wherever doubles are IEEE 754.
After fdlibm 5.3 (Sun Microsystems, 1993; https://www.netlib.org/fdlibm), whose coefficients
they use. Largest errors found, in units in the last place:

======  =====  ============================================================================
exp      0.9   0 below -708.05 (no subnormal results), inf above 709.78
expm1    1.6   inf above 709.78
log      0.9   a subnormal argument gives a value between log(2**-1023) and log(2**-1022)
log1p    0.9
tanh     2.5
sinh     2.0   inf above 709.78 (instead of 710.47)
cosh     1.3   the same
sin      0.8   for |x| < 1.6e6; up to 1e12, that of an x one unit off; NaN beyond
cos      0.8   the same
tan      2.1   the same
arctan   0.8
pow            relative error about (1 + |y log x|) 2e-16; NaN for x < 0, unless y is integral
======  =====  ============================================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from spiking_core.tracing.primitives import MATHEMATICAL, NUMPY
from spiking_core.tracing.program import Program, evaluate
from spiking_core.tracing.tracer import Trace, Traced

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
PI_2_HIGH, PI_2_MIDDLE = 1.57079632673412561417e00, 6.07710050630396597660e-11
PI_2_LOW = 2.02226624879595063154e-21
#: Beyond, n * PI_2_HIGH is not exact; beyond the second, nothing is left of the accuracy.
LARGEST_ANGLE = 1e12

_EXP = (
    1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05,
    -1.65339022054652515390e-06, 4.13813679705723846039e-08,
)  # fmt: skip
_LOG = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01,
    2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01,
    1.479819860511658591e-01,
)  # fmt: skip
_SIN = (
    -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
    2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10,
)  # fmt: skip
_COS = (
    4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
    -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
)  # fmt: skip
_ARCTAN = (
    3.33333333333329318027e-01, -1.99999999998764832476e-01, 1.42857142725034663711e-01,
    -1.11111104054623557880e-01, 9.09088713343650656196e-02, -7.69187620504482999495e-02,
    6.66107313738753120669e-02, -5.83357013379057348645e-02, 4.97687799461593236017e-02,
    -3.65315727442169155270e-02, 1.62858201153657823623e-02,
)  # fmt: skip


def _bitwise(primitive: str, x: Any) -> Any:
    return x.trace.apply(primitive, (x,)) if isinstance(x, Traced) else NUMPY[primitive](x)


def _polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    """Return ``c[0] + c[1] x + c[2] x**2 + ...`` by Horner's rule."""
    result: Any = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        result = result * x + coefficient
    return result


def _exp_parts(x: Any, lowest: float) -> tuple[Any, Any]:
    """Return ``2**(k - 1)`` and ``exp(r) - 1``, where x = k log(2) + r and |r| < 0.35.

    ``2**k`` itself may overflow where exp(x) does not; for k = -1022, 0 is returned.
    """
    x = np.minimum(np.maximum(x, lowest), 710.0)
    k = np.rint(x * (1 / math.log(2)))
    high, low = x - k * LN2_HIGH, k * LN2_LOW
    r = high - low
    square = r * r
    c = r - square * _polynomial(square, _EXP)
    return _bitwise("pow2", k - 1.0), high - (low - r * c / (2.0 - c))


def exp(x: Any) -> Any:
    """Return e**x."""
    half, less_one = _exp_parts(x, -708.2)
    return half * (2.0 + 2.0 * less_one)


def expm1(x: Any) -> Any:
    """Return e**x - 1, accurate near 0."""
    half, less_one = _exp_parts(x, -60.0)
    return (half * less_one + (half - 0.5)) * 2.0


def _log_parts(u: Any) -> tuple[Any, Any]:
    """Return k and m, where u = 2**k m and m lies between 1/sqrt(2) and sqrt(2)."""
    m, k = _bitwise("mantissa", u), _bitwise("exponent", u)
    large = m > math.sqrt(2)
    return np.where(large, k + 1.0, k), np.where(large, 0.5 * m, m)


def _log(k: Any, f: Any, correction: Any) -> Any:
    """Return ``k log(2) + log(1 + f) + correction``."""
    s = f / (2.0 + f)
    square = s * s
    half_square = 0.5 * f * f
    rest = square * _polynomial(square, _LOG)
    tail = k * LN2_LOW + correction
    return s * (half_square + rest) + tail - half_square + f + k * LN2_HIGH


def _log_limits(x: Any, pole: float, value: Any) -> Any:
    at_pole = np.where(x == pole, -math.inf, math.nan)
    return np.where(x > pole, np.where(x < math.inf, value, x), at_pole)


def log(x: Any) -> Any:
    """Return the natural logarithm."""
    k, m = _log_parts(x)
    return _log_limits(x, 0.0, _log(k, m - 1.0, 0.0))


def log1p(x: Any) -> Any:
    """Return log(1 + x), accurate near 0."""
    u = 1.0 + x
    k, m = _log_parts(u)
    near = k == 0.0
    f = np.where(near, x, m - 1.0)
    correction = np.where(near, 0.0, (x - (u - 1.0)) / u)
    return _log_limits(x, -1.0, _log(k, f, correction))


def tanh(x: Any) -> Any:
    """Return the hyperbolic tangent."""
    t = expm1(-2.0 * np.abs(x))
    result = t / (t + 2.0)
    return np.where(x > 0.0, -result, result)


def sinh(x: Any) -> Any:
    """Return the hyperbolic sine."""
    t = expm1(np.abs(x))
    # Held below inf, for which the quotient would be NaN.
    result = 0.5 * (t + t / (np.minimum(t, 1e300) + 1.0))
    return np.where(x < 0.0, -result, result)


def cosh(x: Any) -> Any:
    """Return the hyperbolic cosine."""
    t = exp(np.abs(x))
    return 0.5 * t + 0.5 / t


def _sin_and_cos(x: Any) -> tuple[Any, Any]:
    """Return sine and cosine, of an angle reduced by Cody and Waite's method."""
    n = np.rint(x * (2 / math.pi))
    rough = x - n * PI_2_HIGH
    step = n * PI_2_MIDDLE
    r = rough - step
    low = n * PI_2_LOW - ((rough - r) - step)
    y = r - low
    tail = (r - y) - low
    square = y * y
    cube = square * y
    sine = _polynomial(square, _SIN[1:])
    sine = y - ((square * (0.5 * tail - cube * sine) - tail) - cube * _SIN[0])
    half = 0.5 * square
    w = 1.0 - half
    cosine = square * square * _polynomial(square, _COS)
    cosine = w + (((1.0 - w) - half) + (cosine - y * tail))
    quarter = n - 4.0 * np.floor(0.25 * n)
    odd = (quarter == 1.0) | (quarter == 3.0)
    known = np.abs(x) <= LARGEST_ANGLE
    s, c = np.where(odd, cosine, sine), np.where(odd, sine, cosine)
    s = np.where(quarter >= 2.0, -s, s)
    c = np.where((quarter == 1.0) | (quarter == 2.0), -c, c)
    return np.where(known, s, math.nan), np.where(known, c, math.nan)


def sin(x: Any) -> Any:
    """Return the sine."""
    return _sin_and_cos(x)[0]


def cos(x: Any) -> Any:
    """Return the cosine."""
    return _sin_and_cos(x)[1]


def tan(x: Any) -> Any:
    """Return the tangent."""
    s, c = _sin_and_cos(x)
    return s / c


def arctan(x: Any) -> Any:
    """Return the inverse tangent.

    With t the tangent of the difference to the nearest of 0, atan(1/2), pi/4, atan(3/2), pi/2.
    """
    a = np.abs(x)
    # Numerator and denominator of t, and the angle in two parts, from the largest down.
    rows = (
        (39 / 16, a - 1.5, 1.0 + 1.5 * a, 9.82793723247329054082e-01, 1.39033110312309984516e-17),
        (19 / 16, a - 1.0, a + 1.0, 7.85398163397448278999e-01, 3.06161699786838301793e-17),
        (11 / 16, 2.0 * a - 1.0, 2.0 + a, 4.63647609000806093515e-01, 2.26987774529616870924e-17),
        (7 / 16, a, 1.0, 0.0, 0.0),
    )
    parts: tuple[Any, ...] = -1.0, a, 1.57079632679489655800e00, 6.12323399573676603587e-17
    for limit, *row in rows:
        parts = tuple(np.where(a < limit, x, y) for x, y in zip(row, parts, strict=True))
    numerator, denominator, high, low = parts
    t = numerator / denominator
    square = t * t
    series = square * _polynomial(square, _ARCTAN)
    result = high - ((t * series - low) - t)
    return np.where(x < 0.0, -result, result)


def power(x: Any, y: Any) -> Any:
    """Return x**y; a negative `x` has integral powers only."""
    size = exp(y * log(np.abs(x)))
    odd = 0.5 * y != np.floor(0.5 * y)
    below = np.where(y == np.floor(y), np.where(odd, -size, size), math.nan)
    return np.where(y == 0.0, 1.0, np.where(x < 0.0, below, size))


_DEFINITIONS: dict[str, Callable[..., Any]] = {
    "exp": exp, "expm1": expm1, "log": log, "log1p": log1p, "tanh": tanh, "sinh": sinh,
    "cosh": cosh, "sin": sin, "cos": cos, "tan": tan, "arctan": arctan, "pow": power,
}  # fmt: skip


@cache
def function_program(name: str) -> Program:
    """Return the program of a mathematical function, without any mathematical primitive.

    Inputs are ``x`` and, for `pow`, ``y``.
    """
    if name not in MATHEMATICAL:
        raise ValueError(f"`{name}` is none of {', '.join(MATHEMATICAL)}.")
    trace = Trace(("x", "y") if name == "pow" else ("x",))
    return trace.program([_DEFINITIONS[name](*trace.inputs)])


def portable(name: str) -> Callable[..., Any]:
    """Return a mathematical function on floats and arrays, the same bits on any machine."""
    return lambda *values: evaluate(function_program(name), values)[0]


#: Evaluators of all primitives, to the bit what a compiled program computes.
PORTABLE: dict[str, Callable[..., Any]] = NUMPY | {name: portable(name) for name in MATHEMATICAL}
