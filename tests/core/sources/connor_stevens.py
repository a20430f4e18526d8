"""Where the numbers of the Connor-Stevens model were read.

All are in the form of Dayan and Abbott (Theoretical Neuroscience, chapter 6), who round the
paper's own: its time constant of b is 1.24 + 2.678/(1 + exp((V + 50)/16.027)) ms, and 0.0624 is
1/16.027. The model here had that slope in place of the midpoint of -50 mV, which made it 2 to
21 % slow. RTXI has alpha_h = 0.26 exp(-0.04 (V + 48)), a slip. RTXI and Shishikura put the leak
at -70 mV, which is the same model with 15.9 uA/cm^2 (0.3 * 53) more current.
"""

from __future__ import annotations

from math import exp

from core.sources.table import Chosen, Found

SOURCES = {
    "Shishikura": "M. Shishikura (2019), Connor-Stevens model for NEURON, conste.mod",
    "Rotermund": "D. Rotermund, pytutorial, advanced_programming/connor_stevens/README.md",
    "RTXI": "RTXI, connor-stevens/connor-stevens.cpp (Georgia Institute of Technology, 2011)",
    "Drion": "ConnorStevens_ODE in MATLAB, after G. Drion, T. O'Leary, E. Marder (2015): the "
    "paper's own form, Hodgkin and Huxley's rates shifted, 3.8 times as fast",
}
TWO = ("Shishikura", "Rotermund")
THREE = (*TWO, "RTXI")
PARAMETERS = {
    "C": Found(1.0, ("Rotermund", "RTXI", "Drion")),
    "g_Na": Found(120.0, (*THREE, "Drion")),
    "E_Na": Found(55.0, (*THREE, "Drion")),
    "g_K": Found(20.0, (*THREE, "Drion")),
    "E_K": Found(-72.0, (*THREE, "Drion")),
    "g_A": Found(47.7, (*THREE, "Drion")),
    "E_A": Found(-75.0, (*THREE, "Drion")),
    "g_L": Found(0.3, (*THREE, "Drion")),
    "E_L": Found(-17.0, ("Rotermund", "Drion")),
}
NUMBERS = {
    "dV/dt": Found((3, 4), (*THREE, "Drion")),
    "alpha_m": Found((0.38, 29.7, 0.1), THREE),
    "beta_m": Found((15.2, 0.0556, 54.7), THREE),
    "alpha_h": Found((0.266, 0.05, 48), TWO),
    "beta_h": Found((3.8, 0.1, 18), THREE),
    "alpha_n": Found((0.02, 45.7, 0.1), THREE),
    "beta_n": Found((0.25, 0.0125, 55.7), THREE),
    "a_inf": Found((0.0761, 0.0314, 94.22, 0.0346, 1.17, 3), THREE),
    "tau_a": Found((0.3632, 1.158, 0.0497, 55.96), THREE),
    "b_inf": Found((0.0688, 53.3, 4), THREE),
    "tau_b": Found((1.24, 2.678, 0.0624, 50), (*THREE, "Drion")),
    "spike_condition": Chosen(0.0, "No part of the model: a level that every spike crosses."),
}
DERIVED = {0.2: "0.02/0.1"}
PRESETS = {
    "no_a_current": Chosen(
        {"g_A": 0.0, "E_L": -70.0},
        "All A channels blocked, and the leak where RTXI and Shishikura have it, for a rest.",
    ),
}
SPIKE = 0.0
START = None
CURRENTS = (10.0, 14.0, 20.0, 30.0, 45.0)
T = 100.0


def vtrap(x, y):
    """Return the function of NEURON's files, x/(exp(x/y) - 1)."""
    return x / (exp(x / y) - 1)


def rhs(p, y, I):
    """Return the slopes in the form of Shishikura: steady states and time constants."""
    V, m, h, n, a, b = y
    alpha, beta = 0.38 * vtrap(-V - 29.7, 10), 15.2 * exp(-0.0556 * (V + 54.7))
    m_tau, m_inf = 1 / (alpha + beta), alpha / (alpha + beta)
    alpha, beta = 0.266 * exp(-0.05 * (V + 48)), 3.8 / (1 + exp(-0.1 * (V + 18)))
    h_tau, h_inf = 1 / (alpha + beta), alpha / (alpha + beta)
    alpha, beta = 0.02 * vtrap(-V - 45.7, 10), 0.25 * exp(-0.0125 * (V + 55.7))
    n_tau, n_inf = 1 / (alpha + beta), alpha / (alpha + beta)
    x = (0.0761 * exp(0.0314 * (V + 94.22))) / (1 + exp(0.0346 * (V + 1.17)))
    a_inf, a_tau = pow(x, 1 / 3.0), 0.3632 + 1.158 / (1 + exp(0.0497 * (V + 55.96)))
    x = 1 / (1 + exp(0.0688 * (V + 53.3)))
    b_inf, b_tau = x * x * x * x, 1.24 + 2.678 / (1 + exp(0.0624 * (V + 50)))
    I_Na = p["g_Na"] * m * m * m * h * (V - p["E_Na"])
    I_K = p["g_K"] * n * n * n * n * (V - p["E_K"]) + p["g_A"] * a * a * a * b * (V - p["E_A"])
    I_L = p["g_L"] * (V - p["E_L"])
    return (
        (I - I_Na - I_K - I_L) / p["C"],
        (m_inf - m) / m_tau,
        (h_inf - h) / h_tau,
        (n_inf - n) / n_tau,
        (a_inf - a) / a_tau,
        (b_inf - b) / b_tau,
    )
