"""What a run comes to, in numbers and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from spiking_core.analysis.oscillation import Oscillation, constant_since, sustained_oscillation
from spiking_core.analysis.spikes import SpikeStatistics, spike_statistics
from spiking_core.currents.base import Current, Waveform
from spiking_core.description import Description
from spiking_core.solution import Solution

#: The words about a run, with the digits that are shown of every number; see `fill`.
TEMPLATES = {
    "spike": "{n} spike",
    "spikes": "{n} spikes",
    "rate": "{rate:.4g} Hz from {start:.6g} to {end:.6g} ms",
    "no_rate": "rate not defined",
    "cv": "CV {cv:.2f}",
    "no_cv": "CV not defined",
    "first": "first at {first:.2f} ms",
    "oscillation": "From {since:.2f} ms on no spike is counted, yet {name} goes on oscillating at "
    "{rate:.4g} Hz between {low:.3g} and {high:.3g}{unit}, without rising through the level of "
    "a spike.",
    "rises": "A spike is counted where {name} rises through {level}.",
    "resets": "A spike is counted where {name} reaches {level}; then {reset}.",
    "reset": "the state is reset",
}
_PLACE = re.compile(r"\{(\w+)(?::\.(\d+)([gf]))?\}")


@dataclass(frozen=True, eq=False)
class Summary:
    """The numbers that are shown of a run.

    Attributes
    ----------
    statistics : SpikeStatistics
        Of all spikes, from the onset of the current to the end of the run; from the beginning if
        the onset is not reached or a spike comes before it.
    oscillation : Oscillation or None
        What goes on without being counted.
    remarks : tuple of str
        Those of the run itself, see `Solution`.
    """

    statistics: SpikeStatistics
    oscillation: Oscillation | None
    remarks: tuple[str, ...] = ()


def summary(solution: Solution, current: Current, voltage: int) -> Summary:
    """Return the numbers of a run.

    Parameters
    ----------
    solution : Solution
        The run.
    current : Current
        Its input.
    voltage : int
        Index of the membrane potential among the states.
    """
    end = solution.outcome.t
    times = solution.spike_times
    start = current.onset if isinstance(current, Waveform) and current.uses_onset else 0.0
    if start >= end or (times.size and times[0] < start):
        start = 0.0
    oscillation = None
    since = constant_since(current, end) if solution.outcome.ok else None
    if since is not None:
        since = max([since, *times[-1:].tolist()])
        oscillation = sustained_oscillation(solution.t, solution.y[voltage], since)
    return Summary(spike_statistics(times, (start, end)), oscillation, solution.remarks)


def facts(statistics: SpikeStatistics) -> list[str]:
    """Return number of spikes, mean rate with its window, CV and first spike in words."""
    n, (start, end) = statistics.n, statistics.window
    said = [fill("spike" if n == 1 else "spikes", n=n)]
    if statistics.rate is None:
        said.append(fill("no_rate"))
    else:
        said.append(fill("rate", rate=statistics.rate, start=start, end=end))
    said.append(fill("no_cv") if statistics.cv is None else fill("cv", cv=statistics.cv))
    if statistics.latency is not None:
        said.append(fill("first", first=start + statistics.latency))
    return said


def remarks(run: Summary, description: Description, voltage: int) -> list[str]:
    """Return the sentences without which the numbers mislead."""
    if run.oscillation is None:
        return list(run.remarks)
    state = description.states[voltage]
    values = {name: getattr(run.oscillation, name) for name in ("since", "rate", "low", "high")}
    unit = f" {state.unit}" if state.unit else ""
    return [fill("oscillation", name=state.name, unit=unit, **values), *run.remarks]


def count_rule(description: Description, voltage: int, level: float | None, resets: bool) -> str:
    """Return the sentence that says what is counted as a spike.

    Parameters
    ----------
    description : Description
        Of the model.
    voltage : int
        Index of the membrane potential.
    level : float or None
        The threshold, if it is a number of the class.
    resets : bool
        Whether a spike changes the state.
    """
    state = description.states[voltage]
    if description.threshold:
        shown = _plain(description.threshold)
    elif level is not None:
        shown = digits(level, 6) + (f" {state.unit}" if state.unit else "")
    else:
        shown = "its threshold"
    if not resets:
        return fill("rises", name=state.name, level=shown)
    reset = ", ".join(f"{e.left} ← {_plain(e.right)}" for e in description.reset)
    return fill("resets", name=state.name, level=shown, reset=reset or fill("reset"))


def fill(template: str, **values: str | float) -> str:
    """Return a sentence of `TEMPLATES` with its numbers."""
    return _PLACE.sub(
        lambda place: _shown(values[place[1]], place[2], place[3]), TEMPLATES[template]
    )


def digits(value: float, n: int) -> str:
    """Return the `n` digits that count, without an exponent and without zeros at the end."""
    exact = Decimal(value)
    if not exact:
        return "0"
    # The page rounds halves up, not to even.
    last = Decimal(1).scaleb(exact.adjusted() - n + 1)
    rounded = format(exact.quantize(last, ROUND_HALF_UP), "f")
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def _shown(value: str | float, places: str | None, kind: str | None) -> str:
    if isinstance(value, str) or places is None:
        return str(value)
    if kind == "g":
        return digits(float(value), int(places))
    return str(Decimal(float(value)).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP))


def _plain(expression: str) -> str:
    """Return an expression of Python as people write it in a line."""
    words = expression.replace("minimum(", "min(").replace("maximum(", "max(")
    return re.sub(r"\s*\*\s*", " ", words)
