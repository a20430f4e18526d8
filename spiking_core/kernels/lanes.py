"""The sweep with two neurons in every vector, as a WebAssembly module of its own.

Four lanes in two vectors each hold a neuron, every one with a time and a step of its own. One
turn of the loop tries one step in all of them. A lane whose step is more than a step accepted
or refused - it may cross the threshold, it grows without limit, it has tried too often - stays
as it was, and the scalar code, the same as that of `run`, takes the step again and does what is
to be done; it also goes on from every edge of the current, and starts the next neuron where one
has come to its end. So there is one loop that knows of spikes, and the vectors only spare it
work: taking too many lanes for such ones costs time, and changes no bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce

from spiking_core.base import BaseSpikingModel
from spiking_core.integrators.tableau import C
from spiking_core.kernels import scheme, template
from spiking_core.kernels.lanes_record import FIELD, SHAPE, VECTORS, Constants, InterruptedRun
from spiking_core.kernels.lanes_template import CURRENT_LANES, LANES_MODULE, LANES_SWEEP
from spiking_core.kernels.module import CALLED, filled, joined, step_cap, sweep_text
from spiking_core.kernels.writer import (
    LANES,
    Code,
    Locals,
    function_text,
    functions_used,
    get,
    independent,
    lanes_number,
    number,
    put,
    target,
)
from spiking_core.tracing.functions import function_program
from spiking_core.tracing.trace import TracedModel


def lanes_module_text(traced: TracedModel, title: str, *, constants_in_memory: bool = True) -> str:
    """Return the module with the vectorised `sweep` of a model as WebAssembly text.

    Parameters
    ----------
    traced : TracedModel
        The model's programs.
    title : str
        What a comment at the top calls it.
    constants_in_memory : bool
        Whether the loop reads its constants from memory, which is faster in V8, or has them in
        the code, which is faster in wasmtime. Both give the same bits.
    """
    run = InterruptedRun(traced)
    lanes = _Lanes(traced, run, constants_in_memory)
    integrate, sweep = run.text(), lanes.text()
    scalar = sorted({*CALLED, *functions_used(run.programs)})
    vector = sorted({*CALLED, *functions_used([lanes.step])})
    record = run.record
    return filled(
        LANES_MODULE,
        {
            "title": title.replace("\n", " "),
            "functions": "\n ".join(
                [
                    *(function_text(name, function_program(name)) for name in scalar),
                    *(function_text(name, function_program(name), LANES) for name in vector),
                ]
            ),
            "current": template.CURRENT,
            "polynomial": template.POLYNOMIAL,
            "crossing": template.CROSSING,
            "integrate": integrate,
            "current_lanes": filled(
                CURRENT_LANES, {name: str(record.offsets[name]) for name in SHAPE}
            ),
            "sweep": sweep,
        },
    )


class _Lanes:
    """The loop over all lanes."""

    def __init__(self, traced: TracedModel, run: InterruptedRun, constants_in_memory: bool) -> None:
        self.traced = traced
        self.constants_in_memory = constants_in_memory
        self.run = run
        self.n = run.n
        self.record = run.record
        self.locals = Locals()
        self.step = scheme.step_program(traced)
        self.new = scheme.names("z", self.n)
        self.last = scheme.names(f"k{scheme.STAGES}_", self.n)
        # What is in locals during a turn, besides what the step computes.
        self.carried = ("t", "wanted", "steps", *run.state, *run.slopes)

    def text(self) -> str:
        """Return the exported functions."""
        load, record = self.record.load_vector, self.record
        parts = {
            "record": str(record.size),
            "cap": step_cap(self.traced, number(BaseSpikingModel.dt)),
            **{f"at_{name}": str(offset) for name, offset in record.offsets.items()},
            "take_state": joined(
                record.store(f"y{i}", f"(f64.load offset={8 * i} (local.get $at))")
                for i in range(self.n)
            ),
            "lanes_size": str(FIELD),
            "all_wait": joined(
                record.store_vector("event", v, "(v128.const i64x2 3 3)") for v in VECTORS
            ),
            "last_waits": joined(
                record.store_vector("event", v, f"(v128.and (v128.const i64x2 1 1) "
                                    f"{load('alive', v)})")
                for v in VECTORS
            ),
            "shaped": _any(load("shaped", v) for v in VECTORS),
            "events": _any(get(f"event_{v}") for v in VECTORS),
            "park": joined(record.store(f"k1_{i}", "(f64.const 0)") for i in range(self.n)),
            "reload": self.all(lambda v: [
                *(put(f"{name}_{v}", load(name, v)) for name in (*self.carried, "stop")),
                # At least that of `template.INTEGRATE`: the stop lies behind the time.
                put(f"smallest_{v}", f"(f64x2.mul {lanes_number(4e-16)} "
                    f"(f64x2.pmax {get(f'stop_{v}')} {lanes_number(1e-3)}))"),
            ]),
            "levels": self.all(lambda v: [
                put(f"{name}_{v}", load("I", v)) for name in scheme.CURRENTS
            ]),
            "room": self.all(self.room),
            "stage_currents": self.all(self.stage_currents),
            "step": self.all(self.attempt),
            "judge": self.all(self.judge),
            "unusual": _any(self.unusual(v) for v in VECTORS),
            "go_on": self.all(self.go_on),
            "accept": self.all(self.accept),
            "spill": self.all(lambda v: [
                record.store_vector(name, v, get(f"{name}_{v}"))
                for name in (*self.carried, "event")
            ]),
        }  # fmt: skip
        scratch = (
            "room",
            "within",
            "smallest",
            "next",
            "redo",
            "edge",
            "accepted",
            "shrunk",
            "event",
            "stop",
            "factor",
        )
        for v in VECTORS:
            names = (*scratch, *self.carried, *scheme.CURRENTS, "distance", "new_distance")
            self.locals.add((f"{name}_{v}" for name in names), "v128")
        constants = Constants(record.size)
        if self.constants_in_memory:
            for name in ("room", "stage_currents", "step", "judge", "go_on", "accept"):
                parts[name] = constants.loaded(parts[name])
        return sweep_text(
            LANES_SWEEP,
            self.traced,
            **parts,
            store_constants=constants.store(),
            scratch_size=str(record.size + constants.size),
            locals=str(self.locals),
        )

    def all(self, lines: Callable[[str], Sequence[str]]) -> str:
        """Return statements for all vectors, in turn: each waits less for its results."""
        rows = zip(*(lines(v) for v in VECTORS), strict=True)
        return joined(line for row in rows for line in row)

    def room(self, v: str) -> list[str]:
        """Return the statements that choose the step: what is wanted, or up to the stop."""
        room, wanted = get(f"room_{v}"), get(f"wanted_{v}")
        return [
            put(f"room_{v}", f"(f64x2.sub {get(f'stop_{v}')} {get(f't_{v}')})"),
            put(f"within_{v}", f"(f64x2.lt {wanted} {room})"),
            put(f"next_{v}", f"(v128.bitselect {wanted} {room} {get(f'within_{v}')})"),
        ]

    def stage_currents(self, v: str) -> list[str]:
        """Return the statements for the currents of lanes whose piece has a shape."""
        address = f"(i32.add (local.get $scratch) (i32.const {16 * VECTORS.index(v)}))"
        lines = []
        for name, c in zip(scheme.CURRENTS, C[1:], strict=False):
            moved = f"(f64x2.mul {lanes_number(float(c))} {get(f'next_{v}')})"
            value = f"(call $current_lanes {address} (f64x2.add {get(f't_{v}')} {moved}))"
            level, shaped = self.record.load_vector("I", v), self.record.load_vector("shaped", v)
            lines.append(put(f"{name}_{v}", f"(v128.bitselect {value} {level} {shaped})"))
        return lines

    def attempt(self, v: str) -> list[str]:
        """Return the statements of one step, and of the factor to the next."""
        step, record = self.step, self.record
        outputs = [
            *self.new, *(f"k{j}_{i}" for j in range(2, scheme.STAGES + 1) for i in range(self.n)),
            "total",
        ]  # fmt: skip
        targets = [f"{name}_{v}" for name in outputs]
        given = {name: get(f"{name}_{v}") for name in step.inputs}
        given |= {name: record.load_vector(name, v) for name in self.run.parameters}
        given |= {"h": get(f"next_{v}"), "rtol": get("rtol_lanes"), "atol": get("atol_lanes")}
        given["held"] = f"(v128.and {record.load_vector('held', v)} {lanes_number(1.0)})"
        once = independent(step, set(self.run.parameters))
        ready = {
            k: record.load_vector(name, v)
            for k, name in zip(once, self.run.early_values, strict=True)
        }
        # Slopes that are asked for nowhere are not kept.
        kept = {*self.new, *self.last, "total"}
        chosen = [k for k, name in enumerate(outputs) if name in kept]
        self.locals.add((targets[k] for k in chosen), "v128")
        code = Code(step, given, self.locals, f"{v}_", ready, LANES)
        lines = code.lines([step.outputs[k] for k in chosen], [targets[k] for k in chosen])
        # Compilers keep the order of what is read from memory, and so that of the vectors' steps.
        return lines if self.constants_in_memory else self.in_turn(lines, v)

    def in_turn(self, lines: Sequence[str], v: str) -> list[str]:
        """Return statements each of which also stores the number that it computes.

        Nobody reads it. But compilers compute what is stored before what is stored next; else
        they compute one vector's whole step before the other's, and each of them waits for itself.
        """
        return [
            text
            for line in lines
            for text in (line, self.record.store_vector("unused", v, get(target(line))))
        ]

    def judge(self, v: str) -> list[str]:
        """Return the statements that tell what became of the step.

        redo: the scalar code has to take it; edge: it ends where the step was cut.
        """
        total, next, factor = get(f"total_{v}"), get(f"next_{v}"), get(f"factor_{v}")
        accepted, shrunk = get(f"accepted_{v}"), get(f"shrunk_{v}")
        program = scheme.factor_program()
        code = Code(program, {"total": total}, self.locals, f"{v}_factor_", form=LANES)
        # The sum of squares: it tells as well whether a number is too large, or NaN.
        size = reduce("(f64x2.add {} {})".format, (
            f"(f64x2.mul {get(f'{name}_{v}')} {get(f'{name}_{v}')})" for name in self.new
        ))  # fmt: skip
        bounded = f"(f64x2.le {size} {lanes_number(1e18)})"
        alive = self.record.load_vector("alive", v)
        return [
            *code.lines(program.outputs, [f"factor_{v}"]),
            put(f"accepted_{v}", f"(f64x2.le {total} {lanes_number(1.0)})"),
            put(f"shrunk_{v}", f"(f64x2.mul {next} (f64x2.pmin {factor} {lanes_number(0.9)}))"),
            *self.distances(v),
            put(f"redo_{v}", f"(v128.or (v128.and {accepted} {self.crossing(v)}) "
                f"(v128.andnot {accepted} {bounded}))"),
            put(f"redo_{v}", f"(v128.and {alive} (v128.or {get(f'redo_{v}')} (v128.or "
                f"(f64x2.lt {shrunk} {get(f'smallest_{v}')}) "
                f"(f64x2.lt {get(f'steps_{v}')} {lanes_number(1.0)}))))"),
            put(f"edge_{v}", f"(v128.andnot (v128.andnot (v128.and {alive} {accepted}) "
                f"{get(f'within_{v}')}) {get(f'redo_{v}')})"),
        ]  # fmt: skip

    def distances(self, v: str) -> list[str]:
        """Return the statements for the distance from the threshold, before and after."""
        level = {"y": self.record.load_vector("threshold", v)}
        level["z"] = level["y"]
        moving = self.traced.threshold_variable
        if moving is not None:
            level = {letter: get(f"{letter}{moving}_{v}") for letter in "yz"}
        return [
            put(f"{name}_{v}", f"(f64x2.sub {get(f'{letter}{self.traced.voltage}_{v}')} "
                f"{level[letter]})")
            for name, letter in (("distance", "y"), ("new_distance", "z"))
        ]  # fmt: skip

    def crossing(self, v: str) -> str:
        """Return where the threshold may be crossed, as in `template.INTEGRATE`."""
        start, end = self.slope(self.run.slopes, v), self.slope(self.last, v)
        below = f"(f64x2.lt {get(f'distance_{v}')} {lanes_number(0.0)})"
        above = f"(f64x2.ge {get(f'new_distance_{v}')} {lanes_number(0.0)})"
        turns = f"(f64x2.lt (f64x2.mul {start} {end}) {lanes_number(0.0)})"
        summit = f"(f64x2.gt {start} {lanes_number(0.0)})"
        crosses = (
            f"(v128.or (v128.and {turns} (v128.bitselect {below} {above} {summit})) "
            f"(v128.and {below} {above}))"
        )
        if not scheme.has_refractory_time(self.traced):
            return crosses
        return f"(v128.andnot {crosses} {self.record.load_vector('held', v)})"

    def slope(self, names: Sequence[str], v: str) -> str:
        moving = self.traced.threshold_variable
        own = get(f"{names[self.traced.voltage]}_{v}")
        return own if moving is None else f"(f64x2.sub {own} {get(f'{names[moving]}_{v}')})"

    def unusual(self, v: str) -> str:
        """Return where a step is more than accepted in the middle of a stretch."""
        ends = f"(v128.or {get(f'redo_{v}')} {get(f'edge_{v}')})"
        return f"(v128.or (v128.not {get(f'accepted_{v}')}) {ends})"

    def grown(self, v: str, *, whole: bool) -> str:
        """Return the next step after one that is accepted: a whole one, or perhaps cut short."""
        next, wanted = get(f"next_{v}"), get(f"wanted_{v}")
        grown = f"(f64x2.mul {next} {get(f'factor_{v}')})"
        if not whole:
            # A step cut short by an edge says little about the next one.
            grown = f"(f64x2.pmax {grown} (v128.and {wanted} (f64x2.lt {next} {wanted})))"
        return f"(f64x2.pmin {grown} (local.get $max_step_lanes))"

    def go_on(self, v: str) -> list[str]:
        """Return the statements that go on where all lanes accept their steps: no choice is left.

        They do what those of `accept` do then. Nine turns in ten are of that kind.
        """
        return [
            put(f"wanted_{v}", self.grown(v, whole=True)),
            put(f"steps_{v}", f"(f64x2.sub {get(f'steps_{v}')} {lanes_number(1.0)})"),
            put(f"t_{v}", f"(f64x2.add {get(f't_{v}')} {get(f'next_{v}')})"),
            *(put(f"y{i}_{v}", get(f"z{i}_{v}")) for i in range(self.n)),
            *(put(f"k1_{i}_{v}", get(f"{k}_{v}")) for i, k in enumerate(self.last)),
        ]

    def accept(self, v: str) -> list[str]:
        """Return the statements that go on, each lane for itself."""
        redo, accepted = get(f"redo_{v}"), get(f"accepted_{v}")
        t, next, wanted = get(f"t_{v}"), get(f"next_{v}"), get(f"wanted_{v}")
        grown = self.grown(v, whole=False)
        forward = f"(v128.bitselect {get(f'stop_{v}')} (f64x2.add {t} {next}) {get(f'edge_{v}')})"
        choices = {
            "t": forward,
            **{f"y{i}": get(f"z{i}_{v}") for i in range(self.n)},
            **{f"k1_{i}": get(f"{k}_{v}") for i, k in enumerate(self.last)},
        }
        next_wanted = f"(v128.bitselect {grown} {get(f'shrunk_{v}')} {accepted})"
        return [
            put(f"wanted_{v}", f"(v128.bitselect {wanted} {next_wanted} {redo})"),
            put(f"steps_{v}", f"(f64x2.sub {get(f'steps_{v}')} "
                f"(v128.andnot {lanes_number(1.0)} {redo}))"),
            put(f"accepted_{v}", f"(v128.andnot {accepted} {redo})"),
            *(put(f"{name}_{v}", f"(v128.bitselect {value} {get(f'{name}_{v}')} {accepted})")
              for name, value in choices.items()),
            put(f"event_{v}", f"(v128.or (v128.and {redo} (v128.const i64x2 1 1)) "
                f"(v128.and {get(f'edge_{v}')} (v128.const i64x2 2 2)))"),
        ]  # fmt: skip


def _any(masks: Iterable[str]) -> str:
    """Return the union of masks."""
    return reduce("(v128.or {} {})".format, masks)
