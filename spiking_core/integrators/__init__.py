"""The spike-aware integrator: a Runge-Kutta pair, its dense output, and the loop."""

from spiking_core.integrators.solve import DormandPrince, Problem

__all__ = ["DormandPrince", "Problem"]
