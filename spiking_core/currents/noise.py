"""Random numbers that stay the same for ever and in any language.

`numpy.random` may change its streams between releases and does not exist elsewhere. Here
number k of a seed is a pure function of (seed, k): a link that names the seed restores the
noise. Logarithm and exponential are made of plain arithmetic, see `elementary`: those of a C
library differ in the last bit from one machine to another.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)

# Wichura's AS241, PPND16: numerator and denominator by falling powers, for the middle, the
# near tail and the far tail.
_MIDDLE = (
    (
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
        45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
        133.14166789178437745, 3.387132872796366608,
    ),
    (
        5226.495278852854561, 28729.085735721942674, 39307.89580009271061,
        21213.794301586595867, 5394.1960214247511077, 687.1870074920579083,
        42.313330701600911252, 1.0,
    ),
)  # fmt: skip
_NEAR = (
    (
        7.7454501427834140764e-4, 2.27238449892691845833e-2, 0.241780725177450611770,
        1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
        4.6303378461565452959, 1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2,
        0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
        2.05319162663775882187, 1.0,
    ),
)  # fmt: skip
_FAR = (
    (
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
        2.65321895265761230930e-2, 0.29656057182850489123, 1.7848265399172913358,
        5.4637849111641143699, 6.6579046435011037772,
    ),
    (
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
        7.86869131145613259100e-4, 1.48753612908506148525e-2, 0.13692988092273580531,
        0.59983220655588793769, 1.0,
    ),
)  # fmt: skip


def elementary() -> ModuleType:
    """Return the module of the functions that round alike wherever doubles are IEEE 754."""
    # Not before it is needed: it comes with the base class of the models, which needs the
    # currents.
    from spiking_core.tracing import functions

    return functions


def bits(seed: int, count: int) -> NDArray[np.uint64]:
    """Return the first `count` outputs of SplitMix64 started at `seed`, shape (count,).

    References
    ----------
    G. L. Steele, D. Lea, C. H. Flood (2014), Fast splittable pseudorandom number generators,
    OOPSLA 2014, doi:10.1145/2660193.2660195.
    """
    # Arithmetic modulo 2**64 is what is meant; NumPy wraps arrays without a warning.
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return z ^ (z >> np.uint64(31))


def uniforms(seed: int, count: int) -> NDArray[np.floating]:
    """Return numbers strictly between 0 and 1, odd multiples of 2**-53, shape (count,)."""
    # 52 bits and a half: with 53, adding the half would round up to 1 at the upper end.
    return ((bits(seed, count) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def normals(seed: int, count: int) -> NDArray[np.floating]:
    """Return standard normal numbers, shape (count,)."""
    return inverse_normal(uniforms(seed, count))


def inverse_normal(p: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the quantiles of the standard normal distribution, to about 16 digits.

    Parameters
    ----------
    p : ndarray
        Probabilities strictly between 0 and 1.

    References
    ----------
    M. J. Wichura (1988), Algorithm AS 241: the percentage points of the normal distribution,
    Applied Statistics 37:477-484, doi:10.2307/2347330.
    """
    q = p - 0.5
    x = q * _ratio(_MIDDLE, 0.180625 - q * q)
    tail = np.abs(q) > 0.425
    r = np.sqrt(-elementary().log(np.minimum(p[tail], 1 - p[tail])))
    size = np.where(r <= 5, _ratio(_NEAR, r - 1.6), _ratio(_FAR, r - 5))
    x[tail] = np.copysign(size, q[tail])
    return x


def _ratio(
    coefficients: tuple[tuple[float, ...], tuple[float, ...]], r: NDArray[np.floating]
) -> NDArray[np.floating]:
    numerator, denominator = coefficients
    return np.polyval(numerator, r) / np.polyval(denominator, r)
