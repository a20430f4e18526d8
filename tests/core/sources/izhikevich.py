"""Where the numbers of the Izhikevich model were read.

Patterns are those of the author's script for figure 1 of the paper of 2004. A table of the same
patterns that he published beside it, and that MOOSE's and BrainPy's programs have, differs in
bistability (a = 1, b = 1.5, under -65), in inhibition-induced bursting (d = 0) and in the
currents. Spikeling's list has b = 0.22 for spike frequency adaptation and lost two signs. The
currents of the patterns are in `test_izhikevich_presets.py`.
"""

from __future__ import annotations

from core.sources.table import Chosen, Found

SOURCES = {
    "author": "E. M. Izhikevich, figure1.m (2003/2004), as kept in sje30/cnw and others",
    "ModelDB": "ModelDB 39948, izh.py and izhi2003a.mod (W. Lytton, C. Kerr, S. Dura-Bernal)",
    "MOOSE": "MOOSE, Izhikevich.py (S. Ray 2009): the twenty patterns of 2004",
    "PyNN": "PyNN 0.13, src/neuron/nmodl/izikevich.mod and standardmodels/cells.py",
    "NESTML": "NESTML, models_library/izhikevich: a, b, c, d, equations",
}
EQUATION = ("ModelDB", "PyNN", "NESTML")
SCRIPT = ("author", "ModelDB")
ALL = ("author", "ModelDB", "MOOSE")


def abcd(a, b, c, d, **more):
    return {"a": a, "b": b, "c": c, "d": d, **more}


CLASS_1 = {"p": 4.1, "q": 108.0}
PARAMETERS = {
    "a": Found(0.02, EQUATION),
    "b": Found(0.2, EQUATION),
    "c": Found(-65.0, EQUATION),
    "d": Found(8.0, ("ModelDB", "NESTML")),
    "p": Found(5.0, EQUATION),
    "q": Found(140.0, EQUATION),
    "r": Chosen(1.0, "The decay that all sources have; pattern R of 2004 has none."),
    "v_u": Chosen(0.0, "The offset that no source but pattern R of 2004 has."),
}
NUMBERS = {
    "dv/dt": Found((0.04,), EQUATION),
    "spike_condition": Found(30.0, EQUATION),
}
PRESETS = {
    "rs": Found(abcd(0.02, 0.2, -65.0, 8.0), ("ModelDB", "NESTML")),
    "ib": Found(abcd(0.02, 0.2, -55.0, 4.0), ("ModelDB", "author")),
    "ch": Found(abcd(0.02, 0.2, -50.0, 2.0), ("ModelDB", "author")),
    "fs": Found(abcd(0.1, 0.2, -65.0, 2.0), ("ModelDB", "author")),
    "lts": Found(abcd(0.02, 0.25, -65.0, 2.0), ("ModelDB", "author")),
    "tc": Found(abcd(0.02, 0.25, -65.0, 0.05), ("ModelDB", "author")),
    "rz": Found(abcd(0.1, 0.26, -65.0, 2.0), ("ModelDB", "author")),
    "tonic_spiking": Found(abcd(0.02, 0.2, -65.0, 6.0), ALL),
    "phasic_spiking": Found(abcd(0.02, 0.25, -65.0, 6.0), ALL),
    "tonic_bursting": Found(abcd(0.02, 0.2, -50.0, 2.0), ALL),
    "phasic_bursting": Found(abcd(0.02, 0.25, -55.0, 0.05), ALL),
    "mixed_mode": Found(abcd(0.02, 0.2, -55.0, 4.0), ALL),
    "spike_frequency_adaptation": Found(abcd(0.01, 0.2, -65.0, 8.0), ALL),
    "class_1_excitable": Found(abcd(0.02, -0.1, -55.0, 6.0, **CLASS_1), SCRIPT),
    "class_2_excitable": Found(abcd(0.2, 0.26, -65.0, 0.0), ALL),
    "spike_latency": Found(abcd(0.02, 0.2, -65.0, 6.0), ALL),
    "subthreshold_oscillations": Found(abcd(0.05, 0.26, -60.0, 0.0), ALL),
    "resonator": Found(abcd(0.1, 0.26, -60.0, -1.0), ALL),
    "integrator": Found(abcd(0.02, -0.1, -55.0, 6.0, **CLASS_1), SCRIPT),
    "rebound_spike": Found(abcd(0.03, 0.25, -60.0, 4.0), ALL),
    "rebound_burst": Found(abcd(0.03, 0.25, -52.0, 0.0), ALL),
    "threshold_variability": Found(abcd(0.03, 0.25, -60.0, 4.0), ALL),
    "bistability": Found(abcd(0.1, 0.26, -60.0, 0.0), SCRIPT),
    "depolarising_after_potential": Found(abcd(1.0, 0.2, -60.0, -21.0), ALL),
    # a b (v + 65) without decay is the author's; ModelDB says that it has not that form.
    "accommodation": Found(abcd(0.02, 1.0, -55.0, 4.0, r=0.0, v_u=-65.0), ALL),
    "inhibition_induced_spiking": Found(abcd(-0.02, -1.0, -60.0, 8.0), ALL),
    "inhibition_induced_bursting": Found(abcd(-0.026, -1.0, -45.0, -2.0), SCRIPT),
}
SPIKE = 30.0
START = None
CURRENTS = (5.0, 8.0, 10.0, 15.0, 20.0)
T = 500.0


def rhs(p, y, I):
    """Return the slopes in the form of 2007, about the two roots of the parabola.

    0.04 (v - v_1) (v - v_2), where v_1 + v_2 = -p / 0.04 and v_1 v_2 = q / 0.04.
    """
    v, u = y
    middle = -p["p"] / 0.08
    dv = 0.04 * (v - middle) ** 2 + p["q"] - 0.04 * middle**2 - u + I
    return dv, p["a"] * p["b"] * (v - p["v_u"]) - p["a"] * p["r"] * u


def reset(p, y):
    return p["c"], y[1] + p["d"]
