"""A preset of a model as a model that is ready to run."""

from __future__ import annotations

from dataclasses import asdict
from difflib import get_close_matches

from spiking_core.base import BaseSpikingModel
from spiking_core.currents import CURRENTS
from spiking_core.description import Description
from spiking_core.integrators import PublishedEuler


def preset_model(model_class: type[BaseSpikingModel], name: str) -> BaseSpikingModel:
    """Return a model with the parameters, the start, the input and the length of a preset.

    A pattern that exists only with the time step of its paper gets the paper's scheme as its
    `solver`; all others are integrated exactly.

    Parameters
    ----------
    model_class : type
        A model with a description, for example ``MODELS["izhikevich"]``.
    name : str
        Name of the preset, as in a link.

    Raises
    ------
    ValueError
        If the model has no preset of that name.
    """
    described = Description.of(model_class)
    presets = {preset.name: preset for preset in described.presets}
    if name not in presets:
        close = get_close_matches(name, presets, n=1)
        cure = f" Did you mean `{close[0]}`?" if close else ""
        listed = ", ".join(presets) or "none"
        owner = model_class.__name__
        raise ValueError(f"`{name}` is not a preset of `{owner}` (presets: {listed}).{cure}")
    preset = presets[name]
    needed = {p.name: p.default for p in described.parameters if p.required}
    model = model_class({**needed, **preset.parameters}, T=preset.T)
    if preset.y0 is not None:
        model.y0 = preset.y0
    if preset.artefact and preset.published is not None:
        model.solver = PublishedEuler(**asdict(preset.published))
    given = {"I_max": described.current_default, **preset.input}
    model.set_input(CURRENTS[preset.current](**given))
    return model
