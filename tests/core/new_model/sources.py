"""Where the numbers of the resonate-and-fire model come from."""

from __future__ import annotations

from core.sources.table import Chosen, Found

SOURCES = {
    "paper": "Izhikevich (2001), doi:10.1016/S0893-6080(01)00078-8",
    "book": "Izhikevich (2007), doi:10.7551/mitpress/2526.001.0001, section 8.1.4",
}
PARAMETERS = {
    "b": Chosen(-0.1, "Ten turns until the oscillation has died out."),
    "omega": Chosen(1.0, "One radian in one unit of time."),
}
NUMBERS = {"spike_condition": Found(1.0, ("paper", "book"))}
PRESETS = {}
SPIKE = 1.0
START = None
CURRENTS = (1.5, 2.0, 2.5, 3.0, 4.0)
T = 100.0


def rhs(p, y, I):
    """Return the slopes in the form of the paper: z' = (b + i omega) z + I."""
    slope = complex(p["b"], p["omega"]) * complex(*y) + I
    return slope.real, slope.imag


def reset(p, y):
    """Return the state after a spike: z = i."""
    return 0.0, 1.0
