"""All models and currents as data for the page, which begins before Python has started."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from neuron_app.prose import rule, threshold_level
from neuron_app.state import (
    DURATION,
    EARLY_ONSET,
    LONGEST_QUERY,
    MAX_SEED,
    ONSET,
    PERIOD,
    SOLVERS,
    VIEWS,
    WHOLE,
    NeuronState,
    default_state,
    own_limits,
    preset_state,
)
from spiking_core import CURRENTS, MODELS, BaseSpikingModel, Description, DormandPrince, Parameter
from spiking_core.analysis import oscillation
from spiking_core.analysis.summary import TEMPLATES
from spiking_core.checks import MAX_SAMPLES
from spiking_core.currents import Waveform, ou, points_text
from spiking_core.currents.points import EXAMPLE
from spiking_core.description import Preset
from spiking_core.integrators import solve
from spiking_core.kernels.layout import OUTCOMES
from spiking_core.solution import REMARKS, SENTENCES, SHARE_OF_RUN, TIMES_LONGER

# What a current may have no use for.
USED = ("strength", "period", "onset", "seed", "base")


def roster_data(
    models: Mapping[str, type[BaseSpikingModel]] = MODELS, model: str = "izhikevich"
) -> dict[str, Any]:
    """Return what the page must know to run a compiled model without Python.

    Parameters
    ----------
    models : Mapping of str to type
        Models by their names in the URL.
    model : str
        The one that is shown if a link names none.

    Returns
    -------
    dict
        Fit for JSON; a limit that does not exist is None.
    """
    method = DormandPrince()
    return {
        "model": model,
        "models": {name: _model(name, model) for name, model in models.items()},
        "currents": {name: _current(current) for name, current in CURRENTS.items()},
        "limits": {limit.name: _limit(limit) for limit in (PERIOD, ONSET, DURATION)},
        "max_seed": MAX_SEED,
        "longest_query": LONGEST_QUERY,
        "solvers": list(SOLVERS),
        "whole": sorted(WHOLE),
        "early_onset": EARLY_ONSET,
        "views": list(VIEWS),
        "points": {
            "example": _plain(EXAMPLE),
            "most": points_text.MAX_POINTS,
            "latest": points_text.MAX_TIME,
        },
        "noise": {"grid": ou.GRID, "relative_sd": ou.RELATIVE_SD, "early": ou.EARLY},
        "solver": {
            "dt": BaseSpikingModel.dt,
            "rtol": method.rtol,
            "atol": method.atol,
            "max_step": method.max_step,
            "max_samples": MAX_SAMPLES,
            "spikes_at_least": solve.SPIKES_AT_LEAST,
            "spikes_per_ms": solve.SPIKES_PER_MS,
            "steps_at_least": solve.STEPS_AT_LEAST,
            "steps_per_ms": solve.STEPS_PER_MS,
            "steps_per_piece": solve.STEPS_PER_PIECE,
            "outcomes": list(OUTCOMES),
        },
        "outcomes": dict(SENTENCES),
        "words": dict(TEMPLATES),
        "oscillation": {
            "cycles": oscillation.CYCLES,
            "shrinks": oscillation.SHRINKS,
            "grows": oscillation.GROWS,
            "irregular": oscillation.IRREGULAR,
            "small": oscillation.SMALL,
            "smallest": oscillation.SMALLEST,
        },
        "remarks": dict(REMARKS),
        "stay": {"share_of_run": SHARE_OF_RUN, "times_longer": TIMES_LONGER},
    }


def _model(name: str, model: type[BaseSpikingModel]) -> dict[str, Any]:
    described = Description.of(model)
    return {
        "title": described.title,
        "parameters": [{"name": p.name, **_limit(p)} for p in described.parameters],
        "states": [state.name for state in described.states],
        "units": [state.unit for state in described.states],
        "voltage": int(model.index_voltage_variable) % len(model.y0),
        "y0": _plain(model.y0),
        "rule": rule(described, model),
        # The threshold, where it is a number of the class or a state variable.
        "level": threshold_level(described, model),
        "threshold_variable": _threshold_variable(model),
        "rest_range": list(described.rest_range),
        "strength": {
            "default": described.current_default,
            "span": list(described.current_span),
            "bounds": _bounds(described.current_bounds),
            "step": described.current_step,
            "unit": described.current_unit,
        },
        "state": _state(default_state(name, described)),
        "presets": [_preset(name, described, preset) for preset in described.presets],
    }


def _threshold_variable(model: type[BaseSpikingModel]) -> int | None:
    variable = model.index_threshold_variable
    return None if variable is None else int(variable) % len(model.y0)


def _preset(name: str, described: Description, preset: Preset) -> dict[str, Any]:
    published = preset.published
    return {
        "name": preset.name,
        "title": preset.title,
        "y0": None if preset.y0 is None else _plain(preset.y0),
        "published": None if published is None else asdict(published),
        "state": _state(preset_state(name, described, preset)),
    }


def _current(current: type[Waveform]) -> dict[str, Any]:
    # Of a unit nothing is known here: levels take the limits of the model they are shown with.
    nobody = Description(title="", summary="", parameters=(), states=())
    own = own_limits(current.name, nobody)
    return {
        "own": {name: _limit(limit) for name, limit in own.items()},
        "title": current.title,
        "meaning": current.meaning,
        "period": current.period_meaning,
        "adds_to_base": current.adds_to_base,
        **{f"uses_{what}": getattr(current, f"uses_{what}") for what in USED},
    }


def _state(state: NeuronState) -> dict[str, Any]:
    return _plain({name: getattr(state, name) for name in NeuronState.__dataclass_fields__})


def _limit(limit: Parameter) -> dict[str, Any]:
    return {
        "default": limit.default,
        "span": _bounds(limit.span),
        "bounds": _bounds(limit.bounds),
        "step": limit.step,
        "unit": limit.unit,
        "required": limit.required,
        "whole": limit.whole,
    }


def _bounds(bounds: tuple[float, float]) -> list[float | None]:
    return [bound if math.isfinite(bound) else None for bound in bounds]


def _plain(value: Any) -> Any:
    """Return a value with lists in place of tuples and arrays."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
