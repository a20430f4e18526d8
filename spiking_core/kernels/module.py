"""One model as one WebAssembly module: the control flow of `template` around its programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from spiking_core.base import BaseSpikingModel
from spiking_core.integrators import solve
from spiking_core.kernels import scheme, sweep_template, template
from spiking_core.kernels.writer import (
    Code,
    Locals,
    function_text,
    functions_used,
    get,
    independent,
    number,
    put,
)
from spiking_core.tracing.functions import function_program
from spiking_core.tracing.program import Program
from spiking_core.tracing.trace import TracedModel

# What the template itself calls.
CALLED = ("exp", "sin")


def module_text(traced: TracedModel, title: str) -> str:
    """Return the module of a model as WebAssembly text.

    Parameters
    ----------
    traced : TracedModel
        The model's programs.
    title : str
        What a comment at the top calls it.
    """
    parts = {
        "integrate": Run(traced),
        "euler": _Euler(traced),
        "slopes": _Slopes(traced),
        "steady": _Steady(traced),
    }
    texts = {name: part.text() for name, part in parts.items()}
    used = {*CALLED, *functions_used(p for part in parts.values() for p in part.programs)}
    functions = [function_text(name, function_program(name)) for name in sorted(used)]
    return filled(
        template.MODULE,
        {
            "title": title.replace("\n", " "),
            "functions": "\n ".join(functions),
            "current": template.CURRENT,
            "polynomial": template.POLYNOMIAL,
            "crossing": template.CROSSING,
            "run": filled(template.RUN, {"run_arguments": _loaded(template.RUN_TYPES)}),
            "sweep": sweep_text(sweep_template.SWEEP, traced),
            **texts,
        },
    )


def sweep_text(text: str, traced: TracedModel, **parts: str) -> str:
    """Return the exported `sweep`, given its template."""
    return filled(
        text,
        {
            "sweep_parameters": sweep_template.SWEEP_PARAMETERS,
            "state_size": str(8 * len(traced.states)),
            "parameters_size": str(8 * len(traced.parameters)),
            "interval": number(BaseSpikingModel.dt),
            **parts,
        },
    )


class _Function:
    """What the two exported functions have in common."""

    def __init__(self, traced: TracedModel) -> None:
        self.traced = traced
        self.n = len(traced.states)
        self.parameters = scheme.parameter_names(traced)
        self.locals = Locals()
        self.locals.add(["I", *scheme.names("y", self.n), *scheme.names("z", self.n)])
        self.locals.add(self.parameters)
        self.early: list[str] = []
        self.programs: list[Program] = []

    def code(
        self,
        program: Program,
        prefix: str,
        targets: Sequence[str],
        inputs: Mapping[str, str] | None = None,
    ) -> str:
        """Return the statements of a program; what only parameters decide is done once."""
        self.programs.append(program)
        given = {name: get(name) for name in program.inputs} | dict(inputs or {})
        once = independent(program, set(self.parameters))
        kept = [f"{prefix}{k}" for k in once]
        early = Code(program, given, self.locals, f"{prefix}e")
        self.early += early.lines(once, kept)
        self.locals.add(kept)
        ready = {k: get(name) for k, name in zip(once, kept, strict=True)}
        code = Code(program, given, self.locals, prefix, ready)
        self.locals.add(targets)
        return joined(code.lines(program.outputs, targets))

    def each(self, text: str, **letters: str) -> str:
        """Return a statement once per state variable, with ``#`` for its index."""
        return joined(text.replace("#", str(i)) for i in range(self.n))

    def load_parameters(self) -> str:
        """Return the statements that read the parameters from memory."""
        return joined(
            put(name, f"(f64.load offset={8 * i} (local.get $parameters))")
            for i, name in enumerate(self.parameters)
        )

    def load(self) -> str:
        """Return the statements that read parameters and initial state from memory."""
        state = (f"(f64.load offset={8 * i} (local.get $state))" for i in range(self.n))
        lines = (put(f"y{i}", value) for i, value in enumerate(state))
        return joined([self.load_parameters(), *lines])

    def largest(self, letter: str) -> str:
        """Return the statement that puts the largest absolute value into x; NaN stays NaN."""
        value = f"(f64.abs {get(f'{letter}0')})"
        for i in range(1, self.n):
            value = f"(f64.max {value} (f64.abs {get(f'{letter}{i}')}))"
        return put("x", value)

    def store(self, letter: str, address: str, offset: int) -> str:
        """Return the statements that store a state behind an address."""
        return joined(
            f"(f64.store offset={offset + 8 * i} {address} {get(f'{letter}{i}')})"
            for i in range(self.n)
        )

    def store_sample(self, values: Sequence[str]) -> str:
        """Return the statements that store one sample, a row of memory per state variable."""
        row = "(i32.shl (local.get $n_samples) (i32.const 3))"
        lines = []
        for i, value in enumerate(values):
            lines.append(f"(f64.store (local.get $at) {value})")
            if i < self.n - 1:
                lines.append(put("at", f"(i32.add (local.get $at) {row})"))
        return joined(lines)

    def limits(self) -> None:
        """Compute threshold and refractory time where the caller gives none, but NaN."""
        for program, name in (
            (self.traced.threshold, "threshold"),
            (self.traced.refractory, "hold_for"),
        ):
            self.programs.append(program)
            given = dict(zip(program.inputs, map(get, self.parameters), strict=True))
            code = Code(program, given, self.locals, f"{name}_")
            lines = code.lines(program.outputs, [name])
            given_none = f"(f64.ne {get(name)} {get(name)})"
            self.early.append(f"(if {given_none} (then {joined(lines)}))")

    def level(self, letter: str) -> str:
        """Return the threshold beside a state, a constant of the run or a state variable."""
        moving = self.traced.threshold_variable
        return get("threshold") if moving is None else get(f"{letter}{moving}")


