"""Where the numbers of the leaky integrate-and-fire model were read.

No paper has these defaults as one set. Each of them stands in at least two of the programs
below; PyNN has the refractory time at 0.1 ms and twice the resistance, EPFL's exercises rest at
-70 mV and have a time constant of 8 ms.
"""

from __future__ import annotations

from core.sources.table import Chosen, Found

SOURCES = {
    "PyNN": "PyNN 0.13, pyNN/standardmodels/cells.py, IF_curr_exp",
    "ahmadi": "0ahmadi/LIF, README: the parameters of a single neuron",
    "EPFL": "neurodynex3 1.0.4, leaky_integrate_and_fire/LIF.py (exercises of Neuronal Dynamics)",
    "C11": "rtam97/C11-CompModNeuPlast, scripts/parameters/param11_LIF.py",
}
PARAMETERS = {
    "tau_m": Found(20.0, ("PyNN", "C11")),
    "R": Found(10.0, ("ahmadi", "EPFL", "C11")),
    "E_L": Found(-65.0, ("PyNN", "ahmadi")),
    "V_th": Found(-50.0, ("PyNN", "ahmadi", "EPFL", "C11")),
    "v_reset": Found(-65.0, ("PyNN", "ahmadi", "EPFL")),
    "t_ref": Found(2.0, ("ahmadi", "EPFL")),
}
NUMBERS = {}
PRESETS = {
    "no_refractory_time": Chosen({"t_ref": 0.0}, "The model as it is without a refractory time."),
}
START = None
CURRENTS = (1.6, 2.0, 2.5, 3.0, 4.0)
T = 300.0


def SPIKE(p):
    return p["V_th"]


def rhs(p, y, I):
    """Return the slope in the form of a circuit: C dV/dt = I - (V - E_L) / R, nA, MOhm, nF."""
    (V,) = y
    C = p["tau_m"] / p["R"]
    return ((I - (V - p["E_L"]) / p["R"]) / C,)


def reset(p, y):
    return (p["v_reset"],)


def refractory(p):
    return p["t_ref"]
