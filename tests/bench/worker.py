"""How fast neurons are computed in a browser's worker."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, Playwright

from bench.browser import STOCK_UP, fresh_profile, visiting
from bench.hosting import hosting
from bench.in_worker import CURRENTS as STRENGTHS
from bench.in_worker import NAME, SWEEP_MS
from bench.table import Figure, median, of_samples
from builder.files import say
from neuron_app.state import default_state, to_query
from spiking_core import CURRENTS, MODELS, Description
from spiking_core.kernels.lanes import lanes_module_text
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import binary_of
from spiking_core.kernels.traced import model_text
from spiking_core.tracing import trace_model

HERE = Path(__file__).parent
MODULES = ("__init__", "rk45", "population", "in_worker")
RUNS = {"kernel": 21, "reference": 9, "notebook": 5, "sweep": 9, "vectorised": 3}
TRACE_RATIO, SWEEP_RATIO = 0.01, 0.05
# Answers in JSON, so that no Python object is left behind in the worker.
SET_UP = """
import base64, json, pathlib, sys
import spiking_core

packages = pathlib.Path(spiking_core.__file__).parents[1]

def put(name, text):
    path = packages / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(text))
"""


class Worker:
    """The Python of a stock page's worker.

    It is the same Pyodide, NumPy and core as in the site's, and can be reached from outside.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.python(SET_UP)
        for name in MODULES:
            self.put(f"bench/{name}.py", (HERE / f"{name}.py").read_bytes())
        # Where the site has them.
        compiled = binary_of(model_text(MODELS[NAME]))
        self.put(f"spiking_core/kernels/compiled/{NAME}.wasm", compiled)

    def python(self, code: str) -> str:
        """Run Python there; return the text that the last expression is."""
        return self.page.workers[0].evaluate("(code) => self.pyodide.runPython(code)", code)

    def put(self, name: str, content: bytes) -> None:
        """Write a file beside the packages."""
        self.python(f"put({name!r}, {base64.b64encode(content).decode()!r})")

    def times(self, what: str, *arguments: str) -> tuple[float, ...] | None:
        """Milliseconds that a function of `in_worker` answers with, or None."""
        given = ", ".join((*arguments, f"runs={RUNS[what]}"))
        code = f"from bench import in_worker\njson.dumps(in_worker.{what}({given}))"
        answer = json.loads(self.python(code))
        return None if answer is None else tuple(answer)


def measure_worker(playwright: Playwright, stock_folder: Callable[[], Path]) -> Iterable[Figure]:
    """Times of kernels in a worker, and of what they replace."""
    say("speed in a browser's worker")
    with (
        hosting(stock_folder()) as (url, _),
        fresh_profile(playwright) as context,
        visiting(context, f"{url}app.html", STOCK_UP) as page,
    ):
        worker = Worker(page)
        yield from traces(worker)
        yield from sweeps(worker)


def traces(worker: Worker) -> Iterable[Figure]:
    """The default state of the first model, by current."""
    shown = default_state(NAME, Description.of(MODELS[NAME]))
    what = f"of {shown.T:g} ms in a browser's worker, {NAME}"
    for current in CURRENTS:
        query = repr(to_query(replace(shown, current=current)))
        samples = worker.times("kernel", query) or ()
        text = f"integrate() {what}, {current} current: kernel"
        yield of_samples(f"worker_{current}", text, samples, "ms")
    query = repr(to_query(shown))
    reference = worker.times("reference", query) or ()
    yield of_samples("worker_reference", f"integrate() {what}: Python", reference, "ms")
    kernel, notebook = (worker.times(name, query) or () for name in ("kernel", "notebook"))
    text = f"The notebook's run {what}: RK45 as in SciPy"
    yield of_samples("worker_notebook", text, notebook, "ms")
    text = f"One trace in the worker: kernel, {median(kernel):.3g} ms / notebook"
    ratio = median(kernel) / median(notebook)
    yield Figure("worker_trace_ratio", text, ratio, "", TRACE_RATIO, kernel)


def sweeps(worker: Worker) -> Iterable[Figure]:
    """The f-I curve of the first model."""
    what = f"f-I curve in the worker, {len(STRENGTHS)} currents of {SWEEP_MS:g} ms"
    model = MODELS[NAME](Description.of(MODELS[NAME]).defaults)
    traced = trace_model(model)
    times: dict[str, tuple[float, ...]] = {}
    for key, text_of in (("one by one", module_text), ("SIMD", lanes_module_text)):
        name = f"bench/{key}.wasm"
        worker.put(name, binary_of(text_of(traced, NAME)))
        samples = worker.times("sweep", f"(packages / {name!r}).read_bytes()")
        if samples is None:
            say(f"  this browser does not run the sweep kernel, {key}")
            continue
        times[key] = samples
        yield of_samples(f"worker_sweep_{key[:4]}", f"{what}: kernel, {key}", samples, "ms")
    numpy = worker.times("vectorised") or ()
    yield of_samples("worker_sweep_numpy", f"{what}: NumPy, RK4", numpy, "ms")
    # The page would take the fastest that there is.
    key = "SIMD" if "SIMD" in times else "one by one"
    text = f"f-I curve in the worker: kernel, {key} / NumPy over currents"
    ratio = median(times[key]) / median(numpy)
    yield Figure("worker_sweep_ratio", text, ratio, "", SWEEP_RATIO, times[key])
