"""SciPy's `solve_ivp(method="RK45")` with one terminal event, without SciPy.

The worker of the site has no SciPy, and the notebook that this site comes from called it after
every reset. Steps, their control, the interpolant and the search for the event are SciPy's,
operation by operation, so that the times are comparable; `test_rk45` holds one to the other.

References
----------
P. Virtanen et al. (2020), SciPy 1.0, Nature Methods 17:261-272, doi:10.1038/s41592-019-0686-2.
L. F. Shampine (1986), Some practical Runge-Kutta formulas, Mathematics of Computation 46:135-150.
R. P. Brent (1973), Algorithms for minimization without derivatives, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Slope = Callable[[float, Array], Any]

RTOL, ATOL = 1e-3, 1e-6
SAFETY, MIN_FACTOR, MAX_FACTOR = 0.9, 0.2, 10
ORDER = 4  # of the error estimate
EPS = float(np.finfo(float).eps)
MOST_ITERATIONS = 100

C = np.array([0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1])
A = np.array(
    [
        [0, 0, 0, 0, 0],
        [1 / 5, 0, 0, 0, 0],
        [3 / 40, 9 / 40, 0, 0, 0],
        [44 / 45, -56 / 15, 32 / 9, 0, 0],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    ]
)
B = np.array([35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84])
E = np.array([-71 / 57600, 0, 71 / 16695, -71 / 1920, 17253 / 339200, -22 / 525, 1 / 40])
P = np.array(
    [
        [1, -8048581381 / 2820520608, 8663915743 / 2820520608, -12715105075 / 11282082432],
        [0, 0, 0, 0],
        [0, 131558114200 / 32700410799, -68118460800 / 10900136933, 87487479700 / 32700410799],
        [0, -1754552775 / 470086768, 14199869525 / 1410260304, -10690763975 / 1880347072],
        [0, 127303824393 / 49829197408, -318862633887 / 49829197408, 701980252875 / 199316789632],
        [0, -282668133 / 205662961, 2019193451 / 616988883, -1453857185 / 822651844],
        [0, 40617522 / 29380423, -110615467 / 29380423, 69997945 / 29380423],
    ]
)


def integrate(
    rhs: Slope,
    reset: Callable[[Array], Any],
    y0: Any,
    times: Array,
    T: float,
    voltage: int,
    threshold: float,
) -> tuple[Array, Array]:
    """Integrate from 0 to T as the notebook did: to the event, reset, and on from there.

    Parameters
    ----------
    rhs, reset : callable
        Slopes at (t, y), and the state after a spike.
    y0 : array_like, shape (n,)
        Initial state.
    times : ndarray, shape (m,)
        When the states are wanted, increasing.
    T : float
        End of the run in ms.
    voltage, threshold : int, float
        A spike is where this state variable comes from below to the threshold.

    Returns
    -------
    spike_times, y : ndarray, shape (n_spikes,) and (n, m)
    """
    spikes, samples = [], []
    t, y = 0.0, np.asarray(y0, dtype=float)
    while t < T:
        # SciPy leaves out what lies outside of the span.
        wanted = times[np.searchsorted(times, t, side="left" if t == 0 else "right") :]
        t, y, fired, sampled = to_event(rhs, t, y, T, wanted, lambda t, y: y[voltage] - threshold)
        samples += sampled
        if fired:
            spikes.append(t)
            y = np.asarray(reset(y), dtype=float)
    return np.array(spikes), np.hstack(samples)


def to_event(
    rhs: Slope, t0: float, y0: Array, T: float, wanted: Array, event: Slope
) -> tuple[float, Array, bool, list[Array]]:
    """One call of `solve_ivp`: end, state there, whether the event came, and samples by step."""

    def slope(t: float, y: Array) -> Array:
        return np.asarray(rhs(t, y), dtype=float)

    solver = Solver(slope, t0, y0, T)
    g, samples, done = event(t0, y0), [], 0
    while True:
        solver.step()
        t, y, interpolant = solver.t, solver.y, None
        g_new = event(t, y)
        fired = bool(g <= 0 <= g_new)
        if fired:
            interpolant = solver.interpolant()
            t = brentq(lambda t, y=interpolant: event(t, y(t)), solver.t_old, t)
            y = interpolant(t)
        g = g_new
        until = int(np.searchsorted(wanted, t, side="right"))
        if until > done:
            interpolant = interpolant or solver.interpolant()
            samples.append(interpolant(wanted[done:until]))
            done = until
        if fired or t >= T:
            return t, y, fired, samples


class Solver:
    """SciPy's class RK45, forward in time and without a longest step."""

    def __init__(self, slope: Slope, t0: float, y0: Array, T: float) -> None:
        self.slope, self.t, self.y, self.T = slope, t0, y0, T
        self.t_old, self.y_old = t0, y0
        self.f = slope(t0, y0)
        self.h = first_step(slope, t0, y0, T, self.f)
        self.K = np.empty((len(C) + 1, y0.size))

    def step(self) -> None:
        """Go one accepted step on."""
        t, y = self.t, self.y
        least = 10 * np.abs(np.nextafter(t, np.inf) - t)
        h, rejected = max(self.h, least), False
        while True:
            if h < least:
                raise RuntimeError(f"The step at t = {t} ms has become too small.")
            t_new = min(t + h, self.T)
            h = np.abs(t_new - t)
            y_new, f_new = self.try_step(h)
            scale = ATOL + np.maximum(np.abs(y), np.abs(y_new)) * RTOL
            error = norm(np.dot(self.K.T, E) * h / scale)
            if error < 1:
                break
            h *= max(MIN_FACTOR, SAFETY * error ** (-1 / (ORDER + 1)))
            rejected = True
        factor = MAX_FACTOR if error == 0 else SAFETY * error ** (-1 / (ORDER + 1))
        self.h = h * min(1 if rejected else MAX_FACTOR, factor)
        self.t_old, self.y_old = t, y
        self.t, self.y, self.f = t_new, y_new, f_new

    def try_step(self, h: float) -> tuple[Array, Array]:
        """State and slope one step later."""
        t, y, K = self.t, self.y, self.K
        K[0] = self.f
        for s, (a, c) in enumerate(zip(A[1:], C[1:], strict=True), start=1):
            K[s] = self.slope(t + c * h, y + np.dot(K[:s].T, a[:s]) * h)
        y_new = y + h * np.dot(K[:-1].T, B)
        K[-1] = self.slope(t + h, y_new)
        return y_new, K[-1].copy()

    def interpolant(self) -> Callable[[Any], Array]:
        """The polynomial of the last step."""
        Q, t_old, y_old, h = self.K.T.dot(P), self.t_old, self.y_old, self.t - self.t_old

        def at(t: Any) -> Array:
            x = (np.asarray(t) - t_old) / h
            if x.ndim == 0:
                return h * np.dot(Q, np.cumprod(np.tile(x, len(P[0])))) + y_old
            return h * np.dot(Q, np.cumprod(np.tile(x, (len(P[0]), 1)), axis=0)) + y_old[:, None]

        return at


