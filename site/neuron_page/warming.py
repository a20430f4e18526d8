"""What a first model of the visitor's own will need, done ahead in short pieces.

Modules are imported, and what is done with such a model is done once with a built-in one: the
browser compiles its Python, and Python specialises its code, as they are used.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from importlib import import_module

import numpy as np

from spiking_core import MODELS, BaseSpikingModel, Description

IMPORTED = (
    "numpy.random", "neuron_app.prose", "neuron_app.formula", "neuron_app.roster",
    "neuron_page.mistake", "neuron_page.sentences", "neuron_page.own_text",
    "neuron_page.own_trial", "neuron_page.own_stated", "neuron_page.own", "spiking_core.tracing",
    "spiking_core.kernels.template", "spiking_core.kernels.scheme", "spiking_core.kernels.module",
)  # fmt: skip
# A model with a steady state, functions and presets, so that everything has something to do.
TRIED = "morris_lecar"
REPLAYS = 5


def pieces() -> Iterator[None]:
    """Do one piece before every value that is yielded; nothing of it is kept."""
    for name in IMPORTED:
        import_module(name)
        yield
    model_class = MODELS[TRIED]
    yield from _tried(model_class)
    yield from _shown(model_class)


def _tried(model_class: type[BaseSpikingModel]) -> Iterator[None]:
    """Try and compile a model as :func:`neuron_page.own.load` does."""
    from neuron_page import own_trial
    from spiking_core.kernels.module import module_text
    from spiking_core.tracing import replay, trace_model

    parameters = {p.name: p.default for p in Description.of(model_class).parameters}
    with _silent():
        model = own_trial.tried(model_class, parameters, "")
    yield
    own_trial.try_prose(model_class, parameters, "")
    yield
    with _silent():
        own_trial.try_presets(model_class, parameters, "")
    yield
    with _silent():
        own_trial.unlike_page(model)
    yield
    traced = trace_model(model)
    yield
    for seed in range(REPLAYS):
        replay(model, traced, count=2, seed=seed)
        yield
    module_text(traced, TRIED)
    yield


def _shown(model_class: type[BaseSpikingModel]) -> Iterator[None]:
    """Make the controls of a model, and what the page must know of it."""
    from neuron_app.controls import Controls
    from neuron_app.roster import roster_data
    from neuron_app.state import default_state

    described = Description.of(model_class)
    state = default_state(TRIED, described)
    Controls(state, described, lambda: None, lambda _: None)
    yield
    roster_data({TRIED: model_class})
    yield


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        yield