class Run(_Function):
    """The error-controlled integration."""

    def text(self) -> str:
        """Return the exported function."""
        traced, n = self.traced, self.n
        k = [scheme.names(f"k{j}_", n) for j in range(1, scheme.STAGES + 1)]
        q = [scheme.names(f"q{power}_", n) for power in range(1, 5)]
        self.locals.add(x for group in (*k, *q) for x in group)
        self.locals.add(scheme.CURRENTS)
        step = scheme.step_program(traced)
        new = scheme.names("z", n)
        parts = {
            "slope": self.code(scheme.slope_program(traced), "slope_", k[0]),
            "step": self.code(
                step, "step_", [*new, *(x for stage in k[1:] for x in stage), "total"],
                {"h": get("next")},
            ),
            "factor": self.code(scheme.factor_program(), "factor_", ["factor"]),
            "dense": self.code(
                scheme.dense_program(traced), "dense_", [x for group in q for x in group],
                {"h": get("next")},
            ),
            "reset": self.code(scheme.reset_program(traced), "reset_", new),
        }  # fmt: skip
        self.limits()
        parts |= self.moves(k[0], k[-1])
        parts |= self.crossing(k[0], k[-1])
        parts |= {
            "load": self.load(),
            "early": joined(self.early),
            "cap": step_cap(traced, get("dt")),
            "level": joined(put(name, get("I")) for name in scheme.CURRENTS),
            "stage_currents": joined(
                put(name, f"(call $current (f64.add (local.get $t) (f64.mul "
                          f"(f64.const {float(c).hex()}) (local.get $next))))")
                for name, c in zip(scheme.CURRENTS, scheme.C[1:], strict=False)
            ),
            "first_step": self.first_step(k[0]),
            "record": filled(
                template.RECORD,
                {"samples": self.store_sample([self.at(i, get("x")) for i in range(n)])},
            ),
            "store_state": self.store_sample([get(f"y{i}") for i in range(n)]),
            "store_final": self.store("y", get("final"), 0),
            "locals": str(self.locals),
            **self.lane(),
        }  # fmt: skip
        return filled(template.INTEGRATE, parts)

    def lane(self) -> dict[str, str]:
        """Return the parts by which a run can be interrupted; this one cannot."""
        return {"lane": "", "resume": "", "pause": ""}

    def moves(self, first: Sequence[str], last: Sequence[str]) -> dict[str, str]:
        """Return the parts that copy, store and compare whole states."""
        total = "(f64.const 0)"
        for name in first:
            total = f"(f64.add {total} (f64.mul {get(name)} (f64.const 0)))"
        hold = put("held_until", f"(f64.add {get('t')} {get('hold_for')})")
        hold = f"(if (f64.gt {get('hold_for')} (f64.const 0)) (then {hold}))"
        return {
            "largest": self.largest("y"),
            "largest_new": self.largest("z"),
            "if_slope_undefined": f"(if (f64.ne {total} (f64.const 0)) (then "
            "(local.set $outcome (i32.const 2))))",
            "move": self.each(put("y#", get("z#"))),
            "move_slope": joined(put(a, get(b)) for a, b in zip(first, last, strict=True)),
            "store_before": self.store("y", get("spike"), 8),
            "store_after": self.store("z", get("spike"), 8 + 8 * self.n),
            "hold": hold if scheme.has_refractory_time(self.traced) else "",
        }

    def at(self, i: int, theta: str) -> str:
        """Return the value of a state variable inside the step, in the order of $polynomial."""
        value = get(f"q4_{i}")
        for name in (f"q3_{i}", f"q2_{i}", f"q1_{i}", f"y{i}"):
            value = f"(f64.add (f64.mul {value} {theta}) {get(name)})"
        return value

    def cut_off(self) -> str:
        """Return the statement that puts the potential exactly at the threshold."""
        return put(f"y{self.traced.voltage}", self.level("y"))

    def crossing(self, first: Sequence[str], last: Sequence[str]) -> dict[str, str]:
        """Return the parts on the distance of the potential from the threshold."""
        v, moving = self.traced.voltage, self.traced.threshold_variable

        def difference(names: Sequence[str]) -> str:
            if moving is None:
                return get(names[v])
            return f"(f64.sub {get(names[v])} {get(names[moving])})"

        powers = (difference(scheme.names(f"q{power}_", self.n)) for power in range(1, 5))

        def rises(step: str, share: float) -> str:
            """Return whether the potential rises by a share of its way to the threshold."""
            way, speed = f"(f64.sub {self.level('y')} {get(f'y{v}')})", difference(first)
            enough = f"(f64.ge (f64.mul {step} {speed}) (f64.mul {number(share)} {way}))"
            finite = f"(f64.lt {speed} (f64.const inf))"
            return f"(i32.and (f64.gt {way} (f64.const 0)) (i32.and {finite} {enough}))"

        return {
            "not_below": f"(f64.ge {get(f'y{v}')} {self.level('y')})",
            "below_after": f"(f64.lt {get(f'z{v}')} {self.level('z')})",
            "smallest": f"(f64.mul {number(solve.RESOLUTION)} "
            f"(f64.max (f64.abs {get('t')}) {number(solve.EARLIEST)}))",
            "rises": rises(get("wanted"), solve.SHARE_OF_UPSTROKE),
            "ends": rises(get("smallest"), solve.END_OF_UPSTROKE),
            "cut_off": self.cut_off(),
            "at_spike": joined([
                *(put(f"y{i}", self.at(i, get("theta"))) for i in range(self.n)), self.cut_off(),
            ]),
            "distance": joined([
                put("distance", f"(f64.sub {get(f'y{v}')} {self.level('y')})"),
                put("new_distance", f"(f64.sub {get(f'z{v}')} {self.level('z')})"),
            ]),
            "start_slope": difference(first),
            "end_slope": difference(last),
            "distance_polynomial": " ".join(powers),
        }  # fmt: skip

    def first_step(self, slopes: Sequence[str]) -> str:
        """Return the choice of a step that changes the state by about a hundredth."""
        speeds = [
            f"(f64.div (f64.abs {get(k)}) (f64.add (f64.const 1) (f64.abs {get(f'y{i}')})))"
            for i, k in enumerate(slopes)
        ]
        largest = speeds[0]
        for speed in speeds[1:]:
            largest = f"(f64.max {largest} {speed})"
        x = get("x")
        return joined([
            put("x", largest),
            put("h", f"(select (f64.min (f64.const 1) (f64.div (f64.const 0.01) {x})) "
                     f"(f64.const 1) (f64.gt {x} (f64.const 0)))"),
        ])  # fmt: skip


