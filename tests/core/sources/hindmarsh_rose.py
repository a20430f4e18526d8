"""Where the numbers of the Hindmarsh-Rose model were read.

The paper has x_1 = -(1 + sqrt(5))/2 = -1.618, which Brian2 and NeuroML round to -1.6, and
r = 0.001 for its bursts (Brian2 has its figure 6). r = 0.006 is a value of later work.
"""

from __future__ import annotations

from core.sources.table import Chosen, Found

SOURCES = {
    "Brian2": "Brian2, examples/frompapers/Hindmarsh_Rose_1984.py",
    "NeuroML": "Open Source Brain, HindmarshRose1984, NeuroML2/HindmarshRose3d.xml and "
    "Run_Chaotic_HindmarshRose.xml",
    "Attractor": "Attractor Builder, Hindmarsh-Rose, a page of its guide (I = 3.25)",
    "hr": "function hr of a program for coupled oscillators, with the values of "
    "doi:10.1103/PhysRevE.80.036204, equation 16 (I = 3.2)",
}
ALL = ("Brian2", "Attractor", "hr")
PARAMETERS = {
    "a": Found(1.0, (*ALL, "NeuroML")),
    "b": Found(3.0, ALL),
    "c": Found(1.0, (*ALL, "NeuroML")),
    "d": Found(5.0, (*ALL, "NeuroML")),
    "s": Found(4.0, (*ALL, "NeuroML")),
    "x_1": Found(-1.6, (*ALL, "NeuroML")),
    "r": Found(0.006, ("Attractor", "hr")),
}
NUMBERS = {
    "dx/dt": Found((3,), (*ALL, "NeuroML")),
    "spike_condition": Chosen(1.0, "No part of the model: a level that only spikes cross."),
}
PRESETS = {}
SPIKE = 1.0
START = None
CURRENTS = (1.5, 2.0, 2.5, 3.0, 4.5)
T = 250.0


def rhs(p, y, I):
    """Return the slopes in the form of NeuroML: phi, chi and rho."""
    x, recovery, z = y
    phi = recovery - p["a"] * x * x * x + p["b"] * x * x + I
    chi = p["c"] - p["d"] * x * x - recovery
    rho = p["s"] * (x - p["x_1"]) - z
    return phi - z, chi, p["r"] * rho
