"""Where the numbers of the Morris-Lecar model were read.

The three sets are those of table 3.1 of Ermentrout and Terman (2010). Their XPP file has
phi = 1/15 for the second set, which the table prints as 0.067. DelNegro and DynaSim have 17 for
V4 there.
"""

from __future__ import annotations

from math import cosh, exp

from core.sources.table import Chosen, Found

SOURCES = {
    "Heitmann": "S. Heitmann (2019), Brain Dynamics Toolbox, MorrisLecar.m",
    "Ermentrout": "G. B. Ermentrout, D. H. Terman, Mathematical Foundations of Neuroscience, "
    "XPP file of the Morris-Lecar model",
    "DelNegro": "C. Del Negro, course notes 051020, XPP text of the Morris-Lecar model",
    "Yokoyama": "H. Yokoyama, Demo_MorrisLecar, my_function/MorrisLecar.m",
    "Mircic": "S. Mircic (2023), Backyard Brains, Morris-Lecar model in MATLAB",
}
SETS = ("Heitmann", "Ermentrout", "Mircic")
PARAMETERS = {
    "C": Found(20.0, (*SETS, "DelNegro")),
    "g_Ca": Found(4.4, SETS),
    "E_Ca": Found(120.0, (*SETS, "DelNegro")),
    "g_K": Found(8.0, (*SETS, "DelNegro")),
    "E_K": Found(-84.0, (*SETS, "DelNegro")),
    "g_L": Found(2.0, (*SETS, "DelNegro")),
    "E_L": Found(-60.0, (*SETS, "DelNegro")),
    "V1": Found(-1.2, (*SETS, "DelNegro")),
    "V2": Found(18.0, (*SETS, "DelNegro")),
    "V3": Found(2.0, (*SETS, "DelNegro")),
    "V4": Found(30.0, (*SETS, "DelNegro")),
    "phi": Found(0.04, (*SETS, "DelNegro")),
}
NUMBERS = {
    "spike_condition": Chosen(0.0, "No part of the model: a level that every spike crosses."),
}
# 1/2, which the displayed equations write as a division.
DERIVED = {0.5: "1/2"}
PRESETS = {
    "snic": Found({"g_Ca": 4.0, "V3": 12.0, "V4": 17.4, "phi": 0.067}, ("Heitmann", "Mircic")),
    "homoclinic": Found({"g_Ca": 4.0, "V3": 12.0, "V4": 17.4, "phi": 0.23}, SETS),
}
SPIKE = 0.0
START = None
CURRENTS = (95.0, 110.0, 130.0, 150.0, 180.0)
T = 450.0


def rhs(p, y, I):
    """Return the slopes in the form of Yokoyama: logistic functions and a rate lambda."""
    V, w = y
    m_inf = 1 / (1 + exp(-2 * (V - p["V1"]) / p["V2"]))
    w_inf = 1 / (1 + exp(-2 * (V - p["V3"]) / p["V4"]))
    rate = p["phi"] * cosh((V - p["V3"]) / (2 * p["V4"]))
    inward = -p["g_L"] * (V - p["E_L"]) - p["g_Ca"] * m_inf * (V - p["E_Ca"])
    return 1 / p["C"] * (inward - p["g_K"] * w * (V - p["E_K"]) + I), rate * (w_inf - w)
