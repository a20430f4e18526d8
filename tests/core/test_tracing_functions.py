"""The mathematical functions of programs: accuracy, symmetry, limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from spiking_core.tracing import MATHEMATICAL, NUMPY, PORTABLE, check, evaluate, function_program

N = 20_000
PI = math.pi
# Points of the uniform part, and the largest error in units in the last place.
RANGES: dict[str, tuple[float, float, float]] = {
    "exp": (-708.0, 709.7, 1.0),
    "expm1": (-60.0, 709.7, 1.6),
    "log": (0.1, 10.0, 1.0),
    "log1p": (-0.9, 10.0, 1.0),
    "tanh": (-22.0, 22.0, 2.6),
    "sinh": (-709.7, 709.7, 2.1),
    "cosh": (-709.7, 709.7, 1.5),
    "sin": (-1e6, 1e6, 1.0),
    "cos": (-1e6, 1e6, 1.0),
    "tan": (-1e6, 1e6, 2.2),
    "arctan": (-10.0, 10.0, 1.0),
}
ODD = ("tanh", "sinh", "sin", "tan", "arctan")
EVEN = ("cosh", "cos")

# A test of its own says what the logarithm of a subnormal number is.
LIMITS = [
    (name, x)
    for name in RANGES
    for x in (0.0, -0.0, math.inf, -math.inf, math.nan, 1e-320, 1000.0, -1000.0)
    if (name, x) != ("log", 1e-320)
]

needs_extended = pytest.mark.skipif(
    np.finfo(np.longdouble).nmant <= 52, reason="no type here is more accurate than double"
)


def points(name: str) -> NDArray[np.floating]:
    """Uniform points, points of all sizes inside the range, and the usual edges."""
    low, high, _ = RANGES[name]
    rng = np.random.default_rng(5)
    sizes = 10.0 ** rng.uniform(-300, np.log10(high), N // 4)
    sizes = np.concatenate([sizes, 10.0 ** rng.uniform(-3, 0.5, N // 4)])
    if low < 0:
        sizes *= rng.choice([-1.0, 1.0], sizes.size)
    edges = np.array([1.0, 0.5, math.log(2) / 2, 2**-28, 1e-8, 0.7, 1.5, 7 / 16, 11 / 16, 39 / 16])
    return np.concatenate([rng.uniform(low, high, N // 2), sizes[sizes > low], edges])


def units(name: str, x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Errors in units in the last place of the result."""
    exact = getattr(np, name)(x.astype(np.longdouble))
    spacing = np.spacing(np.abs(exact).astype(float))
    return (np.abs(PORTABLE[name](x) - exact) / spacing).astype(float)


@needs_extended
@pytest.mark.parametrize("name", RANGES)
def test_the_error_is_at_most_so_many_units_in_the_last_place(name: str):
    assert units(name, points(name)).max() <= RANGES[name][2]


@needs_extended
@pytest.mark.parametrize("name", ["log", "log1p"])
def test_logarithms_of_very_large_and_very_small_numbers(name: str):
    x = 10.0 ** np.random.default_rng(2).uniform(-307, 308, N)
    assert units(name, x).max() <= 1.0


@needs_extended
@pytest.mark.parametrize("name", ["sin", "cos"])
def test_sine_and_cosine_close_to_multiples_of_a_quarter_turn(name: str):
    assert units(name, np.arange(1, N) * (PI / 2)).max() <= 1.0


@needs_extended
@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_large_angles_are_those_of_an_angle_one_unit_off(name: str):
    x = np.random.default_rng(3).uniform(1.6e6, 1e12, N)
    exact = getattr(np, name)(x.astype(np.longdouble))
    slope = 1 + exact**2 if name == "tan" else 1.0
    error = np.abs(PORTABLE[name](x) - exact)
    assert (error <= np.spacing(x) * slope + 2e-15 * (1 + np.abs(exact))).mean() > 0.999


@pytest.mark.parametrize("name", ODD)
def test_odd_functions(name: str):
    x = np.abs(points(name))
    assert np.array_equal(PORTABLE[name](-x), -PORTABLE[name](x))


