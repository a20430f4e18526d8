"""Where the numbers of the FitzHugh-Nagumo model were read.

The paper of 1961 has x' = c (y + x - x^3/3 + z), y' = -(x - a + b y)/c with a = 0.7, b = 0.8 and
c = 3; with time counted in units of 1/c that is phi = 1/c^2 = 0.11 here. What is in use today is
phi = 0.08, of FitzHugh's chapter of 1969.
"""

from __future__ import annotations

from core.sources.table import Chosen, Found

SOURCES = {
    "DynaSim": "DynaSim, model FHN (after Scholarpedia)",
    "NeuroMLlite": "NeuroMLlite, example FNTest: fitzHughNagumo1969Cell",
    "Amsterdam": "University of Amsterdam, Bioelectricity: Simulation of the FitzHugh-Nagumo model",
}
ALL = ("DynaSim", "NeuroMLlite", "Amsterdam")
PARAMETERS = {"a": Found(0.7, ALL), "b": Found(0.8, ALL), "phi": Found(0.08, ALL)}
NUMBERS = {
    "dv/dt": Found((3,), ALL),
    "spike_condition": Chosen(0.0, "No part of the model: between its left and right branch."),
}
PRESETS = {}
SPIKE = 0.0
START = None
CURRENTS = (0.35, 0.5, 0.8, 1.0, 1.35)
T = 200.0


def rhs(p, y, I):
    """Return the slopes in the form of DynaSim, whose b is 1 and whose o is our a."""
    V, w = y
    a, b, c, o = p["phi"], 1, p["b"], p["a"]
    return V - V * V * V / 3 - w + I, a * (b * V - c * w + o)
