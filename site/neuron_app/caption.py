"""What a state is, in words: below a figure, at the head of a script, beside a link.

The page says the same without Python, see ``site/page/share/describe.js``.
"""

from __future__ import annotations

from typing import Any

from neuron_app.state import NeuronState, find_preset, own_limits, shortest
from spiking_core import CURRENTS, Description, Points


def caption(state: NeuronState, description: Description) -> str:
    """Return model, parameters, input and length of a run, with all numbers and units."""
    preset = find_preset(description, state.preset)
    name = description.title + (f", from the preset {preset.title}" if preset else "")
    values = [
        _value(p.name, state.parameters.get(p.name, p.default), p.unit)
        for p in description.parameters
    ]
    model = f"{name}: {', '.join(values)}." if values else f"{name}."
    length = _value("Length", state.T, "ms")
    if state.solver == "published" and preset is not None and preset.published is not None:
        length += f", forward Euler in steps of {_number(preset.published.dt)} ms as published"
    return f"{model} {_current(state, description)}. {length}."


def _current(state: NeuronState, description: Description) -> str:
    waveform, unit = CURRENTS[state.current], description.current_unit
    parts = []
    if waveform.uses_strength:
        parts.append(_value("I_max", state.I_max, unit))
    if waveform.uses_period:
        parts.append(_value(waveform.period_meaning, state.I_period, "ms"))
    if waveform.uses_onset:
        parts.append(_value("onset", state.onset, "ms"))
    if waveform.uses_seed:
        parts.append(_value("seed", state.seed))
    for name, limit in own_limits(state.current, description).items():
        value = state.own.get(name, limit.default)
        if name != "I_base" or value:
            parts.append(_value(name, value, limit.unit))
    if state.current == "points":
        parts.append(f"{len(state.own.get('points', Points(0.0).points))} points")
    return f"{waveform.title}: {', '.join(parts)}" if parts else waveform.title


def _value(name: str, value: Any, unit: str = "") -> str:
    return f"{name} = {_number(value)}" + (f" {unit}" if unit else "")


def _number(value: float) -> str:
    return shortest(value).replace("-", "−")
