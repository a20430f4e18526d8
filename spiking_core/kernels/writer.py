"""Programs as WebAssembly text: expressions in the folded form, one local per shared value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from spiking_core.tracing.primitives import MATHEMATICAL, PRIMITIVES
from spiking_core.tracing.program import Instruction, Program

_MAGIC = "0x1.80000000003ffp+52"  # see `primitives`
_BIASED = "0x1.00000000003ffp+52"
_SCALAR = {
    **{name: f"(f64.{name} {{}} {{}})" for name in ("add", "sub", "mul", "div", "min", "max")},
    **{name: f"(f64.{name} {{}} {{}})" for name in ("lt", "le", "gt", "ge", "eq", "ne")},
    **{name: f"(f64.{name} {{}})" for name in ("neg", "abs", "sqrt", "floor", "ceil", "nearest")},
    "and": "(i32.and {} {})",
    "or": "(i32.or {} {})",
    "not": "(i32.eqz {})",
    "select": "(select {1} {2} {0})",
    "pow2": "(f64.reinterpret_i64 (i64.shl (i64.reinterpret_f64 (f64.add {} "
    f"(f64.const {_MAGIC}))) (i64.const 52)))",
    "mantissa": "(f64.reinterpret_i64 (i64.or (i64.and (i64.reinterpret_f64 {}) "
    "(i64.const 0xfffffffffffff)) (i64.const 0x3ff0000000000000)))",
    "exponent": "(f64.sub (f64.reinterpret_i64 (i64.or (i64.shr_u (i64.shl "
    "(i64.reinterpret_f64 {}) (i64.const 1)) (i64.const 53)) (i64.const 0x4330000000000000))) "
    f"(f64.const {_BIASED}))",
    **{name: f"(call ${name} {{}})" for name in MATHEMATICAL},
    "pow": "(call $pow {} {})",
}
# A truth value is a mask: all bits of its lane, or none.
_LANES = {
    **{name: text.replace("f64.", "f64x2.") for name, text in _SCALAR.items()},
    "and": "(v128.and {} {})",
    "or": "(v128.or {} {})",
    "not": "(v128.not {})",
    "select": "(v128.bitselect {1} {2} {0})",
    "pow2": f"(i64x2.shl (f64x2.add {{}} (v128.const f64x2 {_MAGIC} {_MAGIC})) (i32.const 52))",
    "mantissa": "(v128.or (v128.and {} (v128.const i64x2 0xfffffffffffff 0xfffffffffffff)) "
    "(v128.const i64x2 0x3ff0000000000000 0x3ff0000000000000))",
    "exponent": "(f64x2.sub (v128.or (i64x2.shr_u (i64x2.shl {} (i32.const 1)) (i32.const 53)) "
    "(v128.const i64x2 0x4330000000000000 0x4330000000000000)) "
    f"(v128.const f64x2 {_BIASED} {_BIASED}))",
    **{name: f"(call ${name}_lanes {{}})" for name in MATHEMATICAL},
    "pow": "(call $pow_lanes {} {})",
    "abs": "(v128.and {} (v128.const i64x2 0x7fffffffffffffff 0x7fffffffffffffff))",
    # One instruction, where `primitives` says that it is the same.
    "min_constant": "(f64x2.pmin {} {})",
    "max_constant": "(f64x2.pmax {} {})",
    # The first number, but the second where that is larger, or smaller.
    "largest": "(f64x2.pmax {} {})",
    "smallest": "(f64x2.pmin {} {})",
}


def number(value: float) -> str:
    """Return a constant, exact to the bit."""
    return f"(f64.const {_digits(value)})"


def lanes_number(value: float) -> str:
    """Return a constant in both lanes."""
    return f"(v128.const f64x2 {_digits(value)} {_digits(value)})"


def _digits(value: float) -> str:
    return "nan" if value != value else float(value).hex()


@dataclass(frozen=True)
class Form:
    """How values are written: one number, or a vector with a number in each of two lanes.

    Attributes
    ----------
    number_type, truth_type : str
        WebAssembly's types.
    templates : Mapping of str to str
        Expression for every primitive.
    constant : callable
        Returns the expression for a number.
    deepest : int
        Longer chains of expressions than this get a local in between.
    suffix : str
        What the names of functions end with.
    """

    number_type: str
    truth_type: str
    templates: Mapping[str, str]
    constant: Callable[[float], str]
    deepest: int
    suffix: str = ""


# A depth for the sake of readers and of assemblers that recurse, and one for statements so short
# that those of two vectors can take turns.
SCALAR = Form("f64", "i32", _SCALAR, number, 10)
LANES = Form("v128", "v128", _LANES, lanes_number, 3, "_lanes")


def get(name: str) -> str:
    """Return the value of a local."""
    return f"(local.get ${name})"


def put(name: str, value: str) -> str:
    """Return the statement that gives a local a value."""
    return f"(local.set ${name} {value})"


def target(statement: str) -> str:
    """Return the local to which a statement of `put` gives a value."""
    return statement.removeprefix("(local.set $").split(" ")[0]


@dataclass
class Locals:
    """The locals of one function, in the order of their first use."""

    types: dict[str, str] = field(default_factory=dict)

    def add(self, names: Iterable[str], kind: str = "f64") -> None:
        """Declare locals."""
        self.types.update(dict.fromkeys(names, kind))

    def __str__(self) -> str:
        """Return the declarations."""
        return " ".join(f"(local ${name} {kind})" for name, kind in self.types.items())


@dataclass
class Code:
    """A program written into a function.

    Parameters
    ----------
    program : Program
    inputs : Mapping of str to str
        Expression for every input.
    locals : Locals
        Where its own locals are declared.
    prefix : str
        What their names begin with; no other program of the function has it.
    early : Mapping of int to str
        Values that are computed already, by their numbers.
    form : Form
        Of the values, inputs included.
    """

    program: Program
    inputs: Mapping[str, str]
    locals: Locals
    prefix: str
    early: Mapping[int, str] = field(default_factory=dict)
    form: Form = SCALAR

    def lines(self, outputs: Sequence[int], targets: Sequence[str]) -> list[str]:
        """Return statements that give the locals `targets` the values `outputs`."""
        program = self.program
        first = len(program.inputs) + len(program.constants)
        text: dict[int, str] = {
            k: self.inputs[name] for k, name in enumerate(program.inputs) if name in self.inputs
        }
        constant = self.form.constant
        text |= {len(program.inputs) + k: constant(c) for k, c in enumerate(program.constants)}
        text |= self.early
        needed = self._needed(outputs)
        uses = self._uses(needed, outputs)
        depth: dict[int, int] = {}
        lines = []
        for k in needed:
            instruction = program.instructions[k - first]
            expression = self._expression(instruction, text)
            depth[k] = 1 + max((depth.get(j, 0) for j in instruction.operands), default=0)
            if uses[k] > 1 or depth[k] >= self.form.deepest:
                name = f"{self.prefix}{k}"
                truth = PRIMITIVES[instruction.primitive].result == "truth"
                form = self.form
                self.locals.add([name], form.truth_type if truth else form.number_type)
                lines.append(put(name, expression))
                expression, depth[k] = get(name), 0
            text[k] = expression
        return lines + [put(t, text[k]) for t, k in zip(targets, outputs, strict=True)]

    def _expression(self, instruction: Instruction, text: Mapping[int, str]) -> str:
        """Return an operation on operands whose text is known."""
        name, operands = instruction.primitive, instruction.operands
        if name == "select" and "largest" in self.form.templates:
            name, operands = self._extreme(operands)
        if name in ("min", "max") and f"{name}_constant" in self.form.templates:
            first = len(self.program.inputs)
            # A constant that is neither 0 nor NaN has to come second.
            for x, y in (operands, operands[::-1]):
                if first <= y < first + len(self.program.constants):
                    c = self.program.constants[y - first]
                    if c < 0 or c > 0:
                        name, operands = f"{name}_constant", (x, y)
        return self.form.templates[name].format(*(text[j] for j in operands))

    def _extreme(self, operands: Sequence[int]) -> tuple[str, Sequence[int]]:
        """Return a select, or the one operation that it comes to if it takes what it compares."""
        test, *values = operands
        first = len(self.program.inputs) + len(self.program.constants)
        compared = self.program.instructions[test - first]
        if compared.primitive == "lt" and test not in self.early:
            if compared.operands == (values[1], values[0]):
                return "largest", (values[1], values[0])
            if compared.operands == (values[0], values[1]):
                return "smallest", (values[1], values[0])
        return "select", operands

    def _needed(self, outputs: Sequence[int]) -> list[int]:
        """Return the instructions' values that outputs depend on and that are not there yet."""
        program = self.program
        first = len(program.inputs) + len(program.constants)
        needed: set[int] = set()
        waiting = list(outputs)
        while waiting:
            k = waiting.pop()
            if k >= first and k not in self.early and k not in needed:
                needed.add(k)
                waiting.extend(program.instructions[k - first].operands)
        return sorted(needed)

    def _uses(self, needed: Sequence[int], outputs: Sequence[int]) -> dict[int, int]:
        first = len(self.program.inputs) + len(self.program.constants)
        uses = dict.fromkeys(needed, 0)
        operands = (j for k in needed for j in self.program.instructions[k - first].operands)
        for j in (*outputs, *operands):
            if j in uses:
                uses[j] += 1
        return uses


