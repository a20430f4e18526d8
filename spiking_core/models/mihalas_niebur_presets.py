"""The twenty firing patterns of Mihalas and Niebur (2009), as data.

Parameters and levels of the current are those of the paper's table 1, but for the two classes of
excitability, which the paper shows a millionth above the rheobase and which stand here a
thousandth above it. The paper shows the times of its pulses in its figure 1 only; those here are
chosen.

References
----------
S. Mihalas, E. Niebur (2009), A generalized linear integrate-and-fire neural model produces
diverse spiking behaviors, Neural Computation 21:704-718, doi:10.1162/neco.2008.12-07-680.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spiking_core.description import Preset

PLAIN: dict[str, float] = {}
ADAPTING = {"a": 0.005}
BURSTING = {"a": 0.005, "A_1": 10.0, "A_2": -0.6}
MIXED = {"a": 0.005, "A_1": 5.0, "A_2": -0.3}


def _constant(
    letter: str, title: str, values: Mapping[str, float], I: float, T: float, note: str
) -> Preset:
    """Return a pattern under a current that holds from 0 ms on."""
    return _pattern(letter, title, values, "constant", {"I_max": I, "onset": 0.0}, T, note)


def _step(
    letter: str, title: str, values: Mapping[str, float], onset: float, duration: float, I: float,
    T: float, note: str,
) -> Preset:  # fmt: skip
    """Return a pattern under a step that ends."""
    given = {"I_max": I, "I_period": duration, "onset": onset}
    return _pattern(letter, title, values, "step", given, T, note)


def _pattern(
    letter: str, title: str, values: Mapping[str, float], current: str, given: Mapping[str, Any],
    T: float, note: str,
) -> Preset:  # fmt: skip
    return Preset(
        name=title.lower().replace(" ", "_").replace("-", "_"),
        title=f"{title} ({letter})",
        parameters=values,
        current=current,
        input=given,
        T=T,
        note=note,
    )


PRESETS = (
    _constant(
        "A", "Tonic spiking", PLAIN, 1.5, 200.0,
        "With a at zero the threshold stays where it is, and all intervals are equal.",
    ),
    _constant(
        "B", "Class 1", PLAIN, 1.001, 1000.0,
        "A thousandth above the rheobase of 1 mV/ms the cell fires at 7 Hz; the closer to it, "
        "the slower.",
    ),
    _constant(
        "C", "Spike frequency adaptation", ADAPTING, 2.0, 200.0,
        "The threshold rises with the membrane potential, and the intervals grow.",
    ),
    _constant(
        "D", "Phasic spiking", ADAPTING, 1.5, 500.0,
        "A few spikes at the onset; then the threshold has risen out of reach.",
    ),
    _pattern(
        "E", "Accommodation", ADAPTING, "staircase",
        {"I_max": 1.5, "I_period": 100.0, "onset": 0.0, "later": 600.0, "count": 3}, 1000.0,
        "The current that makes the cell fire at once does not when it comes in small steps: the "
        "threshold has time to follow.",
    ),
    _pattern(
        "F", "Threshold variability", ADAPTING, "conditioned",
        {"I_max": 1.5, "I_period": 250.0, "onset": 0.0, "width": 25.0, "lead": 50.0,
         "ratio": -1.0}, 400.0,
        "The same pulse fails from rest and succeeds after an inhibition that lowered the "
        "threshold.",
    ),
    _step(
        "G", "Rebound spike", ADAPTING, 50.0, 750.0, -3.5, 1000.0,
        "After a long inhibition the membrane potential returns faster than the threshold.",
    ),
    _constant(
        "H", "Class 2", ADAPTING, 2.002, 1000.0,
        "A thousandth above the current at which the rest disappears, 2 mV/ms, the cell settles "
        "at 38 Hz; slow rates do not exist.",
    ),
    _pattern(
        "I", "Integrator", ADAPTING, "pairs",
        {"I_max": 1.5, "I_period": 30.0, "onset": 0.0, "width": 20.0, "later": 300.0,
         "second": 40.0}, 400.0,
        "Two pulses add up to a spike only if they follow closely.",
    ),
    _pattern(
        "J", "Input bistability", ADAPTING, "pulses",
        {"I_max": 1.7, "I_period": 500.0, "onset": 100.0, "width": 400.0, "count": 2,
         "I_base": 1.5}, 1000.0,
        "The same current keeps a firing cell firing and a silent one silent.",
    ),
    _constant(
        "K", "Hyperpolarisation-induced spiking",
        {"a": 0.03}, -1.0, 400.0,
        "Under inhibition the threshold falls further than the membrane potential, and meets it.",
    ),
    _constant(
        "L", "Hyperpolarisation-induced bursting",
        BURSTING | {"a": 0.03}, -1.0, 400.0,
        "As before, and the fast current makes a burst of every spike.",
    ),
    _constant(
        "M", "Tonic bursting", BURSTING, 2.0, 500.0,
        "The fast current after a spike calls for the next one; the slow one adds up and ends "
        "the burst.",
    ),
    _constant(
        "N", "Phasic bursting", BURSTING, 1.5, 500.0,
        "One burst at the onset; then the threshold has risen out of reach.",
    ),
    _step(
        "O", "Rebound burst", BURSTING, 100.0, 500.0, -3.5, 1000.0,
        "A burst when a long inhibition ends.",
    ),
    _constant(
        "P", "Mixed mode", MIXED, 2.0, 500.0,
        "A burst at the onset, single spikes after it.",
    ),
    _step(
        "Q", "Afterpotentials", MIXED, 0.0, 15.0, 2.0, 200.0,
        "After the spike the fast current depolarises the cell, then the slow one "
        "hyperpolarises it.",
    ),
    _pattern(
        "R", "Basal bistability", {"A_1": 8.0, "A_2": -0.1}, "paired",
        {"I_max": 5.0, "I_period": 100.0, "onset": 0.0, "width": 10.0}, 200.0,
        "A pulse starts a firing that lasts without input, and a second one ends it.",
    ),
    _pattern(
        "S", "Preferred frequency", {"a": 0.005, "A_1": -3.0, "A_2": 0.5}, "pairs",
        {"I_max": 5.0, "I_period": 10.0, "onset": 0.0, "width": 5.0, "later": 400.0,
         "second": 50.0, "ratio": 0.8}, 800.0,
        "A second, weaker pulse fires the cell 50 ms after the first, and not 10 ms after it.",
    ),
    _step(
        "T", "Spike latency", {"a": -0.08}, 0.0, 2.0, 8.0, 50.0,
        "With a below zero the threshold falls after a short pulse, and meets the membrane "
        "potential 14 ms later.",
    ),
)  # fmt: skip
