"""Where the numbers of the Hodgkin-Huxley model were read.

The paper (doi:10.1113/jphysiol.1952.sp004764) counts the potential from rest and downwards;
here V = 65 mV below its 0. Its leak lies 10.613 mV above rest, at -54.387 mV; NEURON rounds it
to -54.3, Ermentrout and Terman to -54.4. Conedy has sodium 110 mV above rest where the others
have the paper's 115.
"""

from __future__ import annotations

from math import exp

from core.sources.table import Chosen, Found

SOURCES = {
    "NEURON": "NEURON, hh.mod (S. W. Jaslove 1992), with q10 = 1 at 6.3 degrees Celsius",
    "Ermentrout": "G. B. Ermentrout, D. H. Terman, Mathematical Foundations of Neuroscience, "
    "XPP file of the Hodgkin-Huxley equations",
    "Sneyd": "J. Keener, J. Sneyd, Mathematical Physiology, 3rd edition, chap05_excitability/"
    "hh_fast_slow.m (from rest, upwards)",
    "Conedy": "Conedy, node gaussianHodgkinHuxley (from rest, upwards)",
    "OpenWorm": "OpenWorm, hodgkin_huxley_tutorial, Tutorial/Source/HodgkinHuxley.py",
}
PARAMETERS = {
    "C": Found(1.0, ("Ermentrout", "Sneyd", "Conedy")),
    "g_Na": Found(120.0, ("NEURON", "Ermentrout", "Sneyd")),
    "E_Na": Found(50.0, ("Ermentrout", "Sneyd", "OpenWorm")),
    "g_K": Found(36.0, ("NEURON", "Ermentrout", "Sneyd")),
    "E_K": Found(-77.0, ("Ermentrout", "Sneyd", "Conedy")),
    "g_L": Found(0.3, ("NEURON", "Ermentrout", "Sneyd")),
    "E_L": Found(-54.387, ("Conedy", "OpenWorm")),
    "phi": Found(1.0, ("NEURON", "Ermentrout")),
}
NUMBERS = {
    "dV/dt": Found((3, 4), ("NEURON", "Ermentrout", "Conedy")),
    "alpha_m": Found((0.1, 40, 10), ("NEURON", "Ermentrout", "Sneyd")),
    "beta_m": Found((4, 65, 18), ("NEURON", "Ermentrout", "Sneyd")),
    "alpha_h": Found((0.07, 65, 20), ("Ermentrout", "Conedy", "OpenWorm")),
    "beta_h": Found((35, 10), ("Ermentrout", "Conedy", "OpenWorm")),
    "alpha_n": Found((0.01, 55, 10), ("Ermentrout", "Sneyd", "Conedy")),
    "beta_n": Found((0.125, 65, 80), ("Ermentrout", "Sneyd", "Conedy")),
    "spike_condition": Chosen(0.0, "No part of the model: a level that every spike crosses."),
}
PRESETS = {
    "no_sodium": Chosen({"g_Na": 0.0}, "All sodium channels blocked, as by tetrodotoxin."),
    "no_potassium": Chosen({"g_K": 0.0}, "All potassium channels blocked, as by TEA."),
}
SPIKE = 0.0
START = None
CURRENTS = (7.0, 10.0, 15.0, 25.0, 40.0)
T = 100.0


def rhs(p, y, I):
    """Return the slopes in the form of Conedy: the potential counted from rest."""
    V, m, h, n = y
    v = V + 65
    alpha_n = (10 - v) / (100 * (exp((10 - v) / 10) - 1))
    beta_n = 0.125 * exp(-v / 80)
    alpha_m = (25 - v) / (10 * (exp((25 - v) / 10) - 1))
    beta_m = 4 * exp(-v / 18)
    alpha_h = 0.07 * exp(-v / 20)
    beta_h = 1 / (exp((30 - v) / 10) + 1)
    I_Na = p["g_Na"] * m * m * m * h * (p["E_Na"] + 65 - v)
    I_K = p["g_K"] * n * n * n * n * (p["E_K"] + 65 - v)
    I_L = p["g_L"] * (p["E_L"] + 65 - v)
    return (
        (I + I_Na + I_K + I_L) / p["C"],
        p["phi"] * (alpha_m * (1 - m) - beta_m * m),
        p["phi"] * (alpha_h * (1 - h) - beta_h * h),
        p["phi"] * (alpha_n * (1 - n) - beta_n * n),
    )