class _Euler(_Function):
    """The scheme of a paper."""

    def text(self) -> str:
        """Return the exported function."""
        traced, n, v = self.traced, self.n, self.traced.voltage
        self.locals.add([*scheme.names("s", n), *scheme.names("b", n), *scheme.names("c", n)])
        self.locals.add(scheme.names("o", n))
        targets = [*scheme.names("z", n), *scheme.names("s", n)]
        given = {"h": get("dt")}
        after = self.code(
            scheme.reset_program(traced), "reset_", scheme.names("c", n),
            {f"y{i}": get(f"b{i}") for i in range(n)},
        )  # fmt: skip
        parts = {
            "in_turn": self.code(scheme.euler_program(traced, True), "turn_", targets, given),
            "together": self.code(scheme.euler_program(traced, False), "once_", targets, given),
            "reset": after,
        }
        self.limits()
        # More than a run has, at the most: what does not fit into an integer is an error.
        steps = "(i32.trunc_f64_s (f64.min (f64.const 1e9) (f64.ceil (f64.sub (f64.div "
        steps += "(local.get $hold_for) (local.get $dt)) (f64.const 1e-9)))))"
        free = f"(i32.add (i32.add (local.get $sample) (i32.const 1)) {steps})"
        changed = "(i32.const 0)"
        for i in range(n):
            changed = f"(i32.or {changed} (f64.ne {get(f'c{i}')} {get(f'b{i}')}))"
        parts |= {
            "load": self.load(),
            "early": joined(self.early),
            "largest_slope": self.largest("s"),
            "largest_new": self.largest("z"),
            "largest_after": self.largest("c"),
            "as_recorded": self.each(put("o#", get("z#"))),
            "level": put("level", self.level("z")),
            "crossed": f"(i32.and (f64.eq {get('held')} (f64.const 0)) (i32.and "
            f"(f64.le {get(f'y{v}')} {self.level('y')}) (f64.lt {get('level')} {get(f'z{v}')})))",
            "cut": joined([self.each(put("b#", get("z#"))), put(f"b{v}", get("level"))]),
            "store_before": self.store("b", get("spike"), 8),
            "store_after": self.store("c", get("spike"), 8 + 8 * n),
            "spike_size": str(8 + 16 * n),
            "hold": put("free_from", free) if scheme.has_refractory_time(traced) else "",
            "changed": changed,
            "take_reset": joined([
                self.each(put("z#", get("c#"))), self.each(put("o#", get("c#"))),
                put(f"o{v}", get("level")),
            ]),
            "store_recorded": self.store_sample([get(f"o{i}") for i in range(n)]),
            "move": self.each(put("y#", get("z#"))),
            "locals": str(self.locals),
        }  # fmt: skip
        return filled(template.EULER, parts)


