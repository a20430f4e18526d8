"""Input currents: exact at their edges, reproducible, never skipped."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from core.examples import FromWaveform
from spiking_core import (
    CURRENTS,
    Constant,
    OrnsteinUhlenbeck,
    Ramp,
    Samples,
    Sine,
    Square,
)
from spiking_core.currents import noise

# Written down once; a change of any of them breaks every link that names a seed.
PINNED = [11.296354722657703, 11.091420258535035, 10.96886923715055, 11.027404294009713]


def just_before(t):
    return np.nextafter(t, -np.inf)


@pytest.mark.parametrize("waveform", CURRENTS.values(), ids=CURRENTS)
class TestEveryWaveform:
    def test_is_zero_before_the_onset(self, waveform):
        times = np.append(np.linspace(0, 99.9, 500), just_before(100.0))
        np.testing.assert_array_equal(waveform(7).sample(times), 0.0)

    @pytest.mark.parametrize("onset", [0.0, 33.33, 100.0, 500.0, 900.0])
    def test_has_pieces_that_cover_the_run_without_gap(self, waveform, onset):
        pieces = waveform(7, 60.0, onset).pieces(500.0)
        assert pieces[0].start == 0.0
        assert pieces[-1].end == 500.0
        assert [p.end for p in pieces[:-1]] == [p.start for p in pieces[1:]]
        assert all(p.start < p.end for p in pieces)

    def test_has_pieces_with_the_values_of_its_samples(self, waveform):
        current = waveform(7, 60.0, 33.33)
        pieces = current.pieces(300.0)
        middles = np.array([(p.start + p.end) / 2 for p in pieces])
        values = [p.value(t) for p, t in zip(pieces, middles, strict=True)]
        np.testing.assert_allclose(current.sample(middles), values, rtol=0, atol=1e-12)

    def test_gives_a_float_for_a_float_and_an_array_for_an_array(self, waveform):
        current = waveform(7)
        assert isinstance(current(150.0), float)
        assert current(np.array([150.0, 160.0]))[0] == current(150.0)

    def test_says_what_it_is(self, waveform):
        assert waveform.title
        assert waveform.meaning.endswith(".")
        assert isinstance(waveform.uses_period, bool)
        assert isinstance(waveform.uses_seed, bool)

    def test_is_a_value(self, waveform):
        assert waveform(7) == waveform(7.0, 200, 100, 1)
        assert waveform(7) != waveform(8)


@pytest.mark.parametrize("name", [name for name in CURRENTS if CURRENTS[name].uses_strength])
def test_a_current_is_silent_at_zero_strength(name):
    np.testing.assert_array_equal(CURRENTS[name](0).sample(np.arange(0, 500, 0.1)), 0.0)


def test_a_constant_current_steps_at_the_onset():
    assert Constant(10)(100.0) == 10.0
    assert Constant(10)(just_before(100.0)) == 0.0


@pytest.mark.parametrize(
    ("t", "value"), [(100, 5), (149.9, 5), (150, -5), (199.9, -5), (200, 5), (250, -5), (300, 5)]
)
def test_a_square_wave_changes_sign_every_half_period(t, value):
    assert Square(5, 100)(t) == value


@pytest.mark.parametrize("edge", [150.0, 200.0, 250.0])
def test_a_square_wave_is_right_continuous(edge):
    current = Square(5, 100)
    assert current(just_before(edge)) == -current(edge)


@pytest.mark.parametrize(("t", "value"), [(100, 0), (125, 5), (150, 0), (175, -5), (200, 0)])
def test_a_sine_wave_starts_upwards_at_the_onset(t, value):
    assert Sine(5, 100)(t) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("t", "value"), [(100, 0), (150, 2.5), (200, 5), (just_before(200), 5), (1000, 5)]
)
def test_a_ramp_rises_for_one_period_and_is_held(t, value):
    assert Ramp(5, 100)(t) == pytest.approx(value, rel=1e-12)


def test_samples_hold_over_their_interval():
    current = Samples([1.0, 2.0, 2.0, 3.0], 0.1)
    np.testing.assert_array_equal(
        current.sample([0.0, 0.09, 0.1, 0.25, 0.35, 9.0]), [1, 1, 2, 2, 3, 3]
    )


def test_a_run_of_equal_samples_is_one_piece():
    pieces = Samples([1.0, 2.0, 2.0, 3.0], 0.1).pieces(0.4)
    assert [p.level for p in pieces] == [1.0, 2.0, 3.0]


def test_every_sample_is_found_at_its_own_time():
    samples = np.arange(20_000.0)
    np.testing.assert_array_equal(Samples(samples, 0.1).sample(np.arange(20_000) * 0.1), samples)


@pytest.mark.parametrize("dt", [0.1, 0.01])
def test_a_pulse_of_one_sample_is_never_skipped(dt):
    model = FromWaveform({}, T=500)
    model.dt = dt
    samples = np.zeros(model.n_points)
    samples[model.n_points // 2] = 100.0
    model.set_input(samples)
    _, y = model.integrate()
    assert y[0, -1] == pytest.approx(100.0 * dt, rel=1e-9)


def test_the_same_samples_are_integrated_whether_n_or_one_more_are_given():
    model = FromWaveform({}, T=10)
    samples = np.sin(np.arange(101))
    model.set_input(samples[:100])
    _, y = model.integrate()
    model.set_input(samples)
    np.testing.assert_array_equal(model.integrate()[1], y)
    assert y[0, 99] == pytest.approx(samples[:99].sum() * 0.1, rel=1e-9)


def test_a_number_holds_from_the_beginning():
    model = FromWaveform({}, T=10)
    model.set_input(3)
    assert model.integrate()[1][0, 50] == pytest.approx(15.0, rel=1e-12)


@pytest.mark.parametrize("name", CURRENTS)
def test_the_integral_of_a_waveform_is_that_of_its_formula(name):
    model = FromWaveform({}, T=400)
    current = CURRENTS[name](10, 60.0, 33.33)
    model.set_input(current)
    t, y = model.integrate()
    fine = (np.arange(400_000) + 0.5) * 1e-3
    midpoints = np.cumsum(current.sample(fine))[:-1] * 1e-3
    # The sum of midpoints is off by at most one interval of 1e-3 ms per jump of up to 20.
    np.testing.assert_allclose(y[0, 1:], midpoints[99:399_900:100], rtol=0, atol=0.03)


class TestNoise:
    def test_the_bits_are_those_of_splitmix64(self):
        published = [
            6457827717110365317,
            3203168211198807973,
            9817491932198370423,
            4593380528125082431,
            16408922859458223821,
        ]
        assert noise.bits(1234567, 5).tolist() == published

    def test_uniforms_stay_strictly_between_zero_and_one(self):
        u = noise.uniforms(1, 100_000)
        assert 0 < u.min() < 1e-4
        assert 1 - 1e-4 < u.max() < 1
        np.testing.assert_array_equal(u * 2**53 % 2, 1)

    def test_the_inverse_normal_agrees_with_the_standard_library(self):
        p = np.concatenate([np.logspace(-300, -1, 400), np.linspace(0.001, 0.999, 500)])
        p = np.append(p, 1 - np.logspace(-16, -1, 100))
        exact = [statistics.NormalDist().inv_cdf(x) for x in p.tolist()]
        # Two roundings of the logarithm.
        np.testing.assert_allclose(noise.inverse_normal(p), exact, rtol=1e-13)

    @pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
    def test_normals_have_the_moments_of_the_normal_distribution(self, seed):
        n = 200_000
        x = noise.normals(seed, n)
        # Five standard errors of each moment.
        assert abs(x.mean()) < 5 / np.sqrt(n)
        assert abs(x.var() - 1) < 5 * np.sqrt(2 / n)
        assert abs((x**3).mean()) < 5 * np.sqrt(15 / n)
        assert abs((x**4).mean() - 3) < 5 * np.sqrt(96 / n)
        assert abs((x[1:] * x[:-1]).mean()) < 5 / np.sqrt(n)

    def test_neighbouring_seeds_give_unrelated_numbers(self):
        n = 100_000
        related = (noise.normals(1, n) * noise.normals(2, n)).mean()
        assert abs(related) < 5 / np.sqrt(n)  # five standard errors

    def test_the_path_of_a_seed_is_the_same_for_ever(self):
        path = OrnsteinUhlenbeck(10, 20.0, 0.0, 42).sample([0.0, 0.1, 0.2, 50.0])
        np.testing.assert_allclose(path, PINNED, rtol=1e-13)

    def test_a_longer_run_begins_with_the_shorter_one(self):
        current = OrnsteinUhlenbeck(10)
        short = current.pieces(300.0)[:-1]
        assert current.pieces(600.0)[: len(short)] == short

    def test_the_noise_does_not_depend_on_the_recording_interval(self):
        current = OrnsteinUhlenbeck(10, onset=0.0)
        t = np.arange(1000) * 0.1
        np.testing.assert_array_equal(
            current.sample(t), current.sample(np.arange(10000) * 0.01)[::10]
        )

    def test_every_sample_on_the_grid_sees_a_new_value(self):
        values = OrnsteinUhlenbeck(10, onset=100.3).sample(np.arange(1003, 20_000) * 0.1)
        assert np.all(np.diff(values) != 0)

    def test_the_noise_is_held_between_its_updates(self):
        current = OrnsteinUhlenbeck(10)
        assert current(100.0) == current(100.05) == current(100.0999)
        assert current(100.1) != current(100.0)

    def test_another_seed_is_another_noise(self):
        assert OrnsteinUhlenbeck(10, seed=1)(150.0) != OrnsteinUhlenbeck(10, seed=2)(150.0)

    def test_mean_deviation_and_correlation_time_are_as_stated(self):
        tau = 5.0
        x = OrnsteinUhlenbeck(-10, tau, 0.0, 3).sample(np.arange(1_000_000) * 0.1)
        independent = 1e5 / (2 * tau)
        # Four standard errors, of samples that stay correlated for 2 tau.
        assert x.mean() == pytest.approx(-10, abs=4 * 2 / np.sqrt(independent))
        assert x.std() == pytest.approx(2, abs=4 * 2 / np.sqrt(independent))
        fluctuation = x + 10
        after_tau = (fluctuation[50:] * fluctuation[:-50]).mean() / x.var()
        assert after_tau == pytest.approx(np.exp(-1), abs=4 / np.sqrt(independent))

    def test_the_noise_starts_in_its_stationary_distribution(self):
        first = np.array([OrnsteinUhlenbeck(10, onset=0, seed=s)(0.0) for s in range(2000)])
        # Four standard errors.
        assert first.mean() == pytest.approx(10, abs=4 * 2 / np.sqrt(2000))
        assert first.std() == pytest.approx(2, abs=4 * 2 / np.sqrt(4000))
