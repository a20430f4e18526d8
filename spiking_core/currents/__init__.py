"""Input currents: one waveform per file, and the roster of them."""

from __future__ import annotations

from spiking_core.currents.base import BASE_LEVEL, Current, Piece, Waveform
from spiking_core.currents.chirp import Chirp
from spiking_core.currents.conditioned import Conditioned
from spiking_core.currents.constant import Constant
from spiking_core.currents.linear import Linear
from spiking_core.currents.ou import OrnsteinUhlenbeck
from spiking_core.currents.paired import Paired
from spiking_core.currents.pairs import Pairs
from spiking_core.currents.points import Points
from spiking_core.currents.poisson import Poisson
from spiking_core.currents.pulses import Pulses
from spiking_core.currents.ramp import Ramp
from spiking_core.currents.ramps import Ramps
from spiking_core.currents.samples import Samples
from spiking_core.currents.sine import Sine
from spiking_core.currents.square import Square
from spiking_core.currents.staircase import Staircase
from spiking_core.currents.step import Step

_ROSTER: tuple[type[Waveform], ...] = (
    Constant,
    Step,
    Square,
    Pulses,
    Paired,
    Pairs,
    Conditioned,
    Sine,
    Chirp,
    Ramp,
    Ramps,
    Linear,
    Staircase,
    OrnsteinUhlenbeck,
    Poisson,
    Points,
)

CURRENTS: dict[str, type[Waveform]] = {current.name: current for current in _ROSTER}

__all__ = [
    "BASE_LEVEL",
    "CURRENTS",
    "Chirp",
    "Conditioned",
    "Constant",
    "Current",
    "Linear",
    "OrnsteinUhlenbeck",
    "Paired",
    "Pairs",
    "Piece",
    "Points",
    "Poisson",
    "Pulses",
    "Ramp",
    "Ramps",
    "Samples",
    "Sine",
    "Square",
    "Staircase",
    "Step",
    "Waveform",
]