def first_step(slope: Slope, t0: float, y0: Array, T: float, f0: Array) -> float:
    """The step to begin with."""
    scale = ATOL + np.abs(y0) * RTOL
    d0, d1 = norm(y0 / scale), norm(f0 / scale)
    h0 = min(1e-6 if d0 < 1e-5 or d1 < 1e-5 else 0.01 * d0 / d1, T - t0)
    d2 = norm((slope(t0 + h0, y0 + h0 * f0) - f0) / scale) / h0
    if d1 <= 1e-15 and d2 <= 1e-15:
        h1 = max(1e-6, h0 * 1e-3)
    else:
        h1 = (0.01 / max(d1, d2)) ** (1 / (ORDER + 1))
    return min(100 * h0, h1, T - t0)


def norm(x: Array) -> Any:
    """Root of the mean square."""
    return np.linalg.norm(x) / x.size**0.5


def brentq(f: Callable[[float], float], a: float, b: float) -> float:
    """Root of `f` between a and b, where it changes its sign, by Brent's method as in SciPy."""
    before, now = a, b
    f_before, f_now = f(before), f(now)
    if f_before == 0:
        return before
    if f_now == 0:
        return now
    other = f_other = last = beyond = 0.0
    for _ in range(MOST_ITERATIONS):
        if f_before != 0 and f_now != 0 and (f_before < 0) != (f_now < 0):
            other, f_other = before, f_before
            beyond = last = now - before
        if abs(f_other) < abs(f_now):
            before, now, other = now, other, now
            f_before, f_now, f_other = f_now, f_other, f_now
        delta = (4 * EPS + 4 * EPS * abs(now)) / 2
        bisect = (other - now) / 2
        if f_now == 0 or abs(bisect) < delta:
            return now
        if abs(beyond) > delta and abs(f_now) < abs(f_before):
            if before == other:
                attempt = -f_now * (now - before) / (f_now - f_before)
            else:
                d1 = (f_before - f_now) / (before - now)
                d2 = (f_other - f_now) / (other - now)
                attempt = -f_now * (f_other * d2 - f_before * d1) / (d2 * d1 * (f_other - f_before))
            good = 2 * abs(attempt) < min(abs(beyond), 3 * abs(bisect) - delta)
            beyond, last = (last, attempt) if good else (bisect, bisect)
        else:
            beyond = last = bisect
        before, f_before = now, f_now
        now += last if abs(last) > delta else (delta if bisect > 0 else -delta)
        f_now = f(now)
    raise RuntimeError(f"No root after {MOST_ITERATIONS} iterations.")
