"""Models compiled to WebAssembly: the integrators of `spiking_core.integrators`, but fast.

`python -m spiking_core.kernels FOLDER` writes the modules of the roster.
"""

from spiking_core.kernels.engine import find_kernel, solve

__all__ = ["find_kernel", "solve"]
