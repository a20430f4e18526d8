"""What a right-hand side gets for its current."""

from __future__ import annotations

from typing import Any


class CurrentValue(float):
    """The current at one time; ``I[int(t / self.dt)]`` is the same number.

    Attributes
    ----------
    t, dt : float
        During a run, the time of the call and the sampling interval, in ms. Without them any
        index gives the number.
    """

    __slots__ = ("dt", "t")

    dt: float
    t: float

    def __getitem__(self, index: Any) -> float:
        """Return the number itself.

        Raises
        ------
        ValueError
            If the index is not that of the present sample, by more than one: there are no others.
        """
        try:
            sample = int(self.t / self.dt)
        except AttributeError:
            return float(self)
        try:
            present = -1 <= index - sample <= 1
        except (TypeError, ValueError):
            present = False
        if not present:
            raise ValueError(
                f"`I` is the current at the present time, {self.t:g} ms, and was asked for sample "
                f"{index!r} instead of {sample}. Write I[int(t / self.dt)], or just I; to delay an "
                "input, shift the samples that you give to set_input()."
            )
        return float(self)
