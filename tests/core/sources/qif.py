"""Where the numbers of the quadratic integrate-and-fire model were read.

BrainPy rounds the factor of the parabola, 1 / (V_t - V_r) = 0.0667 / mV, to 0.07, and cuts off at
-30 mV; a tutorial of the University of Bremen has V_r = -70, V_t = -55 mV, which are as far
apart, and a factor of 0.1.
"""

from __future__ import annotations

from core.sources.table import Chosen, Found

SOURCES = {
    "Latham": "Latham, Richmond, Nelson, Nirenberg (2000), doi:10.1152/jn.2000.83.2.808, as quoted "
    "by BrainPy, brainpy/dyn/neurons, QuaIF: V_c = -50 mV",
    "BrainPy": "BrainPy, brainpy/dyn/neurons, QuaIF: V_rest, tau",
    "Bremen": "davrot/pytutorial, advanced_programming/quadratic_integrate_and_fire/README.md",
    "LIF": "The leaky model beside: 0ahmadi/LIF, PyNN's IF_curr_exp",
}
PARAMETERS = {
    "tau_m": Found(10.0, ("BrainPy", "Bremen")),
    "R": Found(10.0, ("Bremen", "LIF")),
    "V_r": Found(-65.0, ("BrainPy", "LIF")),
    "V_t": Found(-50.0, ("Latham", "LIF")),
    "v_peak": Chosen(20.0, "A cut-off high on the upstroke: beyond it, infinity is 2 ms away."),
    "v_reset": Chosen(-80.0, "A reset below rest, so that rest is reached from below."),
}
NUMBERS = {}
PRESETS = {
    "bistable": Chosen({"v_reset": -45.0}, "A reset above V_t, from where the parabola rises."),
}
START = None
CURRENTS = (0.4, 0.7, 1.0, 2.0, 3.0)
T = 900.0


def SPIKE(p):
    return p["v_peak"]


def rhs(p, y, I):
    """Return the slope in the form a_0 (V - V_rest) (V - V_c) + R I of BrainPy and Bremen."""
    (V,) = y
    a_0 = 1 / (p["V_t"] - p["V_r"])
    return ((a_0 * (V - p["V_r"]) * (V - p["V_t"]) + p["R"] * I) / p["tau_m"],)


def reset(p, y):
    return (p["v_reset"],)