def independent(program: Program, inputs: set[str]) -> list[int]:
    """Return the instructions' values that follow from some inputs alone and that others need."""
    first = len(program.inputs) + len(program.constants)
    known = {k for k, name in enumerate(program.inputs) if name in inputs}
    known |= set(range(len(program.inputs), first))
    for k, instruction in enumerate(program.instructions, start=first):
        if known.issuperset(instruction.operands):
            known.add(k)
    used = set(program.outputs)
    for k, instruction in enumerate(program.instructions, start=first):
        if k not in known:
            used.update(instruction.operands)
    return sorted(k for k in known & used if k >= first)


def functions_used(programs: Iterable[Program]) -> list[str]:
    """Return the mathematical functions that programs call, each once."""
    names = {i.primitive for p in programs for i in p.instructions}
    return [name for name in MATHEMATICAL if name in names]


def function_text(name: str, program: Program, form: Form = SCALAR) -> str:
    """Return a mathematical function, given as a program over plain arithmetic."""
    kind = form.number_type
    variables = Locals()
    code = Code(program, {n: get(n) for n in program.inputs}, variables, "v", form=form)
    variables.add(["result"], kind)
    lines = code.lines(program.outputs, ["result"])
    parameters = " ".join(f"(param ${n} {kind})" for n in program.inputs)
    body = "\n  ".join([*lines, get("result")])
    return f"(func ${name}{form.suffix} {parameters} (result {kind}) {variables}\n  {body})"
