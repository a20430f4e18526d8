"""Where the numbers of the adaptive exponential model were read.

The patterns are those of Naud et al. (2008), figure 4. Its table 1 has two rows that do not show
their pattern: "delayed regular bursting" with b = 0, whose w never jumps, and "transient
spiking" with a = -10 nS, whose w drives instead of holding (`test_adex.py` shows both). P.
Mueller found values that match the figure, and Brian2's example has them; nobody was found who
found them again without Brian2. In the other six rows everybody agrees. NEST resets to -60 mV,
a spike is 20 mV in the paper of 2005, and an Euler step decides how far above it a spike goes.
"""

from __future__ import annotations

from math import exp

from core.sources.table import Chosen, Found

SOURCES = {
    "PyNN": "PyNN 0.13, pyNN/standardmodels/cells.py, EIF_cond_exp_isfa_ista",
    "NEST": "NEST and NESTML, models_library/aeif_cond_alpha: all but V_reset",
    "Brian": "Brian2, examples/frompapers/Naud_et_al_2008_adex_firing_patterns.py (S. Schmitt, "
    "S. Billaudelle 2022, after P. Mueller)",
    "ANNarchy": "ANNarchy, notebooks/AdEx.ipynb: table 1 of Naud et al. (2008), "
    "doi:10.1007/s00422-008-0264-7",
    "EPFL": "EPFL, Biological Modeling of Neural Networks 2015, program for Brian 1: "
    "the same table, its two rows marked as not working",
    "modeldb": "ModelDB 154770, eqs4bursting.py",
}
BOTH = ("PyNN", "NEST")
TABLE = ("Brian", "ANNarchy", "EPFL")
NOT_IN_THE_TABLE = "As in Brian2's example, which matches the figure; the printed row does not."


def row(C, g_L, E_L, a, tau_w, b, v_reset):
    """Return a row of the table; V_T and Delta_T are the same in all."""
    return {
        "C": C, "g_L": g_L, "E_L": E_L, "V_T": -50.0, "Delta_T": 2.0, "a": a, "tau_w": tau_w,
        "b": b, "v_reset": v_reset,
    }  # fmt: skip


PARAMETERS = {
    "C": Found(281.0, BOTH),
    "g_L": Found(30.0, ("NEST", "modeldb")),
    "E_L": Found(-70.6, BOTH),
    "V_T": Found(-50.4, BOTH),
    "Delta_T": Found(2.0, BOTH),
    "a": Found(4.0, BOTH),
    "tau_w": Found(144.0, BOTH),
    "b": Found(80.5, BOTH),
    "v_reset": Found(-70.6, ("PyNN", "modeldb")),
}
NUMBERS = {
    "threshold": Chosen((25,), "The upstroke from there on lasts 1.4e-11 of C / g_L."),
}
PRESETS = {
    # EPFL's program has Delta_T = 10 mV in the first row.
    "tonic": Found(row(200.0, 10.0, -70.0, 2.0, 30.0, 0.0, -58.0), ("Brian", "ANNarchy")),
    "adaptation": Found(row(200.0, 12.0, -70.0, 2.0, 300.0, 60.0, -58.0), TABLE),
    "initial_burst": Found(row(130.0, 18.0, -58.0, 4.0, 150.0, 120.0, -50.0), TABLE),
    "regular_bursting": Found(row(200.0, 10.0, -58.0, 2.0, 120.0, 100.0, -46.0), TABLE),
    "delayed_accelerating": Found(row(200.0, 12.0, -70.0, -10.0, 300.0, 0.0, -58.0), TABLE),
    "delayed_regular_bursting": Chosen(
        row(100.0, 10.0, -65.0, -10.0, 90.0, 30.0, -47.0), NOT_IN_THE_TABLE
    ),
    "transient": Chosen(row(100.0, 10.0, -65.0, 10.0, 90.0, 100.0, -47.0), NOT_IN_THE_TABLE),
    "irregular": Found(row(100.0, 12.0, -60.0, -11.0, 130.0, 30.0, -48.0), TABLE),
}
START = None
CURRENTS = (700.0, 850.0, 1000.0, 1200.0, 1500.0)
T = 300.0


def SPIKE(p):
    return min(0.0, p["V_T"] + 25 * p["Delta_T"])


def rhs(p, y, I):
    """Return the slopes in the form of PyNN: by the membrane time constant."""
    V, w = y
    tau_m = p["C"] / p["g_L"]
    upstroke = p["Delta_T"] * exp((V - p["V_T"]) / p["Delta_T"])
    dV = (p["E_L"] - V + upstroke) / tau_m + (I - w) / p["C"]
    return dV, p["a"] / p["tau_w"] * (V - p["E_L"]) - w / p["tau_w"]


def reset(p, y):
    return p["v_reset"], y[1] + p["b"]
