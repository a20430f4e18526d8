"""The cells of Izhikevich (2003) and the twenty firing patterns of Izhikevich (2004), as data.

Parameters, inputs, initial states and time steps of the patterns are those of the script that
the author published with the paper's figure 1. Patterns G and L have another quadratic in v,
and in pattern R the variable u does not decay.

References
----------
E. M. Izhikevich (2003), Simple model of spiking neurons, IEEE Transactions on Neural Networks
14:1569-1572, doi:10.1109/TNN.2003.820440.
E. M. Izhikevich (2004), Which model to use for cortical spiking neurons?, IEEE Transactions on
Neural Networks 15:1063-1070, doi:10.1109/TNN.2004.832719.
"""

from __future__ import annotations

from collections.abc import Iterable

from spiking_core.description import Preset, Published

# The script writes "t > 10" for a step at 10 ms, and 10 lies on its grid: the sample there has
# the current from before. A current here is right-continuous, so its edge stands a hair late;
# an exact integration does not see so little.
LATE = 1e-9

CLASS_1 = {"p": 4.1, "q": 108.0}

ONLY_WITH_ITS_STEP = "Only with the paper's time step"


def _flat(base: float, *steps: tuple[float, float, float]) -> tuple[tuple[float, float], ...]:
    """Return the points of a current at `base` but for steps (after, until, level)."""
    points = [(0.0, base)]
    for after, until, level in steps:
        points += [(after + LATE, base), (after + LATE, level), (until, level), (until, base)]
    return tuple(points)


def _step(level: float, after: float) -> tuple[tuple[float, float], ...]:
    """Return the points of a current that is `level` for ever after a time."""
    return (0.0, 0.0), (after + LATE, 0.0), (after + LATE, level)


def _ramp(base: float, slope: float, after: float, T: float) -> tuple[tuple[float, float], ...]:
    """Return the points of a current that rises after a time."""
    return (0.0, base), (after, base), (T, base + slope * (T - after))


def _cell(
    name: str, title: str, abcd: tuple[float, float, float, float],
    points: tuple[tuple[float, float], ...], T: float, note: str,
) -> Preset:  # fmt: skip
    return Preset(
        name, title, dict(zip("abcd", abcd, strict=True)), "points", {"points": points},
        T, note=note,
    )  # fmt: skip


def _pattern(
    letter: str, title: str, abcd: tuple[float, float, float, float], V0: float, dt: float,
    points: Iterable[tuple[float, float]], T: float, note: str, *,
    more: dict[str, float] | None = None, u0: float | None = None, artefact: bool = False,
) -> Preset:  # fmt: skip
    a, b, c, d = abcd
    return Preset(
        name=title.lower().replace(" ", "_").replace("-", "_"),
        title=f"{title} (2004, {letter})",
        parameters={"a": a, "b": b, "c": c, "d": d, **(more or {})},
        current="points",
        input={"points": tuple(points)},
        T=T,
        y0=(V0, b * V0 if u0 is None else u0),
        published=Published(dt, in_turn=True),
        note=f"{ONLY_WITH_ITS_STEP}: {note}" if artefact else note,
        artefact=artefact,
    )


CELLS = (
    _cell("rs", "Regular spiking, RS (2003)", (0.02, 0.2, -65.0, 8.0), _step(10.0, 50.0), 500.0,
          "The intervals grow: the cell adapts."),
    _cell("ib", "Intrinsically bursting, IB (2003)", (0.02, 0.2, -55.0, 4.0), _step(10.0, 50.0),
          500.0, "A burst at the beginning of the step, then single spikes."),
    _cell("ch", "Chattering, CH (2003)", (0.02, 0.2, -50.0, 2.0), _step(10.0, 50.0), 500.0,
          "Bursts of closely spaced spikes, again and again."),
    Preset("fs", "Fast spiking, FS (2003)", {"a": 0.1, "b": 0.2, "c": -65.0, "d": 2.0}, "points",
           {"points": _step(10.0, 15.0)}, 150.0, y0=(-70.0, -14.0),
           published=Published(0.25, in_turn=True),
           note="Spikes at a high rate, with hardly any adaptation."),
    _cell("lts", "Low-threshold spiking, LTS (2003)", (0.02, 0.25, -65.0, 2.0), _step(10.0, 50.0),
          500.0, "Spikes at a high rate with clear adaptation; a weak current is enough."),
    _cell("tc", "Thalamo-cortical, TC (2003)", (0.02, 0.25, -65.0, 0.05),
          _flat(0.0, (50.0, 150.0, -10.0)), 300.0,
          "Released from inhibition, the cell at rest fires a rebound burst."),
    _cell("rz", "Resonator, RZ (2003)", (0.1, 0.26, -65.0, 2.0),
          _flat(0.2, (200.0, 205.0, 1.0)), 500.0,
          "Below threshold the potential swings; a brief pulse switches firing on for good."),
)  # fmt: skip

_HYPERPOLARISED = _flat(0.0, (20.0, 25.0, -15.0))
_LESS_FOR_A_WHILE = (
    (0.0, 80.0), (50.0, 80.0), (50.0, 75.0), (250.0 + LATE, 75.0), (250.0 + LATE, 80.0),
)  # fmt: skip

