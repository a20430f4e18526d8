"""Input currents: one waveform per file, and the roster of them."""

from __future__ import annotations

from spiking_core.currents.base import Current, Piece, Waveform
from spiking_core.currents.constant import Constant
from spiking_core.currents.ou import OrnsteinUhlenbeck
from spiking_core.currents.ramp import Ramp
from spiking_core.currents.samples import Samples
from spiking_core.currents.sine import Sine
from spiking_core.currents.square import Square

_ROSTER: tuple[type[Waveform], ...] = (Constant, Square, Sine, Ramp, OrnsteinUhlenbeck)

CURRENTS: dict[str, type[Waveform]] = {current.name: current for current in _ROSTER}

__all__ = [
    "CURRENTS",
    "Constant",
    "Current",
    "OrnsteinUhlenbeck",
    "Piece",
    "Ramp",
    "Samples",
    "Sine",
    "Square",
    "Waveform",
]
