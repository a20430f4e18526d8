"""Where the numbers of the persistent sodium and potassium model were read.

All name chapter 4 of Izhikevich's book as theirs: the high-threshold set, and the low-threshold
one with E_L = -78 mV and V_n = -45 mV; tau = 0.152 ms is on its page 110 (Nolte).
"""

from __future__ import annotations

from math import tanh

from core.sources.table import Chosen, Found

SOURCES = {
    "Lin": "Lin Xiaohan (2020), I-Na,p+I-K model for BrainPy, high-threshold and low-threshold",
    "MATLAB": "pncrBndxsn/computational-neuroscience, neuron-model/minimal-model/"
    "persistent-sodium-plus-potassium/main.m",
    "Nolte": "D. D. Nolte, NaK.m and NagumoStream.m, with the pages of the book",
    "tanh": "solve_ivp program of the models LT and HT, gates as hyperbolic tangents; it puts "
    "the saddle-node of HT at 4.51286763",
    "portraits": "phase portraits of the four bifurcations, inapk_rhs(I, tau)",
}
HIGH = ("Lin", "MATLAB", "Nolte", "tanh")
PARAMETERS = {
    "C": Found(1.0, HIGH),
    "g_L": Found(8.0, HIGH),
    "E_L": Found(-80.0, HIGH),
    "g_Na": Found(20.0, HIGH),
    "E_Na": Found(60.0, HIGH),
    "g_K": Found(10.0, HIGH),
    "E_K": Found(-90.0, HIGH),
    "V_m": Found(-20.0, HIGH),
    "k_m": Found(15.0, HIGH),
    "V_n": Found(-25.0, HIGH),
    "k_n": Found(5.0, HIGH),
    "tau": Found(1.0, HIGH),
}
NUMBERS = {
    "spike_condition": Chosen(-20.0, "No part of the model: spikes end near 0 mV or below it."),
}
PRESETS = {
    "hopf": Found({"E_L": -78.0, "V_n": -45.0}, ("Lin", "tanh", "Nolte")),
    "homoclinic": Found({"tau": 0.152}, ("Nolte", "portraits")),
}
SPIKE = -20.0
START = None
CURRENTS = (5.0, 8.0, 15.0, 25.0, 40.0)
T = 60.0


def rhs(p, y, I):
    """Return the slopes with the gates as hyperbolic tangents."""
    V, n = y
    m_inf = 1 / 2 * (1 + tanh((V - p["V_m"]) / (2 * p["k_m"])))
    n_inf = 1 / 2 * (1 + tanh((V - p["V_n"]) / (2 * p["k_n"])))
    I_Na = p["g_Na"] * m_inf * (V - p["E_Na"])
    I_K = p["g_K"] * n * (V - p["E_K"])
    return (I - I_Na - I_K - p["g_L"] * (V - p["E_L"])) / p["C"], -(n - n_inf) / p["tau"]
