"""The form of the tables beside: where every number of a model was read.

One file for each model, with the name of the model, holds

``SOURCES``
    What was read, by a short name: author and paper with its DOI, or program and file. Two
    sources of a number must not copy each other: a paper and a program of somebody else, or
    two programs written apart.
``PARAMETERS``
    The default of every parameter, `Found` or `Chosen`.
``NUMBERS``
    The numbers in every displayed equation, by the left side of the equation (all but 0, 1 and
    2), and ``"spike_condition"``. A number that only the code has is listed in ``DERIVED``.
``PRESETS``
    The parameters of every preset that has some, by its name.
``DERIVED`` (optional)
    Numbers that stand in the code in another form: the number, and the arithmetic that makes
    it of numbers in ``NUMBERS``.
``rhs(p, y, I)``
    The right-hand side, written once more in the form of a source and by its numbers, not by
    those of the table: slopes in 1/ms. `p` holds the parameters.
``reset(p, y)``, ``refractory(p)`` (optional)
    The same for what happens at a spike: the state after it, and for how many ms the membrane
    potential is held; left out by smooth models.
``SPIKE``
    The level that counts as a spike: a number, or a function of `p`. Not used where the
    threshold is a state.
``START``, ``CURRENTS``, ``T``
    The state in which the runs begin (None: at the model's rest), five currents across the
    usual range, and the length of the runs in ms, long enough for three spikes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Numbers that at least two sources give.

    Attributes
    ----------
    values : float, tuple of float, or dict of str to float
        One number, those of an equation in any order, or those of a preset by parameter.
    sources : tuple of str
        Names in ``SOURCES``.
    """

    values: float | tuple[float, ...] | dict[str, float]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """Numbers that no source gives, because they are a choice of this project.

    Attributes
    ----------
    values : float, tuple of float, or dict of str to float
        As in `Found`.
    reason : str
        Why this number, in a sentence.
    """

    values: float | tuple[float, ...] | dict[str, float]
    reason: str
