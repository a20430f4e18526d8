"""Programs: what the checker refuses, what the evaluator gives, what the builder shares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from spiking_core.tracing import MATHEMATICAL, PRIMITIVES, Instruction, Program, check, evaluate
from spiking_core.tracing.builder import Builder
from spiking_core.tracing.tracer import MAX_POWER, trace


def program(*instructions: tuple[str, tuple[int, ...]], outputs: tuple[int, ...]) -> Program:
    """A program of two inputs and the constant 2, which is value 2."""
    return Program(("a", "v"), (2.0,), tuple(Instruction(*i) for i in instructions), outputs)


def operations(function: Any, *names: str) -> list[str]:
    return [i.primitive for i in trace(function, names).instructions]


BROKEN = {
    "a reference forward": (program(("add", (0, 3)), outputs=(3,)), "value 3, of 3 before it"),
    "a negative reference": (program(("neg", (-1,)), outputs=(3,)), "value -1"),
    "an unknown primitive": (program(("atan2", (0, 1)), outputs=(3,)), "not a primitive"),
    "a missing operand": (program(("add", (0,)), outputs=(3,)), "takes 2 operands, got 1"),
    "a truth value in a sum": (
        program(("lt", (0, 1)), ("add", (3, 0)), outputs=(4,)),
        "`add` takes a number, and value 3 is a truth",
    ),
    "a number as a condition": (program(("select", (0, 1, 2)), outputs=(3,)), "takes a truth"),
    "a truth value as result": (program(("lt", (0, 1)), outputs=(3,)), "result takes a number"),
    "a result that is not there": (program(outputs=(3,)), "The result refers to value 3"),
    "one name twice": (Program(("v", "v"), (), (), (0,)), "one name"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_the_checker_refuses(case: str):
    broken, message = BROKEN[case]
    with pytest.raises(ValueError, match=message):
        check(broken)


def test_the_checker_passes_a_sound_program():
    sound = program(("lt", (0, 1)), ("mul", (1, 2)), ("select", (3, 4, 0)), outputs=(5, 2, 0))
    check(sound)
    assert evaluate(sound, [1.0, 3.0]) == [6.0, 2.0, 1.0]


def test_a_program_evaluates_on_arrays():
    sound = program(("lt", (0, 1)), ("mul", (1, 2)), ("select", (3, 4, 0)), outputs=(5,))
    a, v = np.array([1.0, 5.0]), np.array([3.0, 4.0])
    assert evaluate(sound, [a, v])[0].tolist() == [6.0, 5.0]


def test_a_program_takes_one_value_per_input():
    with pytest.raises(ValueError, match="takes 2 values, got 1"):
        evaluate(program(outputs=(0,)), [1.0])


def test_a_program_prints_one_line_per_instruction():
    def rhs(v: Any, u: Any) -> Any:
        return np.where(v > 0, 2 * v - u, np.exp(u))

    assert str(trace(rhs, ("v", "u"))) == (
        "v4 = v > 0.0\nv5 = 2.0 * v\nv6 = v5 - u\nv7 = exp(u)\nv8 = select(v4, v6, v7)\nreturn v8"
    )


def test_printed_names_differ_from_those_of_the_inputs():
    assert str(trace(lambda v1: v1 * v1, ("v1",))) == "v_1 = v1 * v1\nreturn v_1"


def test_common_subexpressions_are_shared():
    def twice(v: Any) -> Any:
        return np.exp(v / 3) * (np.exp(v / 3) + 1)

    assert operations(twice, "v") == ["div", "exp", "add", "mul"]


def test_what_no_output_needs_is_left_out():
    def wasteful(v: Any) -> Any:
        np.exp(v)
        return v + 1

    assert operations(wasteful, "v") == ["add"]


IDENTITIES: dict[str, Any] = {
    "x + 0": lambda x: x + 0,
    "0 + x": lambda x: 0 + x,
    "x - 0": lambda x: x - 0,
    "x * 1": lambda x: x * 1,
    "1 * x": lambda x: 1 * x,
    "x / 1": lambda x: x / 1,
    "- -x": lambda x: -np.negative(x),
    "x where True": lambda x: np.where(True, x, 2.0),
    "x either way": lambda x: np.where(x > 0, x, x),
    "x**1": lambda x: x**1,
    "not not": lambda x: np.where(np.logical_not(np.logical_not(x > 0)) | (x > 0), x, x),
}


@pytest.mark.parametrize("case", IDENTITIES)
def test_identities_need_no_instruction(case: str):
    assert operations(IDENTITIES[case], "x") == []


def test_constants_are_folded():
    def folded(x: Any) -> Any:
        two = x**0 + 1
        return x * np.where(two > 1, two * 3, 0.0)

    result = trace(folded, ("x",))
    assert (result.constants, len(result.instructions)) == ((6.0,), 1)


def test_zeros_of_both_signs_and_nan_stay_apart():
    builder = Builder(("x",))
    assert builder.constant(0.0) != builder.constant(-0.0)
    assert builder.constant(math.nan) == builder.constant(math.nan)


@pytest.mark.parametrize("divisor", [0.5, 2.0, -4.0, 2.0**1022, 2.0**-1022])
def test_division_by_a_power_of_two_becomes_multiplication(divisor: float):
    result = trace(lambda x: x / divisor, ("x",))
    assert [i.primitive for i in result.instructions] == ["mul"]
    assert evaluate(result, [3.7]) == [3.7 / divisor]


@pytest.mark.parametrize("divisor", [3.0, 0.1, 0.0, math.inf, 2.0**-1074])
def test_other_divisions_stay(divisor: float):
    assert operations(lambda x: x / divisor, "x") == ["div"]


def test_arithmetic_keeps_its_order_and_its_bits():
    def code(x: Any, y: Any, z: Any) -> Any:
        return (x + y) + z, x + (y + z), x * (y * z) / 7 - z / 8, x * 3 * y * 3

    rng = np.random.default_rng(1)
    values = [rng.normal(size=1000) * 10.0 ** rng.integers(-9, 9, 1000) for _ in range(3)]
    result = evaluate(trace(code, ("x", "y", "z")), values)
    assert all((got == want).all() for got, want in zip(result, code(*values), strict=True))


@pytest.mark.parametrize("n", range(-MAX_POWER, MAX_POWER + 1))
def test_small_powers_are_products(n: int):
    result = trace(lambda x: x**n, ("x",))
    assert not {"pow", "exp"} & {i.primitive for i in result.instructions}
    # Up to 15 roundings of one another's results.
    assert evaluate(result, [1.7])[0] == pytest.approx(1.7**n, rel=2e-15)


def test_half_powers_are_roots_and_others_are_powers():
    assert operations(lambda x: x**0.5, "x") == ["sqrt"]
    assert operations(lambda x: x**-0.5, "x") == ["sqrt", "div"]
    assert operations(lambda x: x ** (1 / 3), "x") == ["pow"]
    assert operations(lambda x: x**17, "x") == ["pow"]
    assert operations(lambda x, y: x**y, "x", "y") == ["pow"]


def test_a_program_can_be_put_into_another():
    square = trace(lambda x: x * x + 1, ("x",))
    builder = Builder(("v", "w"))
    (first,) = builder.inline(square, [0])
    (second,) = builder.inline(square, [first])
    (again,) = builder.inline(square, [0])
    assert again == first
    assert evaluate(builder.program([second]), [2.0, 0.0]) == [26.0]


POINTS = (-2.5, -1.0, -0.5, -0.0, 0.0, 0.5, 1.5, 2.5, 3.0, math.inf, -math.inf, math.nan)
ONE_VALUE = (
    "absolute", "negative", "square", "reciprocal", "exp2", "log2", "log10", "sign", "floor",
    "ceil", "rint", "trunc", "fabs", "cbrt", "isnan", "isinf", "isfinite", "positive", "round",
)  # fmt: skip
TWO_VALUES = (
    "maximum", "minimum", "fmax", "fmin", "hypot", "heaviside", "remainder", "floor_divide",
    "fmod", "copysign", "logaddexp", "less", "less_equal", "greater", "greater_equal", "equal",
    "not_equal", "power", "float_power",
)  # fmt: skip


@pytest.mark.parametrize("name", ONE_VALUE + MATHEMATICAL[:-1])
def test_functions_of_one_value_are_those_of_numpy(name: str):
    function, x = getattr(np, name), np.array(POINTS)
    with np.errstate(all="ignore"):
        expected = function(x)
    # exp2, log2, log10 and cbrt take the way over exp and log.
    np.testing.assert_allclose(evaluate(trace(function, ("x",)), [x])[0], expected, rtol=1e-14)


@pytest.mark.parametrize("name", TWO_VALUES)
def test_functions_of_two_values_are_those_of_numpy(name: str):
    divides = name in ("remainder", "floor_divide", "fmod", "copysign")
    # Nothing is said of division by zero, nor of the sign of a zero.
    divisors = [y for y in POINTS[:-3] if y or not divides]
    x, y = (z.ravel() for z in np.meshgrid(POINTS[:-3], divisors))
    function = getattr(np, name)
    with np.errstate(all="ignore"):
        expected = function(x, y)
    got = evaluate(trace(function, ("x", "y")), [x, y])[0]
    np.testing.assert_allclose(got, expected, rtol=1e-14)


@pytest.mark.parametrize("x", POINTS)
def test_clip_logic_and_truth_values_as_numbers(x: float):
    def code(x: Any) -> Any:
        inside = np.logical_and(x > -1, x < 2) | np.logical_not(x >= -2) & ~(x < -9)
        return np.clip(x, -1, 2), (x > 0) * 3.0 + inside, np.where(x, 1.0, 2.0), x // 2, x % 2

    with np.errstate(all="ignore"):
        expected = [float(value) for value in code(np.float64(x))]
    got = evaluate(trace(code, ("x",)), [x])
    for one, other in zip(got[:3], expected[:3], strict=True):
        assert one == pytest.approx(other, abs=0, rel=0, nan_ok=True)
    if math.isfinite(x):
        assert got[3:] == expected[3:]


def test_every_primitive_takes_arrays_and_floats_alike():
    x, y = np.array([0.25, 3.0, 17.5]), np.array([2.0, -1.0, 4.0])
    for name, primitive in PRIMITIVES.items():
        kinds = primitive.operands
        arrays = [z > 0 if k == "truth" else z for k, z in zip(kinds, (x, y, x), strict=False)]
        whole = primitive.evaluate(*(np.rint(a) if name == "pow2" else a for a in arrays))
        single = [
            primitive.evaluate(*(float(np.rint(a[k])) if name == "pow2" else a[k] for a in arrays))
            for k in range(3)
        ]
        assert whole.tolist() == single, name


@pytest.mark.parametrize("x", [1.0, 1.5, 1e-300, 3e300, -6.5, 2.0**-1022])
def test_mantissa_and_exponent_make_up_the_number(x: float):
    mantissa = PRIMITIVES["mantissa"].evaluate(x)
    assert 1 <= mantissa < 2
    assert mantissa * PRIMITIVES["pow2"].evaluate(PRIMITIVES["exponent"].evaluate(x)) == abs(x)


@pytest.mark.parametrize("k", [-1022, -1, 0, 1, 52, 1023])
def test_powers_of_two(k: int):
    assert PRIMITIVES["pow2"].evaluate(float(k)) == 2.0**k
