"""A state as a script: the same run with `spiking_core` alone, outside of any page."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from neuron_app.caption import caption
from neuron_app.state import COMMON, NeuronState, find_preset
from spiking_core import MODELS, BaseSpikingModel, Description, Published

HEAD = """\
# {caption}
{link}#
# Needs `spiking_core` (`pip install .` in the folder of its source), and draws the run if
# Matplotlib is there.
"""

RUN = """\
model.set_input(current)
t, y = model.integrate()

print(f"{{model.num_spikes}} spikes, at these times in ms:")
print(*model.spike_times, sep="\\n")
if not model.solution.outcome.ok:
    print(model.solution.outcome)

try:
    from matplotlib import pyplot
except ImportError:
    print("Nothing is drawn, as Matplotlib is not installed.")
else:
    figure, (above, below) = pyplot.subplots(2, sharex=True, height_ratios=(3, 1))
    above.plot(t, y[{voltage}])
    above.plot(model.spike_times, model.solution.y_before[{voltage}], "k.")
    above.set_ylabel({potential!r})
    below.plot(t, current.sample(t))
    below.set(xlabel="time (ms)", ylabel={strength!r})
    pyplot.show()
"""


def script(
    state: NeuronState, model_class: type[BaseSpikingModel], *, text: str = "", link: str = ""
) -> str:
    """Return a Python script that makes the run of a state.

    Parameters
    ----------
    state
        What is to be run.
    model_class
        The class of its model.
    text
        The text that defines the class, for a model that is not in the roster.
    link
        Address that shows the same state; it is quoted in a comment.

    Raises
    ------
    ValueError
        If the model is not in the roster and no text is given.
    """
    built_in = MODELS.get(state.model) is model_class
    if not built_in and not text:
        raise ValueError(f"`{model_class.__name__}` is no built-in model; give its text.")
    description = Description.of(model_class, dict(state.parameters))
    words = textwrap.fill(caption(state, description), 96, subsequent_indent="# ")
    made = f'MODELS["{state.model}"]' if built_in else model_class.__name__
    names = ["CURRENTS", *(["MODELS"] if built_in else [])]
    published = _published(state, description)
    if published is not None:
        names.append("PublishedEuler")
    parts = [
        HEAD.format(caption=words, link=f"# {link}\n" if link else ""),
        # Imports from the future stand in front of all others.
        "" if built_in else f"{text.strip()}\n\n\n",
        f"from spiking_core import {', '.join(names)}\n\n",
        _model(made, state, description, published),
        _run(model_class, description),
    ]
    return "".join(parts)


def _model(
    made: str, state: NeuronState, description: Description, published: Published | None
) -> str:
    parameters = ", ".join(f'"{key}": {float(x)!r}' for key, x in state.parameters.items())
    lines = [
        f"parameters = {{{parameters}}}",
        f"model = {made}(parameters, T={state.T!r})",
    ]
    preset = find_preset(description, state.preset)
    if preset is not None and preset.y0 is not None:
        lines.append(f"model.y0 = {_plain(preset.y0)!r}")
    if published is not None:
        scheme = ", ".join(f"{name}={value!r}" for name, value in asdict(published).items())
        lines.append(f"model.solver = PublishedEuler({scheme})")
    given: Mapping[str, Any] = {**{key: getattr(state, key) for key in COMMON}, **state.own}
    arguments = ", ".join(f"{name}={_plain(value)!r}" for name, value in given.items())
    lines.append(f'current = CURRENTS["{state.current}"]({arguments})')
    return "\n".join(lines) + "\n"


def _run(model_class: type[BaseSpikingModel], description: Description) -> str:
    states = description.states
    voltage = model_class.index_voltage_variable % len(states)
    v = states[voltage]

    def label(name: str, unit: str) -> str:
        return f"{name} ({unit})" if unit else name

    return RUN.format(
        voltage=voltage,
        potential=label(v.meaning or v.name, v.unit),
        strength=label("current I", description.current_unit),
    )


def _published(state: NeuronState, description: Description) -> Published | None:
    preset = find_preset(description, state.preset)
    return preset.published if preset is not None and state.solver == "published" else None


def _plain(value: Any) -> Any:
    """Return a value as lists and Python's own numbers, which can be written down."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
