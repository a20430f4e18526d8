"""Spiking neuron models, their input currents and a spike-aware integrator.

Pure Python and NumPy. Nothing here knows a widget, a figure, a browser or a page.
"""

from spiking_core.analysis import local_extremes, spike_statistics, sustained_oscillation
from spiking_core.base import BaseSpikingModel
from spiking_core.checks import ModelWarning
from spiking_core.currents import (
    CURRENTS,
    Chirp,
    Conditioned,
    Constant,
    Current,
    Linear,
    OrnsteinUhlenbeck,
    Paired,
    Pairs,
    Piece,
    Points,
    Poisson,
    Pulses,
    Ramp,
    Ramps,
    Samples,
    Sine,
    Square,
    Staircase,
    Step,
    Waveform,
)
from spiking_core.description import (
    Description,
    Equation,
    Parameter,
    Preset,
    Published,
    Reference,
    StateVariable,
)
from spiking_core.integrators import DormandPrince, PublishedEuler
from spiking_core.models import MODELS, IzhikevichModel
from spiking_core.presets import preset_model
from spiking_core.solution import Outcome, Solution

__version__ = "0.1.0"

__all__ = [
    "CURRENTS",
    "MODELS",
    "BaseSpikingModel",
    "Chirp",
    "Conditioned",
    "Constant",
    "Current",
    "Description",
    "DormandPrince",
    "Equation",
    "IzhikevichModel",
    "Linear",
    "ModelWarning",
    "OrnsteinUhlenbeck",
    "Outcome",
    "Paired",
    "Pairs",
    "Parameter",
    "Piece",
    "Points",
    "Poisson",
    "Preset",
    "Published",
    "PublishedEuler",
    "Pulses",
    "Ramp",
    "Ramps",
    "Reference",
    "Samples",
    "Sine",
    "Solution",
    "Square",
    "Staircase",
    "StateVariable",
    "Step",
    "Waveform",
    "__version__",
    "local_extremes",
    "preset_model",
    "spike_statistics",
    "sustained_oscillation",
]
