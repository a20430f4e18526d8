"""Poisson input: the same events for ever, and the moments of shot noise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.examples import FromWaveform
from spiking_core import Poisson

# First events of seed 42 at 200 Hz with onset 0; a change breaks every link with a seed.
PINNED = [
    1.494963122869362,
    10.6606714486247,
    17.050542252297777,
    22.3833390859848,
    38.73021671238938,
]


def first_events(seed, rate, n):
    """SplitMix64 and exponential intervals, written once more with integers alone."""
    mask, state, t, events = 2**64 - 1, seed, 0.0, []
    for _ in range(n):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        t += -math.log(((z >> 12) + 0.5) / 2**52) / (rate / 1000)
        events.append(t)
    return events


def test_the_events_of_a_seed_are_the_same_for_ever():
    events = Poisson(10.0, onset=0.0, seed=42, rate=200.0).events(100.0)
    np.testing.assert_allclose(events[: len(PINNED)], PINNED, rtol=1e-13)


@pytest.mark.parametrize(("seed", "rate"), [(0, 1.0), (42, 200.0), (2**32 - 1, 10_000.0)])
def test_the_events_are_those_of_an_independent_generator(seed, rate):
    expected = first_events(seed, rate, 500)
    events = Poisson(10.0, onset=0.0, seed=seed, rate=rate).events(expected[-1] + 1e-6)
    np.testing.assert_allclose(events[:500], expected, rtol=1e-12)


def test_the_events_begin_at_the_onset_and_end_with_the_run():
    current = Poisson(10.0, onset=123.4)
    from_zero = Poisson(10.0, onset=0.0).events(500.0 - 123.4)
    np.testing.assert_allclose(current.events(500.0), 123.4 + from_zero, rtol=1e-14)


@pytest.mark.parametrize(("short", "long"), [(150.0, 151.0), (300.0, 600.0), (300.0, 50_000.0)])
def test_a_longer_run_begins_with_the_shorter_one(short, long):
    current = Poisson(10.0, seed=7)
    events = current.events(short)
    np.testing.assert_array_equal(current.events(long)[: events.size], events)
    t = np.linspace(0, short, 3001)
    np.testing.assert_array_equal(current.sample(np.append(t, long))[:-1], current.sample(t))


def test_another_seed_has_other_events():
    assert Poisson(10.0, seed=1).events(300.0)[0] != Poisson(10.0, seed=2).events(300.0)[0]


def test_the_current_is_the_sum_over_the_events():
    current = Poisson(-3.0, onset=40.0, seed=5, I_base=1.5, rate=300.0, tau_syn=7.0)
    events = np.array(first_events(5, 300.0, 400)) + 40.0
    t = np.random.default_rng(1).uniform(0, 600, 1000)
    since = t[:, None] - events[None, :]
    kernels = np.where(since >= 0, np.exp(-np.maximum(since, 0) / 7.0), 0.0)
    np.testing.assert_allclose(current.sample(t), 1.5 - 3.0 * kernels.sum(1), rtol=0, atol=1e-10)


def test_every_event_is_a_jump_of_the_strength_and_right_continuous():
    current = Poisson(4.0, seed=3)
    events = current.events(1000.0)
    jumps = current.sample(events) - current.sample(np.nextafter(events, -np.inf))
    np.testing.assert_allclose(jumps, 4.0, rtol=1e-9)


def test_every_event_is_an_edge_between_pieces():
    current = Poisson(4.0, seed=3)
    pieces = current.pieces(1000.0)
    assert [p.start for p in pieces] == [0.0, *current.events(1000.0).tolist()]
    assert pieces[-1].end == 1000.0
    for p in pieces:
        t = np.linspace(p.start, np.nextafter(p.end, 0), 5)
        np.testing.assert_allclose([p.value(x) for x in t], current.sample(t), rtol=0, atol=1e-12)


def test_no_events_is_the_base_level():
    current = Poisson(4.0, I_base=-1.0, rate=0.0)
    assert current.events(1e4).size == 0
    np.testing.assert_array_equal(current.sample([0.0, 100.0, 1e4]), -1.0)
    assert [(p.start, p.end, p.level) for p in current.pieces(500.0)] == [(0.0, 500.0, -1.0)]


@pytest.mark.parametrize("tau", [0.01, 0.5, 5.0])
def test_no_event_is_skipped_by_the_integration(tau):
    current = Poisson(50.0, onset=20.0, seed=8, rate=40.0, tau_syn=tau)
    model = FromWaveform({}, T=500)
    model.set_input(current)
    t, y = model.integrate()
    events = current.events(float(t[-1]))
    assert events.size > 5
    exact = sum(50.0 * tau * -math.expm1(-(t[-1] - event) / tau) for event in events)
    # The tolerance of the integration, 1e-8 per step.
    assert y[0, -1] == pytest.approx(exact, rel=1e-6)


class TestMoments:
    RATE, TAU, STRENGTH = 400.0, 4.0, -3.0
    CURRENT = Poisson(STRENGTH, onset=0.0, seed=11, rate=RATE, tau_syn=TAU)
    # Twenty time constants after the beginning, which is at zero.
    X = CURRENT.sample(20 * TAU + np.arange(1_000_000) * 0.5)
    INDEPENDENT = 500_000.0 / (2 * TAU)
    MEAN = RATE * 1e-3 * TAU * STRENGTH
    VARIANCE = RATE * 1e-3 * TAU * STRENGTH**2 / 2

    def test_the_mean_is_that_of_campbell(self):
        # Four standard errors, of samples that stay correlated for 2 tau.
        error = 4 * math.sqrt(self.VARIANCE / self.INDEPENDENT)
        assert self.X.mean() == pytest.approx(self.MEAN, abs=error)

    def test_the_variance_is_that_of_campbell(self):
        # Four standard errors of a variance; 2 for a normal distribution, plus its excess.
        excess = self.RATE * 1e-3 * self.TAU / 4 * self.STRENGTH**4 / self.VARIANCE**2
        error = 4 * self.VARIANCE * math.sqrt((2 + excess) / self.INDEPENDENT)
        assert self.X.var() == pytest.approx(self.VARIANCE, abs=error)

    def test_the_correlation_decays_with_the_time_constant(self):
        x = self.X - self.X.mean()
        after_tau = (x[8:] * x[:-8]).mean() / x.var()
        assert after_tau == pytest.approx(math.exp(-1), abs=4 / math.sqrt(self.INDEPENDENT))

    def test_the_intervals_are_exponential(self):
        intervals = np.diff(self.CURRENT.events(500_000.0))
        n, mean = intervals.size, 1000 / self.RATE
        # Four standard errors.
        assert intervals.mean() == pytest.approx(mean, abs=4 * mean / math.sqrt(n))
        assert (intervals > mean).mean() == pytest.approx(math.exp(-1), abs=4 * 0.5 / math.sqrt(n))
        related = np.corrcoef(intervals[1:], intervals[:-1])[0, 1]
        assert abs(related) < 4 / math.sqrt(n)
