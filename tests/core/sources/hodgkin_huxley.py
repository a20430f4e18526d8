"""Where the numbers of the Hodgkin-Huxley model were read.

NEURON's `hh.mod` and others round the leak to -54.3 mV (Gerstner and Kistler to -54.4); the
paper has it 10.613 mV above rest, which is -54.387 mV. Hodgkin and Huxley count the potential
from rest, and downwards.
"""

from __future__ import annotations

from math import exp

from core.sources.table import Chosen, Found

SOURCES = {
    "paper": "Hodgkin, Huxley (1952), doi:10.1113/jphysiol.1952.sp004764: equations 7, 12, 13, "
    "15, 16, 20, 21, 23, 24, 26 and table 3, with V = -v - 65 mV",
    "NEURON": "NEURON, src/nrnoc/hh.mod (S. W. Jaslove 1992)",
    "Conedy": "Conedy, node gaussianHodgkinHuxley (potential from rest, upwards)",
    "Keener": "Keener, Sneyd, Mathematical Physiology, 3rd ed., chap05_excitability/hh_fast_slow.m",
}
BOTH = ("paper", "NEURON", "Conedy")
PARAMETERS = {
    "C": Found(1.0, ("paper", "Conedy", "Keener")),
    "g_Na": Found(120.0, BOTH),
    "E_Na": Found(50.0, BOTH),
    "g_K": Found(36.0, BOTH),
    "E_K": Found(-77.0, BOTH),
    "g_L": Found(0.3, BOTH),
    "E_L": Found(-54.387, ("paper", "Conedy")),
    "phi": Found(1.0, ("paper", "NEURON")),
}
NUMBERS = {
    "dV/dt": Found((3, 4), BOTH),
    "alpha_m": Found((0.1, 40, 10), BOTH),
    "beta_m": Found((4, 65, 18), BOTH),
    "alpha_h": Found((0.07, 65, 20), BOTH),
    "beta_h": Found((35, 10), BOTH),
    "alpha_n": Found((0.01, 55, 10), BOTH),
    "beta_n": Found((0.125, 65, 80), BOTH),
    "spike_condition": Chosen(0.0, "A level in the middle of the upstroke, for the counting."),
}
DERIVED = {0.1: "0.01*10"}
PRESETS = {
    "no_sodium": Chosen({"g_Na": 0.0}, "All sodium channels blocked, as by tetrodotoxin."),
    "no_potassium": Chosen({"g_K": 0.0}, "All potassium channels blocked."),
}
SPIKE = 0.0
START = None
CURRENTS = (7.0, 10.0, 15.0, 25.0, 40.0)
T = 100.0


def rhs(p, y, I):
    """Return the slopes in the form of the paper: the potential from rest, here upwards."""
    V, m, h, n = y
    v = V + 65
    alpha_n = 0.01 * (10 - v) / (exp((10 - v) / 10) - 1)
    beta_n = 0.125 * exp(-v / 80)
    alpha_m = 0.1 * (25 - v) / (exp((25 - v) / 10) - 1)
    beta_m = 4 * exp(-v / 18)
    alpha_h = 0.07 * exp(-v / 20)
    beta_h = 1 / (exp((30 - v) / 10) + 1)
    I_Na = p["g_Na"] * m**3 * h * (v - (p["E_Na"] + 65))
    I_K = p["g_K"] * n**4 * (v - (p["E_K"] + 65))
    I_L = p["g_L"] * (v - (p["E_L"] + 65))
    return (
        (I - I_Na - I_K - I_L) / p["C"],
        p["phi"] * (alpha_m * (1 - m) - beta_m * m),
        p["phi"] * (alpha_h * (1 - h) - beta_h * h),
        p["phi"] * (alpha_n * (1 - n) - beta_n * n),
    )
