"""The spike-aware integrators: an error-controlled Runge-Kutta pair, and a paper's Euler."""

from spiking_core.integrators.published import PublishedEuler
from spiking_core.integrators.solve import DormandPrince, Problem

__all__ = ["DormandPrince", "Problem", "PublishedEuler"]