class _Slopes(_Function):
    """The right-hand side by itself, for searching fixed points."""

    def text(self) -> str:
        """Return the exported function."""
        del self.locals.types["I"]
        slopes = scheme.names("z", self.n)
        parts = {
            "slope": self.code(scheme.slope_program(self.traced), "slope_", slopes),
            "load": self.load(),
            "early": joined(self.early),
            "store": self.store("z", get("result"), 0),
            "locals": str(self.locals),
        }
        return filled(template.SLOPES, parts)


class _Steady(_Function):
    """The settled state, if the model gives one."""

    def text(self) -> str:
        """Return the exported function, or nothing."""
        program = self.traced.steady
        if program is None:
            return ""
        self.programs.append(program)
        given = dict(zip(program.inputs, [get("v"), *map(get, self.parameters)], strict=True))
        code = Code(program, given, self.locals, "steady_")
        parts = {
            "load_parameters": self.load_parameters(),
            "steady": joined(code.lines(program.outputs, scheme.names("z", self.n))),
            "store": self.store("z", get("result"), 0),
            "locals": str(self.locals),
        }
        return filled(template.STEADY, parts)


def step_cap(traced: TracedModel, interval: str) -> str:
    """Return the statement that bounds the step where time itself matters, or nothing."""
    capped = f"(f64.min {get('max_step')} {interval})"
    return put("max_step", capped) if scheme.depends_on_time(traced) else ""


def _loaded(types: Iterable[str]) -> str:
    """Return arguments of these types, read from behind the address `at`."""
    loads = {"f64": "{}", "i32": "(i32.trunc_f64_s {})"}
    return joined(
        loads[kind].format(f"(f64.load offset={8 * k} (local.get $at))")
        for k, kind in enumerate(types)
    )


def joined(lines: Iterable[str]) -> str:
    return "\n      ".join(lines)


def filled(text: str, parts: Mapping[str, str]) -> str:
    """Return a text with its gaps filled."""
    return re.sub(r"@(\w+)@", lambda match: parts[match[1]], text)
