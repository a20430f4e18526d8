"""Where the numbers of the Izhikevich model of 2007 were read.

The fast spiking cell is in three programs that do not copy each other. ModelDB's list has b = -2
and d = -55 for it, but its program uses neither as such: d is v_b, and u does not jump. Brian's
has its d = 20 pA nowhere, and ends a spike at 25 mV - 0.1 u. I. Raikov's programs in ML and Julia
exchange v_r and v_t, which does nothing, because both stand in one product. A MATLAB program of a
course has 35 mV for the peak of the chattering cell, all others 25. In the book (figure 8.25) and
in ModelDB's and Brian's programs the low-threshold cell has a peak of 40 - 0.1 u, a reset to
-53 + 0.04 u and u no higher than 670; here, as the model says, 40, -53 and no bound.
"""

from __future__ import annotations

from core.sources.table import Chosen, Found

SOURCES = {
    "ModelDB": "ModelDB 39948, izhi2007.m, izhi2007Wrapper.py, izhi2007a.mod (figures 8.12, 8.19, "
    "8.23, 8.25, 8.27 of the book)",
    "NeuroML": "NeuroML, examples of izhikevich2007Cell: RS",
    "Julia": "Julia program with spike(args) 'rs' and 'ib', in pF, mV, pA",
    "course": "MATLAB program of a course of physics: RS, IB, CH (all but the peak of CH)",
    "SI": "MATLAB program in SI units, case 'CH'",
    "Brian": "Brian2 programs of an LTS and of an FS cell, in units",
    "NineML": "NineML component IzhikevichFS, with the values of PyDSTool's example of it",
}
CELL = ("C", "k", "v_r", "v_t", "v_peak", "a", "b", "c", "d")
FS = {
    "C": 20.0, "k": 1.0, "v_r": -55.0, "v_t": -40.0, "v_peak": 25.0, "a": 0.2, "b": 0.0,
    "c": -45.0, "d": 0.0, "beta": 0.025, "v_b": -55.0,
}  # fmt: skip
RS = ("ModelDB", "NeuroML", "Julia")


def cell(*row: float) -> dict[str, float]:
    return dict[str, float](zip(CELL, row, strict=True))


PARAMETERS = {
    "C": Found(100.0, RS),
    "k": Found(0.7, RS),
    "v_r": Found(-60.0, RS),
    "v_t": Found(-40.0, RS),
    "v_peak": Found(35.0, RS),
    "a": Found(0.03, RS),
    "b": Found(-2.0, RS),
    "c": Found(-50.0, RS),
    "d": Found(100.0, RS),
    "beta": Chosen(0.0, "Only the fast spiking cell has the cubic term."),
    "v_b": Found(-55.0, ("ModelDB", "Brian", "NineML")),
}
NUMBERS = {
    "du/dt": Found((3,), ("ModelDB", "Brian", "NineML")),
}
PRESETS = {
    "ib": Found(
        cell(150.0, 1.2, -75.0, -45.0, 50.0, 0.01, 5.0, -56.0, 130.0),
        ("ModelDB", "course"),
    ),
    "ch": Found(cell(50.0, 1.5, -60.0, -40.0, 25.0, 0.03, 1.0, -40.0, 150.0), ("ModelDB", "SI")),
    "lts": Found(
        cell(100.0, 1.0, -56.0, -42.0, 40.0, 0.03, 8.0, -53.0, 20.0), ("ModelDB", "Brian")
    ),
    "fs": Found(FS, ("ModelDB", "Brian", "NineML")),
}
START = None
CURRENTS = (60.0, 100.0, 200.0, 400.0, 800.0)
T = 1000.0


def SPIKE(p):
    return p["v_peak"]


def rhs(p, y, I):
    """Return the slopes with U(v) by its two branches, as in the book and in NineML."""
    v, u = y
    U = p["b"] * (v - p["v_r"])
    if v >= p["v_b"]:
        U += p["beta"] * (v - p["v_b"]) * (v - p["v_b"]) * (v - p["v_b"])
    return (p["k"] * (v - p["v_t"]) * (v - p["v_r"]) + I - u) / p["C"], p["a"] * (U - u)


def reset(p, y):
    return p["c"], y[1] + p["d"]
