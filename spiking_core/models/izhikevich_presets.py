"""The cells of Izhikevich (2003) and the twenty firing patterns of Izhikevich (2004), as data.

Parameters, inputs, initial states and time steps of the patterns are those of the script that
the author published with the paper's figure 1, in which the current of a grid time that is one
of its edges is the weaker one. (The first pulse of L begins at 100/11 ms there.) Patterns G and L
have another quadratic in v, and in pattern R the variable u does not decay.

References
----------
E. M. Izhikevich (2003), Simple model of spiking neurons, IEEE Transactions on Neural Networks
14:1569-1572, doi:10.1109/TNN.2003.820440.
E. M. Izhikevich (2004), Which model to use for cortical spiking neurons?, IEEE Transactions on
Neural Networks 15:1063-1070, doi:10.1109/TNN.2004.832719.
"""

from __future__ import annotations

from typing import Any

from spiking_core.description import Preset, Published

# A key of `CURRENTS` and its keywords.
Input = tuple[str, dict[str, Any]]

CLASS_1 = {"p": 4.1, "q": 108.0}

ONLY_WITH_ITS_STEP = "Only with the paper's time step"


def _from(onset: float, I: float) -> Input:
    """Return a current that is `I` for ever after the onset."""
    return "constant", {"I_max": I, "onset": onset}


def _step(onset: float, duration: float, I: float, base: float = 0.0) -> Input:
    """Return a step that ends, out of a base level."""
    return "step", {"I_max": I, "I_period": duration, "onset": onset} | _base(base)


def _ramp(onset: float, T: float, slope: float, base: float = 0.0) -> Input:
    """Return a current that rises from the onset to the end of the run."""
    duration = T - onset
    top = round(base + slope * duration, 12)
    return "ramp", {"I_max": top, "I_period": duration, "onset": onset} | _base(base)


def _base(level: float) -> dict[str, float]:
    return {"I_base": level} if level else {}


def _cell(
    name: str, title: str, abcd: tuple[float, float, float, float],
    current: Input, T: float, note: str,
) -> Preset:  # fmt: skip
    return Preset(name, title, dict(zip("abcd", abcd, strict=True)), *current, T, note=note)


def _pattern(
    letter: str, title: str, abcd: tuple[float, float, float, float], V0: float, dt: float,
    current: Input, T: float, note: str, *,
    more: dict[str, float] | None = None, u0: float | None = None, artefact: bool = False,
) -> Preset:  # fmt: skip
    a, b, c, d = abcd
    return Preset(
        name=title.lower().replace(" ", "_").replace("-", "_"),
        title=f"{title} (2004, {letter})",
        parameters={"a": a, "b": b, "c": c, "d": d, **(more or {})},
        current=current[0],
        input=current[1],
        T=T,
        y0=(V0, b * V0 if u0 is None else u0),
        published=Published(dt, in_turn=True, weaker_edges=True),
        note=f"{ONLY_WITH_ITS_STEP}: {note}" if artefact else note,
        artefact=artefact,
    )


CELLS = (
    _cell("rs", "Regular spiking, RS (2003)", (0.02, 0.2, -65.0, 8.0), _from(50.0, 10.0), 500.0,
          "The cell adapts: the first interval is short, all others are longer."),
    _cell("ib", "Intrinsically bursting, IB (2003)", (0.02, 0.2, -55.0, 4.0), _from(50.0, 10.0),
          500.0, "A burst at the beginning of the step, then single spikes."),
    _cell("ch", "Chattering, CH (2003)", (0.02, 0.2, -50.0, 2.0), _from(50.0, 10.0), 500.0,
          "Bursts of closely spaced spikes, again and again."),
    Preset("fs", "Fast spiking, FS (2003)", {"a": 0.1, "b": 0.2, "c": -65.0, "d": 2.0},
           *_from(15.0, 10.0), 150.0, y0=(-70.0, -14.0),
           published=Published(0.25, in_turn=True, weaker_edges=True),
           note="Spikes at a high rate, with hardly any adaptation."),
    _cell("lts", "Low-threshold spiking, LTS (2003)", (0.02, 0.25, -65.0, 2.0), _from(50.0, 10.0),
          500.0, "Spikes at a high rate with clear adaptation; a weak current is enough."),
    _cell("tc", "Thalamo-cortical, TC (2003)", (0.02, 0.25, -65.0, 0.05),
          _step(50.0, 100.0, -10.0), 300.0,
          "Released from inhibition, the cell at rest fires a rebound burst."),
    _cell("rz", "Resonator, RZ (2003)", (0.1, 0.26, -65.0, 2.0),
          _step(200.0, 5.0, 1.0, base=0.2), 500.0,
          "Below threshold the potential swings; a brief pulse switches firing on for good."),
)  # fmt: skip

_HYPERPOLARISED = _step(20.0, 5.0, -15.0)
_LESS_FOR_A_WHILE = _step(50.0, 200.0, 75.0, base=80.0)

