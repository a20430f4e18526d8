"""The operations of a traced program, one row each.

A value is a number (a double) or a truth value. `min` and `max` answer NaN if either operand is
NaN, as WebAssembly's ``f64.min`` and ``f64.max`` do; beside a constant other than 0 and NaN,
``min(x, c)`` is also ``c if c < x else x`` to the bit (``f64x2.pmin``). The three operations on
bits are

- ``pow2(k)``: bits(k + 6755399441056767) << 52, that is 2**k for an integral k in
  [-1022, 1023], 0 for k = -1023;
- ``mantissa(x)``: bits(x) with the sign cleared and the exponent of 1, in [1, 2);
- ``exponent(x)``: (bits(x) << 1 >>> 53) - 1023 as a number.

Zero and subnormal numbers have the exponent -1023 and the mantissa 1 + x 2**1022.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["number", "truth"]

_MAGIC = 6755399441056767.0  # 1.5 * 2**52 + 1023: k + _MAGIC has k + 1023 in its low bits
_FRACTION = np.int64(0x000FFFFFFFFFFFFF)
_ONE = np.int64(0x3FF0000000000000)


@dataclass(frozen=True)
class Primitive:
    """One operation.

    Attributes
    ----------
    name : str
        Name in an instruction.
    operands : tuple of {"number", "truth"}
        Kinds of the operands.
    result : {"number", "truth"}
        Kind of the result.
    evaluate : callable
        The operation on floats and arrays.
    symbol : str
        How it is printed; ``{}`` stands for an operand.
    """

    name: str
    operands: tuple[Kind, ...]
    result: Kind
    evaluate: Callable[..., Any]
    symbol: str


def _bits(x: Any) -> Any:
    return np.asarray(x, dtype=float).view(np.int64)


def _pow2(k: Any) -> Any:
    return (_bits(k + _MAGIC) << np.int64(52)).view(float)[()]


def _mantissa(x: Any) -> Any:
    return ((_bits(x) & _FRACTION) | _ONE).view(float)[()]


def _exponent(x: Any) -> Any:
    return (((_bits(x) >> np.int64(52)) & np.int64(0x7FF)) - 1023).astype(float)[()]


def _select(condition: Any, x: Any, y: Any) -> Any:
    return np.where(condition, x, y)[()]


def _row(
    name: str, operands: str, result: Kind, evaluate: Callable[..., Any], symbol: str = ""
) -> Primitive:
    kinds: dict[str, Kind] = {"n": "number", "t": "truth"}
    call = f"{name}({', '.join(['{}'] * len(operands))})"
    return Primitive(name, tuple(kinds[k] for k in operands), result, evaluate, symbol or call)


_ARITHMETIC = (
    _row("add", "nn", "number", np.add, "{} + {}"),
    _row("sub", "nn", "number", np.subtract, "{} - {}"),
    _row("mul", "nn", "number", np.multiply, "{} * {}"),
    _row("div", "nn", "number", np.divide, "{} / {}"),
    _row("neg", "n", "number", np.negative, "-{}"),
    _row("abs", "n", "number", np.absolute),
    _row("sqrt", "n", "number", np.sqrt),
    _row("min", "nn", "number", np.minimum),
    _row("max", "nn", "number", np.maximum),
    _row("floor", "n", "number", np.floor),
    _row("ceil", "n", "number", np.ceil),
    _row("nearest", "n", "number", np.rint),
    _row("pow2", "n", "number", _pow2),
    _row("mantissa", "n", "number", _mantissa),
    _row("exponent", "n", "number", _exponent),
    _row("lt", "nn", "truth", np.less, "{} < {}"),
    _row("le", "nn", "truth", np.less_equal, "{} <= {}"),
    _row("gt", "nn", "truth", np.greater, "{} > {}"),
    _row("ge", "nn", "truth", np.greater_equal, "{} >= {}"),
    _row("eq", "nn", "truth", np.equal, "{} == {}"),
    _row("ne", "nn", "truth", np.not_equal, "{} != {}"),
    _row("and", "tt", "truth", np.logical_and, "{} and {}"),
    _row("or", "tt", "truth", np.logical_or, "{} or {}"),
    _row("not", "t", "truth", np.logical_not, "not {}"),
    _row("select", "tnn", "number", _select),
)

_MATHEMATICAL = (
    _row("exp", "n", "number", np.exp),
    _row("expm1", "n", "number", np.expm1),
    _row("log", "n", "number", np.log),
    _row("log1p", "n", "number", np.log1p),
    _row("tanh", "n", "number", np.tanh),
    _row("sinh", "n", "number", np.sinh),
    _row("cosh", "n", "number", np.cosh),
    _row("sin", "n", "number", np.sin),
    _row("cos", "n", "number", np.cos),
    _row("tan", "n", "number", np.tan),
    _row("arctan", "n", "number", np.arctan),
    _row("pow", "nn", "number", np.power),
)

PRIMITIVES: dict[str, Primitive] = {row.name: row for row in _ARITHMETIC + _MATHEMATICAL}

#: Those that `functions` defines by the others.
MATHEMATICAL: tuple[str, ...] = tuple(row.name for row in _MATHEMATICAL)

#: Evaluators of all of them, on floats and arrays.
NUMPY: dict[str, Callable[..., Any]] = {row.name: row.evaluate for row in PRIMITIVES.values()}
