"""What can be said about a run: spike statistics, extremes, oscillations, and the sentences."""

from spiking_core.analysis.oscillation import (
    Extremes,
    Oscillation,
    constant_since,
    local_extremes,
    sustained_oscillation,
)
from spiking_core.analysis.spikes import SpikeStatistics, spike_statistics
from spiking_core.analysis.summary import Summary, count_rule, facts, remarks, summary

__all__ = [
    "Extremes",
    "Oscillation",
    "SpikeStatistics",
    "Summary",
    "constant_since",
    "count_rule",
    "facts",
    "local_extremes",
    "remarks",
    "spike_statistics",
    "summary",
    "sustained_oscillation",
]