@pytest.mark.parametrize("name", EVEN)
def test_even_functions(name: str):
    x = np.abs(points(name))
    assert np.array_equal(PORTABLE[name](-x), PORTABLE[name](x))


@pytest.mark.parametrize(("name", "x"), LIMITS)
def test_limits_are_those_of_numpy(name: str, x: float):
    with np.errstate(all="ignore"):
        expected = float(NUMPY[name](np.float64(x)))
    assert PORTABLE[name](x) == pytest.approx(expected, rel=1e-15, abs=0, nan_ok=True)


@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_angles_too_large_give_nan(name: str):
    assert math.isnan(PORTABLE[name](1.1e12))


def test_the_exponential_overflows_and_underflows_where_it_should():
    exp = PORTABLE["exp"]
    assert exp(709.78) == pytest.approx(math.exp(709.78), rel=1e-15)
    assert exp(709.79) == math.inf
    assert exp(-708.0) == pytest.approx(math.exp(-708.0), rel=1e-15)
    assert 0 <= exp(-745.0) < 1e-300
    assert exp(0.0) == 1.0


def test_the_logarithm_of_a_subnormal_number_lies_at_the_end_of_the_normal_ones():
    x = np.array([5e-324, 1e-310, 2.2e-308])
    assert np.all((PORTABLE["log"](x) > -709.1) & (PORTABLE["log"](x) < -708.3))


def test_functions_rise_without_a_step_back():
    x = np.linspace(-3, 3, N)
    for name in ("exp", "expm1", "tanh", "sinh", "arctan"):
        # Two units in the last place of 1: what rounding may take back.
        assert np.diff(PORTABLE[name](x)).min() > -5e-16, name


def test_the_power_is_accurate_as_far_as_its_logarithm():
    rng = np.random.default_rng(4)
    x, y = 10.0 ** rng.uniform(-10, 10, N), rng.uniform(-20, 20, N)
    exact = np.power(x.astype(np.longdouble), y)
    error = np.abs(PORTABLE["pow"](x, y) / exact - 1).astype(float)
    assert np.all(error <= (1 + np.abs(y * np.log(x))) * 2.3e-16)


@pytest.mark.parametrize(
    ("x", "y"),
    [(0.0, 2.5), (0.0, -1.5), (0.0, 0.0), (2.0, 0.0), (-2.0, 3.0), (-2.0, 2.0), (-2.0, -3.0),
     (math.inf, 2.0), (math.inf, -2.0), (2.0, math.inf), (0.5, math.inf), (math.nan, 0.0)],
)  # fmt: skip
def test_special_powers_are_those_of_numpy(x: float, y: float):
    with np.errstate(divide="ignore"):
        expected = float(np.power(x, y))
    assert PORTABLE["pow"](x, y) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("x", "y"), [(-2.0, 0.5), (math.nan, 1.0), (2.0, math.nan)])
def test_powers_that_are_no_numbers(x: float, y: float):
    assert math.isnan(PORTABLE["pow"](x, y))


@pytest.mark.parametrize("name", MATHEMATICAL)
def test_functions_use_arithmetic_and_bits_only(name: str):
    program = function_program(name)
    check(program)
    assert not {i.primitive for i in program.instructions} & set(MATHEMATICAL)
    assert len(program.instructions) <= 120


@pytest.mark.parametrize("name", MATHEMATICAL)
def test_functions_give_the_same_bits_one_by_one_as_in_an_array(name: str):
    x = np.random.default_rng(6).uniform(0.1, 20, 200)
    columns = [x, x[::-1]][: len(function_program(name).inputs)]
    whole = evaluate(function_program(name), columns)[0]
    single = [
        evaluate(function_program(name), list(map(float, z)))[0] for z in zip(*columns, strict=True)
    ]
    assert whole.tolist() == single


def test_an_unknown_function_is_refused():
    with pytest.raises(ValueError, match="`erf` is none of exp"):
        function_program("erf")
