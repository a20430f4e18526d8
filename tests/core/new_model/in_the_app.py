"""The page of a new model: ``python in_the_app.py NAME``."""

import sys
from typing import Any

import panel as pn

from neuron_app import NeuronApp, to_query
from spiking_core import MODELS, Description

name = sys.argv[1]
description = Description.of(MODELS[name])


def control(app: NeuronApp, kind: type[pn.widgets.Widget], label: str) -> Any:
    """Return the control with a label, its unit left out."""
    (found,) = [w for w in app.__panel__().select(kind) if w.name.partition(" (")[0] == label]
    return found


app = NeuronApp(name)
assert app.solution.spike_times.size > 0
control(app, pn.widgets.Select, "preset").value = description.presets[0].name
assert app.state.preset == description.presets[0].name
assert app.solution.spike_times.size > 0
preset = app.solution.spike_times

moved = description.parameters[0]
target = round(moved.default + moved.step, 9)
control(app, pn.widgets.FloatSlider, moved.name).value = target
assert app.state.parameters[moved.name] == target
assert app.solution.spike_times.size > 0
assert app.solution.spike_times.tolist() != preset.tolist()

again = NeuronApp()
again.restore(to_query(app.state))
assert again.state == app.state
assert again.solution.spike_times.tolist() == app.solution.spike_times.tolist()
print("shown")