PATTERNS = (
    _pattern("A", "Tonic spiking", (0.02, 0.2, -65.0, 6.0), -70.0, 0.25, _from(10.0, 14.0), 100.0,
             "The cell fires for as long as the current lasts."),
    _pattern("B", "Phasic spiking", (0.02, 0.25, -65.0, 6.0), -64.0, 0.25, _from(20.0, 0.5), 200.0,
             "One spike at the beginning of the step, then silence."),
    _pattern("C", "Tonic bursting", (0.02, 0.2, -50.0, 2.0), -70.0, 0.25, _from(22.0, 15.0), 220.0,
             "Burst after burst for as long as the current lasts."),
    _pattern("D", "Phasic bursting", (0.02, 0.25, -55.0, 0.05), -64.0, 0.2, _from(20.0, 0.6),
             200.0, "One burst at the beginning of the step, then silence."),
    _pattern("E", "Mixed mode", (0.02, 0.2, -55.0, 4.0), -70.0, 0.25, _from(16.0, 10.0), 160.0,
             "A burst at the beginning of the step, then single spikes."),
    _pattern("F", "Spike frequency adaptation", (0.01, 0.2, -65.0, 8.0), -70.0, 0.25,
             _from(8.5, 30.0), 85.0, "The rate is high at first and falls."),
    _pattern("G", "Class 1 excitable", (0.02, -0.1, -55.0, 6.0), -60.0, 0.25,
             _ramp(30.0, 300.0, 0.075), 300.0,
             "As the current rises, firing begins at a low rate.", more=CLASS_1),
    _pattern("H", "Class 2 excitable", (0.2, 0.26, -65.0, 0.0), -64.0, 0.25,
             _ramp(30.0, 300.0, 0.015, base=-0.5), 300.0,
             "As the current rises, firing begins at a high rate."),
    _pattern("I", "Spike latency", (0.02, 0.2, -65.0, 6.0), -70.0, 0.2,
             _step(10.0, 3.0, 7.04), 100.0,
             "the spike comes long after the pulse; exactly integrated, 10 ms sooner.",
             artefact=True),
    _pattern("J", "Subthreshold oscillations", (0.05, 0.26, -60.0, 0.0), -62.0, 0.25,
             _step(20.0, 5.0, 2.0), 200.0,
             "After the spike the potential swings below threshold."),
    _pattern("K", "Resonator", (0.1, 0.26, -60.0, -1.0), -62.0, 0.25,
             ("pairs", {"I_max": 0.65, "I_period": 20.0, "onset": 40.0, "width": 4.0,
                        "later": 240.0, "second": 40.0}), 400.0,
             "Two pulses in step with the cell's own oscillation make a spike; two that come "
             "closer together do not."),
    _pattern("L", "Integrator", (0.02, -0.1, -55.0, 6.0), -60.0, 0.25,
             ("pairs", {"I_max": 9.0, "I_period": 5.0, "onset": 9.09, "width": 2.0,
                        "later": 60.91, "second": 10.0}), 100.0,
             "Two pulses close together make a spike; two that come further apart do not.",
             more=CLASS_1),
    _pattern("M", "Rebound spike", (0.03, 0.25, -60.0, 4.0), -64.0, 0.2, _HYPERPOLARISED, 200.0,
             "Released from inhibition, the cell fires a spike."),
    _pattern("N", "Rebound burst", (0.03, 0.25, -52.0, 0.0), -64.0, 0.2, _HYPERPOLARISED, 200.0,
             "a short burst after inhibition; exactly integrated, it begins sooner and has twice "
             "as many spikes.",
             artefact=True),
    _pattern("O", "Threshold variability", (0.03, 0.25, -60.0, 4.0), -64.0, 0.25,
             ("conditioned", {"I_max": 1.0, "I_period": 70.0, "onset": 10.0, "width": 5.0,
                             "lead": 10.0, "ratio": -6.0}), 100.0,
             "The same pulse makes a spike only if inhibition went before."),
    _pattern("P", "Bistability", (0.1, 0.26, -60.0, 0.0), -61.0, 0.25,
             ("paired", {"I_max": 1.24, "I_period": 178.5, "onset": 37.5, "width": 5.0,
                        "I_base": 0.24}), 300.0,
             "one pulse starts the firing and a second one stops it; exactly integrated, the cell "
             "fires on.",
             artefact=True),
    _pattern("Q", "Depolarising after-potential", (1.0, 0.2, -60.0, -21.0), -70.0, 0.1,
             _step(9.0, 2.0, 20.0), 50.0,
             "one spike and a slow return to rest; exactly integrated, the cell fires on.",
             artefact=True),
    _pattern("R", "Accommodation", (0.02, 1.0, -55.0, 4.0), -65.0, 0.5,
             ("ramps", {"I_max": 8.0, "I_period": 200.0, "onset": 0.0, "later": 300.0,
                        "second": 12.5, "ratio": 0.5}), 400.0,
             "A slow ramp makes no spike; a fast one to half the height does.",
             more={"r": 0.0, "v_u": -65.0}, u0=-16.0),
    _pattern("S", "Inhibition-induced spiking", (-0.02, -1.0, -60.0, 8.0), -63.8, 0.5,
             _LESS_FOR_A_WHILE, 350.0,
             "The cell fires while the current is reduced; the last spike comes just after its "
             "return."),
    _pattern("T", "Inhibition-induced bursting", (-0.026, -1.0, -45.0, -2.0), -63.8, 0.5,
             _LESS_FOR_A_WHILE, 350.0,
             "bursts while the current is reduced; exactly integrated, the cell fires faster and "
             "faster without limit.",
             artefact=True),
)  # fmt: skip

PRESETS = (*CELLS, *PATTERNS)
