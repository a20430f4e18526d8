"""What the lanes of a vectorised sweep keep in memory, and the run that goes on from there.

See `lanes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spiking_core.kernels import scheme
from spiking_core.kernels.module import Run, joined
from spiking_core.kernels.writer import get, independent, put
from spiking_core.tracing.trace import TracedModel

#: Names of the vectors.
VECTORS = "ab"
FIELD = 16 * len(VECTORS)  # bytes: a number of every lane
# What every lane has besides its model's numbers; see `lanes_template`.
FIELDS = (
    "t", "wanted", "stop", "held", "steps", "alive", "event", "I", "shaped",
    "origin", "level", "slope", "amplitude", "linear", "quadratic", "jump", "rate",
    "threshold", "held_until", "n_spikes", "counted", "first", "last",
    "piece", "n_pieces", "max_spikes", "neuron", "lost", "unused",
)  # fmt: skip
SHAPE = FIELDS[9:17]


class Record:
    """Where the numbers of the lanes are, from the address of the scratch memory on.

    Parameters
    ----------
    numbers : iterable of str
        Names of the model's own.
    """

    def __init__(self, numbers: Iterable[str]) -> None:
        self.offsets = {name: FIELD * k for k, name in enumerate((*FIELDS, *numbers))}

    @property
    def size(self) -> int:
        """Bytes of all lanes."""
        return FIELD * len(self.offsets)

    def store(self, name: str, value: str, kind: str = "f64") -> str:
        """Return the statement that stores a number of the lane at `lane`."""
        return f"({kind}.store offset={self.offsets[name]} (local.get $lane) {value})"

    def load(self, name: str, kind: str = "f64") -> str:
        """Return a number of the lane at `lane`."""
        return f"({kind}.load offset={self.offsets[name]} (local.get $lane))"

    def store_vector(self, name: str, vector: str, value: str) -> str:
        """Return the statement that stores the numbers of a vector's lanes."""
        return f"(v128.store offset={self._at(name, vector)} (local.get $scratch) {value})"

    def load_vector(self, name: str, vector: str) -> str:
        """Return the numbers of a vector's lanes."""
        return f"(v128.load offset={self._at(name, vector)} (local.get $scratch))"

    def _at(self, name: str, vector: str) -> int:
        return self.offsets[name] + 16 * VECTORS.index(vector)


class Constants:
    """Numbers that the loop over the lanes reads from memory, behind the record.

    A constant in the code takes V8 three instructions, every time that it is needed; a number
    from memory takes one.

    Parameters
    ----------
    start : int
        Their offset from the address of the scratch memory.
    """

    _IN_BOTH_LANES = re.compile(r"\(v128\.const (f64|i64)x2 (\S+) \2\)")

    def __init__(self, start: int) -> None:
        self.start = start
        self.offsets: dict[tuple[str, str], int] = {}

    @property
    def size(self) -> int:
        """Their bytes."""
        return 8 * len(self.offsets)

    def loaded(self, text: str) -> str:
        """Return statements that read what they had as constants; 0 is at hand anyway."""
        return self._IN_BOTH_LANES.sub(self._load, text)

    def store(self) -> str:
        """Return the statements that write all of them."""
        return joined(
            f"({kind}.store offset={offset} (local.get $scratch) ({kind}.const {value}))"
            for (kind, value), offset in self.offsets.items()
        )

    def _load(self, match: re.Match[str]) -> str:
        kind, value = match[1], match[2]
        if value in ("0", (0.0).hex()):
            return match[0]
        offset = self.offsets.setdefault((kind, value), self.start + self.size)
        return f"(v128.load64_splat offset={offset} (local.get $scratch))"


class InterruptedRun(Run):
    """The integration of one neuron, taken up and interrupted again between two steps."""

    def __init__(self, traced: TracedModel) -> None:
        super().__init__(traced)
        self.early_values = [
            f"step_{k}" for k in independent(scheme.step_program(traced), set(self.parameters))
        ]
        self.state = scheme.names("y", self.n)
        self.slopes = scheme.names("k1_", self.n)
        own = (*self.state, *self.slopes, *self.parameters, *self.early_values)
        self.record = Record(own)

    def lane(self) -> dict[str, str]:
        """Return the parts by which a run can be interrupted.

        It goes on from what the record of its lane says, and stops there after $pause steps.
        """
        return {
            "lane": "(param $lane i32) (param $pause i32)",
            "resume": self.resume(),
            "pause": "(if (i32.le_s (local.get $pause) (i32.const 0)) (then\n      "
            f"{self.interrupt()}\n      (return (i32.const -1))))\n     "
            + put("pause", "(i32.sub (local.get $pause) (i32.const 1))"),
        }

    def resume(self) -> str:
        """Return the statements that take up a run."""
        load = self.record.load
        numbers = ("t", "lost", "held_until", "first", "last", *self.state)
        counts = ("n_spikes", "counted", "piece", "n_pieces", "max_spikes")
        spike = "(i32.add (local.get $spike) (i32.shl (local.get $n_spikes) (i32.const 3)))"
        return joined([
            *(put(name, load(name)) for name in numbers),
            put("h", load("wanted")),
            put("max_steps", f"(i32.trunc_f64_s {load('steps')})"),
            *(put(name, load(name, "i32")) for name in counts),
            put("spike", spike),
        ])  # fmt: skip

    def interrupt(self) -> str:
        """Return the statements that note where a run is interrupted."""
        store = self.record.store
        mask = "(i64.extend_i32_s (i32.sub (i32.const 0) {}))"
        held = mask.format("(f64.ne (local.get $held) (f64.const 0))")
        same = ("t", "lost", "stop", "I", "threshold", "held_until", "first", "last",
                *self.state, *self.slopes, *self.parameters, *self.early_values)  # fmt: skip
        shape = joined(store(name, f"(global.get ${name})") for name in SHAPE)
        return joined([
            *(store(name, get(name)) for name in same),
            *(store(name, get(name), "i32") for name in ("n_spikes", "counted")),
            store("wanted", "(f64.min (local.get $h) (local.get $max_step))"),
            store("steps", "(f64.convert_i32_s (local.get $max_steps))"),
            store("held", held, "i64"),
            store("shaped", mask.format(get("shaped")), "i64"),
            f"(if (local.get $shaped) (then {shape}))",
            # It comes back to the same piece.
            store("piece", "(i32.sub (local.get $piece) (i32.const 88))", "i32"),
            store("n_pieces", "(i32.add (local.get $n_pieces) (i32.const 1))", "i32"),
        ])  # fmt: skip