PATTERNS = (
    _pattern("A", "Tonic spiking", (0.02, 0.2, -65.0, 6.0), -70.0, 0.25, _step(14.0, 10.0), 100.0,
             "The cell fires for as long as the current lasts."),
    _pattern("B", "Phasic spiking", (0.02, 0.25, -65.0, 6.0), -64.0, 0.25, _step(0.5, 20.0), 200.0,
             "One spike at the beginning of the step, then silence."),
    _pattern("C", "Tonic bursting", (0.02, 0.2, -50.0, 2.0), -70.0, 0.25, _step(15.0, 22.0), 220.0,
             "Burst after burst for as long as the current lasts."),
    _pattern("D", "Phasic bursting", (0.02, 0.25, -55.0, 0.05), -64.0, 0.2, _step(0.6, 20.0),
             200.0, "One burst at the beginning of the step, then silence."),
    _pattern("E", "Mixed mode", (0.02, 0.2, -55.0, 4.0), -70.0, 0.25, _step(10.0, 16.0), 160.0,
             "A burst at the beginning of the step, then single spikes."),
    _pattern("F", "Spike frequency adaptation", (0.01, 0.2, -65.0, 8.0), -70.0, 0.25,
             _step(30.0, 8.5), 85.0, "The rate is high at first and falls."),
    _pattern("G", "Class 1 excitable", (0.02, -0.1, -55.0, 6.0), -60.0, 0.25,
             _ramp(0.0, 0.075, 30.0, 300.0), 300.0,
             "As the current rises, firing begins at a low rate.", more=CLASS_1),
    _pattern("H", "Class 2 excitable", (0.2, 0.26, -65.0, 0.0), -64.0, 0.25,
             _ramp(-0.5, 0.015, 30.0, 300.0), 300.0,
             "As the current rises, firing begins at a high rate."),
    _pattern("I", "Spike latency", (0.02, 0.2, -65.0, 6.0), -70.0, 0.2,
             _flat(0.0, (10.0, 13.0, 7.04)), 100.0,
             "the spike comes long after the pulse; exactly integrated, 10 ms sooner.",
             artefact=True),
    _pattern("J", "Subthreshold oscillations", (0.05, 0.26, -60.0, 0.0), -62.0, 0.25,
             _flat(0.0, (20.0, 25.0, 2.0)), 200.0,
             "After the spike the potential swings below threshold."),
    _pattern("K", "Resonator", (0.1, 0.26, -60.0, -1.0), -62.0, 0.25,
             _flat(0.0, *((t, t + 4.0, 0.65) for t in (40.0, 60.0, 280.0, 320.0))), 400.0,
             "Two pulses in step with the cell's own oscillation make a spike; two that come "
             "closer together do not."),
    _pattern("L", "Integrator", (0.02, -0.1, -55.0, 6.0), -60.0, 0.25,
             _flat(0.0, *((t, t + 2.0, 9.0) for t in (100 / 11, 100 / 11 + 5, 70.0, 80.0))), 100.0,
             "Two pulses close together make a spike; two that come further apart do not.",
             more=CLASS_1),
    _pattern("M", "Rebound spike", (0.03, 0.25, -60.0, 4.0), -64.0, 0.2, _HYPERPOLARISED, 200.0,
             "Released from inhibition, the cell fires a spike."),
    _pattern("N", "Rebound burst", (0.03, 0.25, -52.0, 0.0), -64.0, 0.2, _HYPERPOLARISED, 200.0,
             "a short burst after inhibition; exactly integrated, it begins sooner and has twice "
             "as many spikes.",
             artefact=True),
    _pattern("O", "Threshold variability", (0.03, 0.25, -60.0, 4.0), -64.0, 0.25,
             _flat(0.0, (10.0, 15.0, 1.0), (70.0, 75.0, -6.0), (80.0, 85.0, 1.0)), 100.0,
             "The same pulse makes a spike only if inhibition went before."),
    _pattern("P", "Bistability", (0.1, 0.26, -60.0, 0.0), -61.0, 0.25,
             _flat(0.24, (37.5, 42.5, 1.24), (216.0, 221.0, 1.24)), 300.0,
             "one pulse starts the firing and a second one stops it; exactly integrated, the cell "
             "fires on.",
             artefact=True),
    _pattern("Q", "Depolarising after-potential", (1.0, 0.2, -60.0, -21.0), -70.0, 0.1,
             _flat(0.0, (9.0, 11.0, 20.0)), 50.0,
             "one spike and a slow return to rest; exactly integrated, the cell fires on.",
             artefact=True),
    _pattern("R", "Accommodation", (0.02, 1.0, -55.0, 4.0), -65.0, 0.5,
             ((0.0, 0.0), (200.0, 8.0), (200.0, 0.0), (300.0, 0.0), (312.5, 4.0), (312.5, 0.0)),
             400.0, "A slow ramp makes no spike; a fast one to half the height does.",
             more={"r": 0.0, "v_u": -65.0}, u0=-16.0),
    _pattern("S", "Inhibition-induced spiking", (-0.02, -1.0, -60.0, 8.0), -63.8, 0.5,
             _LESS_FOR_A_WHILE, 350.0, "The cell fires while the current is reduced."),
    _pattern("T", "Inhibition-induced bursting", (-0.026, -1.0, -45.0, -2.0), -63.8, 0.5,
             _LESS_FOR_A_WHILE, 350.0,
             "bursts while the current is reduced; exactly integrated, the cell fires faster and "
             "faster without limit.",
             artefact=True),
)  # fmt: skip

PRESETS = (*CELLS, *PATTERNS)
