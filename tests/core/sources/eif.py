"""Where the numbers of the exponential integrate-and-fire model were read.

Two MATLAB programs, one of neurons with astrocytes and one of two sine currents a few Hz apart,
have the paper's numbers in the paper's units; BrainPy has them with tau = C / g_L. Programs cut
off elsewhere (20 mV, -30 mV). From -30 mV to 0 mV is 1.8e-3 ms for these parameters, and from
0 mV to infinity is 3.3e-7 ms.
"""

from __future__ import annotations

from math import exp

from core.sources.table import Chosen, Found

SOURCES = {
    "astrocytes": "MATLAB program 'EIF neuron test' with an astrocyte's current, 'paramaters from "
    "Fourcaud et al. 2003' (doi:10.1523/JNEUROSCI.23-37-11628.2003)",
    "two sines": "MATLAB program with currents of 2000 and 2010 Hz, V_reset, V_T, Delta, tau_ref",
    "BrainPy": "BrainPy, brainpy/dyn/neurons, ExpIF: V_rest, V_reset, V_T, delta_T, tau, tau_ref",
    "C++": "A C++ library's template of neurons: V_rest, V_reset, V_ap_thresh, delta_t",
}
PROGRAMS = ("astrocytes", "two sines", "BrainPy")
PARAMETERS = {
    "C": Found(1.0, ("astrocytes", "two sines")),
    "g_L": Found(0.1, ("astrocytes", "two sines")),
    "E_L": Found(-65.0, (*PROGRAMS, "C++")),
    "V_T": Found(-59.9, (*PROGRAMS, "C++")),
    "Delta_T": Found(3.48, (*PROGRAMS, "C++")),
    "v_reset": Found(-68.0, (*PROGRAMS, "C++")),
    "t_ref": Found(1.7, ("two sines", "BrainPy")),
}
NUMBERS = {
    "threshold": Chosen((25,), "The upstroke from there on lasts 1.4e-11 of C / g_L."),
}
PRESETS = {
    "sharp_onset": Chosen({"Delta_T": 0.5}, "Close to the leaky model, which has no upstroke."),
}
START = None
CURRENTS = (0.25, 0.5, 1.0, 2.0, 3.0)
T = 250.0


def SPIKE(p):
    return min(0.0, p["V_T"] + 25 * p["Delta_T"])


def rhs(p, y, I):
    """Return the slope in the form of BrainPy and of Neuronal Dynamics: tau dV/dt."""
    (V,) = y
    tau, R = p["C"] / p["g_L"], 1 / p["g_L"]
    upstroke = p["Delta_T"] * exp((V - p["V_T"]) / p["Delta_T"])
    return ((-(V - p["E_L"]) + upstroke + R * I) / tau,)


def reset(p, y):
    return (p["v_reset"],)


def refractory(p):
    return p["t_ref"]
