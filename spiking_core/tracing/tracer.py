"""Traced values: they stand for numbers, and note what is done with them.

A `Trace` holds the program under construction. `if` on a traced truth value is answered both
ways: the function runs once per way, and what it returns is merged by `select`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

import numpy as np

from spiking_core.tracing.builder import Builder
from spiking_core.tracing.composed import COMPOSED, integer_power
from spiking_core.tracing.errors import Untraceable
from spiking_core.tracing.primitives import PRIMITIVES, Kind
from spiking_core.tracing.program import Program, evaluate

MAX_DECISIONS = 32
MAX_PATHS = 64
MAX_POWER = 16

#: What ``int(t / dt)`` answers, and ``int`` of what else follows from t. No table is this long.
SAMPLE_INDEX = -0x7E57_7E57_7E57
OTHER_INDEX = SAMPLE_INDEX - 1_000_000
# Times in units of dt at which it is tried whether a number is the sample's.
_SAMPLES = (0.0, 7.3, 1234.6, 98765.4)

_TOO_MANY = (
    f"more than {MAX_DECISIONS} decisions or {MAX_PATHS} ways through it; a `while` on the state "
    "cannot be traced, nor can a long row of `if`: write np.where."
)


class Trace:
    """A program in the making, and the decisions on the present way through the code.

    Attributes
    ----------
    builder : Builder
    inputs : list of Traced
        In the order of the names.
    sampled : bool
        Whether ``int(t / dt)`` was asked for.
    dt : float or None
        The sampling interval in ms; without one, an index may be anything.
    """

    def __init__(self, names: Sequence[str], dt: float | None = None) -> None:
        self.dt = dt
        self.builder = Builder(names)
        self.inputs = [Traced(self, k) for k in range(len(names))]
        self.sampled = False
        self._given: tuple[bool, ...] = ()
        self._decisions: dict[int, bool] | None = None
        self._paths = 0

    def is_sample(self, index: Any) -> bool:
        """Return whether an index of the current is that of the present sample, or next to it."""
        if self.dt is None:
            return True
        if not isinstance(index, Traced):
            return isinstance(index, (int, np.integer)) and abs(index - SAMPLE_INDEX) <= 1
        if self.builder.sources([index.index]) != {"t"}:
            return False
        program = self.program([index])
        for sample in _SAMPLES:
            values = [sample * self.dt if name == "t" else 0.0 for name in program.inputs]
            if not abs(evaluate(program, values)[0] - sample) <= 1.0:
                return False
        return True

    def lift(self, value: Any) -> Traced:
        """Return a number or a truth value as a traced value."""
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value[()]
        if isinstance(value, Traced):
            if value.trace is not self:
                raise Untraceable(
                    "a value kept from an earlier call is no constant; make it a state variable."
                )
            return value
        if isinstance(value, (bool, np.bool_)):
            return Traced(self, self.builder.constant(bool(value)))
        if isinstance(value, Real):
            return Traced(self, self.builder.constant(float(value)))
        raise Untraceable(
            f"`{type(value).__name__}` stands where a number is needed; write numbers, "
            "parameters and states only."
        )

    def apply(self, primitive: str, operands: Sequence[Any]) -> Traced:
        """Return the result of a primitive."""
        kinds = PRIMITIVES[primitive].operands
        numbers = (self._as(kind, self.lift(x)) for kind, x in zip(kinds, operands, strict=True))
        return Traced(self, self.builder.apply(primitive, *numbers))

    def number(self, value: Any) -> Traced:
        """Return a value as a number, 1 for a true one."""
        return Traced(self, self._as("number", self.lift(value)))

    def _as(self, kind: Kind, value: Traced) -> int:
        if self.builder.kind(value.index) == kind:
            return value.index
        if kind == "truth":
            return self.builder.apply("ne", value.index, self.builder.constant(0.0))
        ends = self.builder.constant(1.0), self.builder.constant(0.0)
        return self.builder.apply("select", value.index, *ends)

    def decide(self, value: Traced) -> bool:
        """Return the answer to a truth value on the present way through the code."""
        index = self._as("truth", value)
        constant = self.builder.constant_value(index)
        if constant is not None:
            return bool(constant)
        if self._decisions is None:
            raise Untraceable("a traced value is neither true nor false outside its trace.")
        if index not in self._decisions:
            k = len(self._decisions)
            if k >= MAX_DECISIONS or self._paths > MAX_PATHS:
                raise Untraceable(_TOO_MANY)
            self._decisions[index] = self._given[k] if k < len(self._given) else True
        return self._decisions[index]

    def run(self, function: Callable[[], Sequence[Any]]) -> list[Traced]:
        """Return what a function returns, merged over all ways through its code.

        Parameters
        ----------
        function : callable
            Returns the same count of values on every way.
        """
        self._paths = 0
        return self._explore(function, ())

    def _explore(
        self, function: Callable[[], Sequence[Any]], given: tuple[bool, ...]
    ) -> list[Traced]:
        self._paths += 1
        self._given, self._decisions = given, {}
        try:
            outputs = [self.number(x) for x in function()]
            decisions = list(self._decisions.items())
        finally:
            self._decisions = None
        answers = tuple(answer for _, answer in decisions)
        for k in reversed(range(len(given), len(decisions))):
            others = self._explore(function, (*answers[:k], False))
            condition = Traced(self, decisions[k][0])
            outputs = [
                self.apply("select", (condition, x, y))
                for x, y in zip(outputs, others, strict=True)
            ]
        return outputs

    def program(self, outputs: Sequence[Any]) -> Program:
        """Return the program that computes these outputs."""
        return self.builder.program([self.number(x).index for x in outputs])


def trace(function: Callable[..., Any], names: Sequence[str]) -> Program:
    """Return the program of a function of traced values that returns one or a sequence."""
    tracing = Trace(names)

    def outputs() -> Sequence[Any]:
        result = function(*tracing.inputs)
        return result if isinstance(result, (list, tuple)) else [result]

    return tracing.program(tracing.run(outputs))


def _power(x: Any, y: Any) -> Any:
    exponent = y.constant if isinstance(y, Traced) else y
    if isinstance(exponent, Real):
        n = float(exponent)
        if n.is_integer() and abs(n) <= MAX_POWER:
            return integer_power(x, int(n))
        if abs(n) == 0.5:
            root = np.sqrt(x)
            return root if n > 0 else 1.0 / root
    return _apply("pow", x, y)


def _apply(primitive: str, *operands: Any) -> Any:
    traced = next(x for x in operands if isinstance(x, Traced))
    return traced.trace.apply(primitive, operands)


_PRIMITIVE_OF = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "div", "true_divide": "div",
    "negative": "neg", "absolute": "abs", "fabs": "abs", "sqrt": "sqrt", "minimum": "min",
    "maximum": "max", "floor": "floor", "ceil": "ceil", "rint": "nearest", "less": "lt",
    "less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq",
    "not_equal": "ne", "logical_and": "and", "logical_or": "or", "logical_not": "not",
    "bitwise_and": "and", "bitwise_or": "or", "invert": "not", "where": "select",
    "exp": "exp", "expm1": "expm1", "log": "log", "log1p": "log1p", "tanh": "tanh",
    "sinh": "sinh", "cosh": "cosh", "sin": "sin", "cos": "cos", "tan": "tan",
    "arctan": "arctan",
}  # fmt: skip


def _primitive(primitive: str) -> Callable[..., Any]:
    count = len(PRIMITIVES[primitive].operands)

    def call(*operands: Any) -> Any:
        if len(operands) != count:
            raise Untraceable(f"`{primitive}` takes {count} values here, got {len(operands)}.")
        return _apply(primitive, *operands)

    return call


#: What can be done with traced values, by NumPy's names.
TRACEABLE: dict[str, Callable[..., Any]] = {
    **COMPOSED,
    **{name: _primitive(primitive) for name, primitive in _PRIMITIVE_OF.items()},
    "power": _power,
    "float_power": _power,
}


def traceable(name: str) -> Callable[..., Any]:
    """Return what does on traced values what a function of NumPy does."""
    if name not in TRACEABLE:
        raise Untraceable(
            f"`{name}` cannot be traced; use one of NumPy's elementary functions, such as "
            "np.exp, np.tanh, np.where, np.clip."
        )
    return TRACEABLE[name]


def elementwise(function: Callable[..., Any], operands: Sequence[Any]) -> Any:
    """Return a function of traced values applied to each element of arrays."""
    boxes = []
    for operand in operands:
        box = operand
        if isinstance(operand, Traced):
            box = np.empty((), dtype=object)
            box[()] = operand
        boxes.append(box)
    return np.frompyfunc(function, len(boxes), 1)(*boxes)


def _operator(name: str, reflected: bool = False) -> Callable[..., Any]:
    def operate(self: Traced, other: Any) -> Any:
        if not isinstance(other, (Traced, Real, np.bool_)):
            return NotImplemented
        pair = (other, self) if reflected else (self, other)
        return TRACEABLE[name](*pair)

    return operate


def _refused(what: str, cure: str) -> Callable[..., Any]:
    def refuse(self: Traced, *_: Any) -> Any:
        raise Untraceable(f"{what} a traced value; {cure}")

    return refuse


class Traced:
    """A number or a truth value that is not known yet."""

    __slots__ = ("index", "trace")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, trace: Trace, index: int) -> None:
        self.trace = trace
        self.index = index

    @property
    def constant(self) -> float | bool | None:
        """The constant that it is, None if it is none."""
        return self.trace.builder.constant_value(self.index)

    def __repr__(self) -> str:
        return f"<traced value {self.index}>"

    def __bool__(self) -> bool:
        return self.trace.decide(self)

    def __int__(self) -> int:
        if self.constant is not None:
            return int(self.constant)
        if self.trace.builder.sources([self.index]) == {"t"}:
            self.trace.sampled = True
            return SAMPLE_INDEX if self.trace.is_sample(self) else OTHER_INDEX
        raise Untraceable(
            "`int()` cannot be applied to a traced value, except for I[int(t / self.dt)]; use "
            "np.floor."
        )

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        out = options.pop("out", None)
        if method != "__call__" or options:
            raise Untraceable(f"`np.{ufunc.__name__}` can be traced in its plain form only.")
        function = traceable(ufunc.__name__)
        if any(isinstance(x, np.ndarray) and x.ndim for x in inputs):
            result = elementwise(function, inputs)
        else:
            result = function(*inputs)
        if out is None:
            return result
        out[0][...] = result
        return out[0]

    def __array_function__(self, function: Any, _types: Any, args: Any, options: Any) -> Any:
        return traceable(function.__name__)(*args, **options)

    def __getattr__(self, name: str) -> Any:
        # NumPy calls x.exp() for each element x of an array of objects.
        if name in TRACEABLE and not name.startswith("__"):
            return lambda *others: TRACEABLE[name](self, *others)
        raise AttributeError(f"a traced value is a number and has no `{name}`")

    __add__, __radd__ = _operator("add"), _operator("add", True)
    __sub__, __rsub__ = _operator("subtract"), _operator("subtract", True)
    __mul__, __rmul__ = _operator("multiply"), _operator("multiply", True)
    __truediv__, __rtruediv__ = _operator("divide"), _operator("divide", True)
    __floordiv__, __rfloordiv__ = _operator("floor_divide"), _operator("floor_divide", True)
    __mod__, __rmod__ = _operator("remainder"), _operator("remainder", True)
    __pow__, __rpow__ = _operator("power"), _operator("power", True)
    __and__, __rand__ = _operator("logical_and"), _operator("logical_and", True)
    __or__, __ror__ = _operator("logical_or"), _operator("logical_or", True)
    __lt__, __le__ = _operator("less"), _operator("less_equal")
    __gt__, __ge__ = _operator("greater"), _operator("greater_equal")
    __eq__, __ne__ = _operator("equal"), _operator("not_equal")  # type: ignore[assignment]

    def __neg__(self) -> Any:
        return _apply("neg", self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return _apply("abs", self)

    def __invert__(self) -> Any:
        return _apply("not", self)

    def __floor__(self) -> Any:
        return _apply("floor", self)

    def __ceil__(self) -> Any:
        return _apply("ceil", self)

    def __trunc__(self) -> Any:
        return COMPOSED["trunc"](self)

    def __round__(self, digits: int | None = None) -> Any:
        return COMPOSED["round"](self, digits or 0)

    __float__ = _refused(
        "`float()` cannot be applied to",
        "use NumPy functions such as np.exp instead of math.exp, and np.array([...]) for arrays.",
    )
    __complex__ = _refused("`complex()` cannot be applied to", "write real numbers.")
    __index__ = _refused("no list or table can be indexed by", "write np.where.")
    __len__ = _refused("`len()` cannot be applied to", "it is one number.")
    __iter__ = _refused("nothing can be unpacked from", "it is one number.")
    __getitem__ = _refused("`[...]` cannot be applied to", "it is one number.")


class TracedCurrent(Traced):
    """The current at one time; indexing it gives the same value."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Traced:
        if not self.trace.is_sample(index):
            raise Untraceable(
                "`I` has no sample but the present one; write I[int(t / self.dt)], and shift the "
                "samples that you give to set_input() to delay an input."
            )
        return self
