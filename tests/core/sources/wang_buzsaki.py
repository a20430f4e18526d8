"""Where the numbers of the Wang-Buzsáki model were read. The three programs agree."""

from __future__ import annotations

from math import exp

from core.sources.table import Chosen, Found

SOURCES = {
    "Brian2": "Brian2, examples/frompapers/Wang_Buszaki_1996.py",
    "NeuroML": "Open Source Brain, WangBuzsaki1996, NeuroML2/LEMS_ComponentType/"
    "WangBuzsakiCell.xml",
    "Hilscher": "M. Hilscher, Basket_cell.m",
    "Hong": "S. Hong (2008), WangBuzsaki.mod for NEURON",
    "paper": "Wang, Buzsáki (1996), doi:10.1523/JNEUROSCI.16-20-06402.1996, its phi of 5, 3.33 "
    "and 2 as told in Basket_cell.m",
}
ALL = ("Brian2", "NeuroML", "Hilscher", "Hong")
PARAMETERS = {
    "C": Found(1.0, ("Brian2", "NeuroML", "Hilscher")),
    "g_Na": Found(35.0, ALL),
    "E_Na": Found(55.0, ("Brian2", "NeuroML", "Hilscher")),
    "g_K": Found(9.0, ALL),
    "E_K": Found(-90.0, ("Brian2", "NeuroML", "Hilscher")),
    "g_L": Found(0.1, ALL),
    "E_L": Found(-65.0, ALL),
    "phi": Found(5.0, ("Brian2", "NeuroML", "Hong")),
}
NUMBERS = {
    "dV/dt": Found((3, 4), ALL),
    "alpha_m": Found((0.1, 35, 10), ALL),
    "beta_m": Found((4, 60, 18), ALL),
    "alpha_h": Found((0.07, 58, 20), ALL),
    "beta_h": Found((28, 10), ALL),
    "alpha_n": Found((0.01, 34, 10), ALL),
    "beta_n": Found((0.125, 44, 80), ALL),
    "spike_condition": Chosen(0.0, "No part of the model; NeuroML's spikeThresh is 0 mV too."),
}
DERIVED = {0.1: "0.01*10"}
PRESETS = {"deep": Found({"phi": 3.33}, ("Hilscher", "paper"))}
SPIKE = 0.0
START = None
CURRENTS = (0.3, 0.75, 2.0, 4.0, 8.0)
T = 160.0


def rhs(p, y, I):
    """Return the slopes in the form of NeuroML: a rate, a midpoint and a scale for each gate."""
    V, h, n = y
    x = (V + 35) / 10
    alpha_m = 1 * x / (1 - exp(0 - x))
    beta_m = 4 * exp((V + 60) / -18)
    m_inf = alpha_m / (alpha_m + beta_m)
    alpha_h = 0.07 * exp((V + 58) / -20)
    beta_h = 1 / (exp((V + 28) / -10) + 1)
    alpha_n = (1 * (V + 34) / 100) / (1 - exp(0 - (V + 34) / 10))
    beta_n = 0.125 * exp((V + 44) / -80)
    outward = (
        -p["g_L"] * (V - p["E_L"])
        - p["g_Na"] * m_inf**3 * h * (V - p["E_Na"])
        - p["g_K"] * n**4 * (V - p["E_K"])
    )
    return (
        outward / p["C"] + I / p["C"],
        p["phi"] * (alpha_h * (1 - h) - beta_h * h),
        p["phi"] * (alpha_n * (1 - n) - beta_n * n),
    )
