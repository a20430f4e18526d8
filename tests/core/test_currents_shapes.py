"""Every current against its closed form, at random times and around every edge."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.examples import FromWaveform
from spiking_core import (
    CURRENTS,
    Chirp,
    Conditioned,
    Constant,
    Linear,
    Paired,
    Pairs,
    Parameter,
    Pulses,
    Ramp,
    Ramps,
    Sine,
    Square,
    Staircase,
    Step,
)
from spiking_core.currents import BASE_LEVEL

ONSET, PERIOD, STRENGTH, BASE = 33.25, 60.5, 7.0, -2.5
COMMON = (STRENGTH, PERIOD, ONSET, 3, BASE)
T = 400.0


def is_in_a_pulse(s, width, count):
    return any(0 <= s - k * PERIOD < width for k in range(count))


def pulse_at(s, width, pulses):
    """Return the current of pulses (start, height in units of the strength): the last one holds."""
    begun = [(start, height) for start, height in pulses if start <= s]
    start, height = begun[-1]
    return height * STRENGTH if s < start + width else BASE


def line(s, rise, top):
    return BASE + (top - BASE) * s / rise


def chirp_wave(s):
    seconds, duration = s * 1e-3, PERIOD * 1e-3
    phase = 20 * seconds + (300 - 20) * seconds**2 / (2 * duration)
    return BASE + (STRENGTH * math.sin(2 * math.pi * phase) if s < PERIOD else 0.0)


# Current, its value s ms after the onset (s >= 0), its edges after the onset.
CLOSED_FORMS = {
    "constant": (Constant(*COMMON), lambda s: STRENGTH, []),
    "step": (Step(*COMMON), lambda s: STRENGTH if s < PERIOD else BASE, [PERIOD]),
    "square": (
        Square(*COMMON),
        lambda s: BASE + (STRENGTH if s % PERIOD < PERIOD / 2 else -STRENGTH),
        [k * PERIOD / 2 for k in range(1, 12)],
    ),
    "pulses": (
        Pulses(*COMMON, width=3.25, count=0),
        lambda s: STRENGTH if s % PERIOD < 3.25 else BASE,
        [k * PERIOD + width for k in range(6) for width in (0.0, 3.25)],
    ),
    "three pulses": (
        Pulses(*COMMON, width=3.25, count=3),
        lambda s: STRENGTH if is_in_a_pulse(s, 3.25, 3) else BASE,
        [k * PERIOD + width for k in range(4) for width in (0.0, 3.25)],
    ),
    "pulses that overlap": (
        Pulses(*COMMON, width=100.0, count=3),
        lambda s: STRENGTH if s < 2 * PERIOD + 100 else BASE,
        [2 * PERIOD + 100],
    ),
    "pulses that touch": (
        Pulses(*COMMON, width=PERIOD, count=0),
        lambda s: STRENGTH,
        [k * PERIOD for k in range(1, 6)],
    ),
    "paired": (
        Paired(*COMMON, width=12.5),
        lambda s: STRENGTH if is_in_a_pulse(s, 12.5, 2) else BASE,
        [12.5, PERIOD, PERIOD + 12.5],
    ),
    "paired that overlap": (
        Paired(*COMMON, width=70.0),
        lambda s: STRENGTH if s < PERIOD + 70 else BASE,
        [70.0, PERIOD, PERIOD + 70.0],
    ),
    "pairs": (
        Pairs(*COMMON, width=12.5, later=200.25, second=20.25, ratio=-0.5),
        lambda s: pulse_at(s, 12.5, [(0, 1), (PERIOD, -0.5), (200.25, 1), (220.5, -0.5)]),
        [edge + w for edge in (0, PERIOD, 200.25, 220.5) for w in (0, 12.5)],
    ),
    "pairs that overlap": (
        Pairs(*COMMON, width=100.0, later=40.25, second=50.0, ratio=2.0),
        lambda s: pulse_at(s, 100.0, [(0, 1), (40.25, 1), (PERIOD, 2), (90.25, 2)]),
        [40.25, PERIOD, 90.25, 190.25],
    ),
    "conditioned": (
        Conditioned(*COMMON, width=5.5, lead=20.25, ratio=-3.0),
        lambda s: pulse_at(s, 5.5, [(0, 1), (PERIOD - 20.25, -3), (PERIOD, 1)]),
        [5.5, 40.25, 45.75, PERIOD, 66.0],
    ),
    "conditioned at once": (
        Conditioned(*COMMON, width=30.0, lead=40.0, ratio=-3.0),
        # The conditioning pulse begins where the first test pulse ends, 20 ms before its end.
        lambda s: (STRENGTH if s < 30 else -3 * STRENGTH if s < 50.5
                   else BASE if s < PERIOD else STRENGTH if s < PERIOD + 30 else BASE),
        [30.0, 50.5, PERIOD, PERIOD + 30],
    ),
    "conditioned without a pause": (
        Conditioned(*COMMON, width=70.0, lead=40.0, ratio=-3.0),
        lambda s: STRENGTH if s < PERIOD + 70 else BASE,
        [PERIOD + 70],
    ),
    "staircase": (
        Staircase(*COMMON, later=100.25, count=4),
        lambda s: (STRENGTH if s < PERIOD else BASE if s < 100.25
                   else STRENGTH * ((s - 100.25) // PERIOD + 1) / 4
                   if s < 100.25 + 4 * PERIOD else BASE),
        [PERIOD, *(100.25 + k * PERIOD for k in range(5))],
    ),
    "stairs that end the step": (
        Staircase(*COMMON, later=20.25, count=2),
        lambda s: (STRENGTH if s < 20.25 else STRENGTH / 2 if s < 80.75
                   else STRENGTH if s < 141.25 else BASE),
        [20.25, 80.75, 141.25],
    ),
    "ramps": (
        Ramps(*COMMON, later=200.25, second=12.5, ratio=0.5),
        lambda s: (line(s, PERIOD, STRENGTH) if s < PERIOD
                   else line(s - 200.25, 12.5, STRENGTH / 2) if 200.25 <= s < 212.75 else BASE),
        [PERIOD, 200.25, 212.75],
    ),
    "ramps that overlap": (
        Ramps(*COMMON, later=20.25, second=100.0, ratio=2.0),
        lambda s: (line(s, PERIOD, STRENGTH) if s < 20.25
                   else line(s - 20.25, 100, 2 * STRENGTH) if s < 120.25 else BASE),
        [20.25, 120.25],
    ),
    "sine": (
        Sine(*COMMON),
        lambda s: BASE + STRENGTH * math.sin(2 * math.pi * s / PERIOD),
        [],
    ),
    "chirp": (Chirp(*COMMON, f_start=20.0, f_end=300.0), chirp_wave, [PERIOD]),
    "ramp": (
        Ramp(*COMMON),
        lambda s: BASE + (STRENGTH - BASE) * min(s / PERIOD, 1.0),
        [PERIOD],
    ),
    "linear": (
        Linear(*COMMON, I_start=-11.0),
        lambda s: -11.0 + (STRENGTH + 11.0) * min(s / PERIOD, 1.0),
        [PERIOD],
    ),
}  # fmt: skip

every_form = pytest.mark.parametrize(
    ("current", "formula", "edges"), CLOSED_FORMS.values(), ids=CLOSED_FORMS
)


def exact(formula, t):
    return formula(t - ONSET) if t >= ONSET else BASE


def around(edges):
    """Return every edge with its neighbours; all edges here are exact in binary."""
    at = np.array([ONSET, *(ONSET + edge for edge in edges)])
    return np.concatenate([at, np.nextafter(at, -np.inf), np.nextafter(at, np.inf)])


def value_by_pieces(pieces, t):
    (piece,) = [p for p in pieces if p.start <= t < p.end]
    return piece.value(t)


@every_form
def test_samples_follow_the_closed_form_at_random_times(current, formula, edges):
    times = np.random.default_rng(5).uniform(0, T, 2000)
    expected = [exact(formula, t) for t in times.tolist()]
    np.testing.assert_allclose(current.sample(times), expected, rtol=0, atol=1e-10)


@every_form
def test_samples_follow_the_closed_form_around_every_edge(current, formula, edges):
    times = around(edges)
    expected = [exact(formula, t) for t in times.tolist()]
    np.testing.assert_allclose(current.sample(times), expected, rtol=0, atol=1e-10)


@every_form
def test_pieces_follow_the_closed_form_around_every_edge(current, formula, edges):
    pieces = current.pieces(T)
    times = [t for t in around(edges).tolist() if t < T]
    expected = [exact(formula, t) for t in times]
    values = [value_by_pieces(pieces, t) for t in times]
    np.testing.assert_allclose(values, expected, rtol=0, atol=1e-10)


@every_form
def test_the_limit_from_the_left_is_the_end_of_the_piece_before(current, formula, edges):
    for before in current.pieces(T)[:-1]:
        left = exact(formula, float(np.nextafter(before.end, -np.inf)))
        # The zeros of a chirp are roots of a quadratic, not exact in binary.
        assert before.value(before.end) == pytest.approx(left, abs=1e-9)


@every_form
@pytest.mark.parametrize("end", [10.0, ONSET, ONSET + 1.0, ONSET + PERIOD, T, 1000.0])
def test_pieces_cover_the_run_without_gap(current, formula, edges, end):
    pieces = current.pieces(end)
    assert (pieces[0].start, pieces[-1].end) == (0.0, end)
    assert [p.end for p in pieces[:-1]] == [p.start for p in pieces[1:]]
    assert all(p.start < p.end for p in pieces)


@every_form
def test_a_jump_is_always_an_edge_between_pieces(current, formula, edges):
    starts = {p.start for p in current.pieces(T)}
    jumps = {
        ONSET + edge
        for edge in (0.0, *edges)
        if abs(exact(formula, ONSET + edge) - exact(formula, np.nextafter(ONSET + edge, 0))) > 1e-6
        and ONSET + edge < T
    }
    assert jumps <= starts


@pytest.mark.parametrize("current", CURRENTS.values(), ids=CURRENTS)
class TestEveryCurrent:
    def test_is_built_from_the_four_common_values(self, current):
        built = current(5.0, 60.0, 20.0, 4)
        assert (built.I_max, built.I_period, built.onset, built.seed) == (5.0, 60.0, 20.0, 4)
        assert built.I_base == 0.0

    def test_declares_its_own_parameters_with_the_defaults_of_its_fields(self, current):
        built = current(5.0)
        assert all(isinstance(p, Parameter) for p in current.own)
        assert [p.default for p in current.own] == [getattr(built, p.name) for p in current.own]

    def test_declares_defaults_and_spans_within_the_bounds(self, current):
        for p in (BASE_LEVEL, *current.own):
            assert p.bounds[0] <= p.span[0] <= p.default <= p.span[1] <= p.bounds[1]
            assert p.step > 0
            assert p.meaning

    def test_says_what_the_period_is_if_it_has_one(self, current):
        assert current.uses_period is bool(current.period_meaning)
        named = f"{current.period_meaning} I_period"
        assert current.meaning.count("I_period") == current.meaning.count(named)
        assert (named in current.meaning) is current.uses_period

    def test_has_a_sentence_that_names_the_base_level(self, current):
        assert current(5.0).sentence == current.meaning
        sentence = current(5.0, I_base=-3.5).sentence
        assert ("-3.5" in sentence) is current.uses_base
        assert sentence.endswith(".")

    def test_refuses_a_base_level_that_is_no_finite_number(self, current):
        name = current.__name__
        with pytest.raises(ValueError, match=f"`I_base` of `{name}` must be a finite number"):
            current(5.0, I_base=math.nan)


@pytest.mark.parametrize("name", [name for name in CURRENTS if CURRENTS[name].uses_base])
def test_a_current_rests_at_its_base_level_before_the_onset(name):
    times = np.append(np.linspace(0, 99.9, 50), np.nextafter(100.0, 0))
    current = CURRENTS[name](5.0, I_base=-3.0)
    np.testing.assert_array_equal(current.sample(times), -3.0)
    assert current.pieces(100.0)[0].value(50.0) == -3.0


@pytest.mark.parametrize("name", [name for name in CURRENTS if CURRENTS[name].adds_to_base])
def test_a_formula_that_adds_to_the_base_level_is_shifted_by_it(name):
    t = np.linspace(100.0, 500.0, 999)
    shifted = CURRENTS[name](5.0, 37.0, I_base=-3.0).sample(t)
    np.testing.assert_allclose(shifted, CURRENTS[name](5.0, 37.0).sample(t) - 3.0, atol=1e-12)


def test_a_current_of_levels_says_its_base_level_in_place_of_zero():
    assert Step(5.0, I_base=2.0).sentence == (
        "2 before the onset, then I_max for the duration I_period, then 2 again."
    )


OWN = [(current, p) for current in CURRENTS.values() for p in current.own]


BOUNDED = [(current, p) for current, p in OWN if p.bounds[1] < math.inf]


@pytest.mark.parametrize(("current", "p"), BOUNDED, ids=[f"{c.name}-{p.name}" for c, p in BOUNDED])
def test_a_parameter_out_of_bounds_is_refused(current, p):
    for value in (np.nextafter(p.bounds[0], -np.inf), 2 * p.bounds[1]):
        with pytest.raises(ValueError, match=f"`{p.name}` of `{current.__name__}` must lie in"):
            current(5.0, **{p.name: float(value)})


@pytest.mark.parametrize(("current", "p"), OWN, ids=[f"{c.name}-{p.name}" for c, p in OWN])
def test_a_parameter_that_is_no_number_is_refused(current, p):
    with pytest.raises(TypeError, match=f"`{p.name}` of `{current.__name__}` must be a number"):
        current(5.0, **{p.name: "1"})


def test_the_number_of_pulses_is_whole():
    assert Pulses(5.0, count=3.0).count == 3  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match=r"`count` of `Pulses` must be a whole number, got 2\.5\."):
        Pulses(5.0, count=2.5)  # pyright: ignore[reportArgumentType]


def test_the_number_of_stairs_is_whole():
    assert Staircase(5.0, count=3.0).count == 3  # pyright: ignore[reportArgumentType]
    with pytest.raises(
        ValueError, match=r"`count` of `Staircase` must be a whole number, got 2\.5"
    ):
        Staircase(5.0, count=2.5)  # pyright: ignore[reportArgumentType]


def integral(current, T):
    model = FromWaveform({}, T=T)
    model.set_input(current)
    return model.integrate()[1][0, -1]


@pytest.mark.parametrize("width", [0.01, 0.05, 1.0, 12.345])
@pytest.mark.parametrize(
    ("build", "pulses"),
    [(lambda w: Pulses(50.0, 40.0, 20.03, width=w, count=4), 4),
     (lambda w: Paired(50.0, 40.0, 20.03, width=w), 2),
     (lambda w: Pulses(50.0, 40.0, 20.03, width=w), 5)],
    ids=["four pulses", "two pulses", "without end"],
)  # fmt: skip
def test_the_integral_over_the_pulses_is_exact(build, pulses, width):
    # The last sample is taken one interval before the end of the run.
    assert integral(build(width), 215.1) == pytest.approx(50.0 * width * pulses, rel=1e-9)


def test_the_integral_over_a_step_is_exact():
    assert integral(Step(8.0, 33.33, 20.03), 200.0) == pytest.approx(8.0 * 33.33, rel=1e-12)


class TestChirp:
    CURRENT = Chirp(1.0, 1000.0, 50.0, f_start=5.0, f_end=40.0)

    def test_the_instantaneous_frequency_goes_linearly_from_start_to_end(self):
        inner = np.array([p.start for p in self.CURRENT.pieces(1050.0)[2:]])
        phase = np.arange(1, inner.size + 1) / 2
        # A quadratic through three neighbouring zeros is the phase itself; its slope at the
        # middle one is the frequency there.
        for k in range(1, inner.size - 1):
            slope = np.polyfit(inner[k - 1 : k + 2] - inner[k], phase[k - 1 : k + 2], 2)[1]
            frequency = 5.0 + 35.0 * (inner[k] - 50.0) / 1000.0
            assert slope * 1e3 == pytest.approx(frequency, rel=1e-7)

    def test_the_number_of_cycles_is_the_mean_frequency_times_the_duration(self):
        assert len(self.CURRENT.pieces(1050.0)[1:]) == 2 * (5 + 40) / 2

    @pytest.mark.parametrize(("f_start", "f_end"), [(0, 100), (100, 0), (30, 30), (80, 10)])
    def test_every_piece_is_at_most_half_a_cycle(self, f_start, f_end):
        current = Chirp(1.0, 1000.0, 0.0, f_start=f_start, f_end=f_end)
        for p in current.pieces(999.0):
            a, b = (
                1e-3 * (f_start * t + (f_end - f_start) * t * t / 2000.0) for t in (p.start, p.end)
            )
            assert b - a <= 0.5 + 1e-9

    def test_a_sweep_at_zero_frequency_is_silent(self):
        current = Chirp(5.0, 100.0, 10.0, f_start=0.0, f_end=0.0)
        np.testing.assert_array_equal(current.sample(np.linspace(0, 200, 99)), 0.0)
        assert current.pieces(200.0)[-1].end == 200.0

    def test_a_sweep_that_does_not_sweep_is_a_sine(self):
        t = np.linspace(0.0, 149.0, 777)
        steady = Chirp(5.0, 100.0, 50.0, f_start=40.0, f_end=40.0).sample(t)
        np.testing.assert_allclose(steady, Sine(5.0, 25.0, 50.0).sample(t), atol=1e-12)
