"""Where the numbers of the Mihalas-Niebur model were read.

A MATLAB program of the twenty patterns has no currents after the spike (A = 0) in "Q
afterpotentials", which so has none; the program of the Italian Institute of Technology repeats
in "T spike latency" the row before. In all else they and the replication agree. The currents of
the patterns are in `test_mihalas_niebur.py`.
"""

from __future__ import annotations

from core.sources.table import Found

SOURCES = {
    "replication": "G. Detorakis (2017), ReScience 3(1) #7, code/neuron_model.py and run_all.py",
    "IIT": "WiN-GUI, MN_neuron (S. F. Muller-Cleve, IIT Genova), and its list of patterns; in V "
    "and 1/s",
    "MATLAB": "MATLAB program 'Mihalas-Niebur Neuron Features', MN_Calc(a, A, Ie, Tmax), in 1/s "
    "and V/s",
}
BOTH = ("replication", "IIT")
ALL = ("replication", "IIT", "MATLAB")
ADAPTING = {"a": 0.005}
BURSTING = {"a": 0.005, "A_1": 10.0, "A_2": -0.6}
MIXED = {"a": 0.005, "A_1": 5.0, "A_2": -0.3}
PARAMETERS = {
    "g": Found(0.05, BOTH),
    "E_L": Found(-70.0, BOTH),
    "a": Found(0.0, ALL),
    "b": Found(0.01, BOTH),
    "Theta_inf": Found(-50.0, BOTH),
    "Theta_r": Found(-60.0, BOTH),
    "v_reset": Found(-70.0, BOTH),
    "k_1": Found(0.2, BOTH),
    "k_2": Found(0.02, BOTH),
    "R_1": Found(0.0, BOTH),
    "R_2": Found(1.0, BOTH),
    "A_1": Found(0.0, ALL),
    "A_2": Found(0.0, ALL),
}
NUMBERS = {}
PRESETS = {
    "spike_frequency_adaptation": Found(ADAPTING, ALL),
    "phasic_spiking": Found(ADAPTING, ALL),
    "accommodation": Found(ADAPTING, ALL),
    "threshold_variability": Found(ADAPTING, ALL),
    "rebound_spike": Found(ADAPTING, ALL),
    "class_2": Found(ADAPTING, ALL),
    "integrator": Found(ADAPTING, ALL),
    "input_bistability": Found(ADAPTING, ALL),
    "hyperpolarisation_induced_spiking": Found({"a": 0.03}, ALL),
    "hyperpolarisation_induced_bursting": Found({"a": 0.03, "A_1": 10.0, "A_2": -0.6}, ALL),
    "tonic_bursting": Found(BURSTING, ALL),
    "phasic_bursting": Found(BURSTING, ALL),
    "rebound_burst": Found(BURSTING, ALL),
    "mixed_mode": Found(MIXED, ALL),
    "afterpotentials": Found(MIXED, BOTH),
    "basal_bistability": Found({"A_1": 8.0, "A_2": -0.1}, ALL),
    "preferred_frequency": Found({"a": 0.005, "A_1": -3.0, "A_2": 0.5}, ALL),
    "spike_latency": Found({"a": -0.08}, ("replication", "MATLAB")),
}
SPIKE = -50.0
START = None
CURRENTS = (1.2, 1.5, 2.0, 4.0, 8.0)
T = 200.0


def rhs(p, y, I):
    """Return the slopes in the form of the replication, with a capacitance of 1."""
    V, Theta, I_1, I_2 = y
    return (
        1.0 / 1.0 * (I + I_1 + I_2 - p["g"] * (V - p["E_L"])),
        p["a"] * (V - p["E_L"]) - p["b"] * (Theta - p["Theta_inf"]),
        -p["k_1"] * I_1,
        -p["k_2"] * I_2,
    )


def reset(p, y):
    _, Theta, I_1, I_2 = y
    return (
        p["v_reset"], max(p["Theta_r"], Theta), p["R_1"] * I_1 + p["A_1"], p["R_2"] * I_2 + p["A_2"]
    )  # fmt: skip
