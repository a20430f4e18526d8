"""Kernels in Pyodide, through the browser's own WebAssembly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import js  # type: ignore[import-not-found]
import numpy as np
from numpy.typing import NDArray
from pyodide.ffi import JsException  # type: ignore[import-not-found]

from spiking_core.base import BaseSpikingModel
from spiking_core.models import MODELS

#: Modules of the roster by name, if whoever has built the site has put them there.
COMPILED = Path(__file__).with_name("compiled")

#: From a module's text to its binary. A browser has no assembler: the page gives one here.
assembler: Callable[[str], bytes] | None = None


class BrowserInstance:
    """A module at work in the browser, see `kernel.Instance`.

    What Python asks of JavaScript costs more than most of what a kernel computes, so all that
    lasts is asked for once.
    """

    def __init__(self, binary: bytes) -> None:
        data = js.Uint8Array.new(len(binary))
        data.assign(binary)
        self._module = js.WebAssembly.Module.new(data)
        self.renew()

    def renew(self) -> None:
        """Begin anew with one page of memory."""
        self._exports = js.WebAssembly.Instance.new(self._module).exports
        self._memory = self._exports.memory
        self._functions: dict[str, Any] = {}
        self._see()

    def _see(self) -> None:
        # Made anew when the memory has grown: what was a view before is none any more.
        buffer = self._memory.buffer
        self._pages = buffer.byteLength // 65536
        self._part = js.Float64Array.new(buffer).subarray

    def reserve(self, pages: int) -> None:
        """Make the memory at least that large; raise a MemoryError if there is none."""
        missing = pages - self._pages
        if missing > 0:
            try:
                self._memory.grow(missing)
            except JsException as error:
                raise MemoryError from error
            self._see()

    def write(self, address: int, numbers: NDArray[np.floating]) -> None:
        """Copy numbers into the memory."""
        self._view(address, numbers.size).assign(np.ascontiguousarray(numbers, dtype=float).ravel())

    def read(self, address: int, count: int) -> NDArray[np.floating]:
        """Return a copy of numbers in the memory."""
        numbers = np.empty(count)
        self._view(address, count).assign_to(numbers)
        return numbers

    def call(self, name: str, *arguments: float) -> Any:
        """Call an exported function."""
        if name not in self._functions:
            self._functions[name] = getattr(self._exports, name)
        return self._functions[name](*arguments)

    def _view(self, address: int, count: int) -> Any:
        return self._part(address // 8, address // 8 + count)


class BrowserEngine:
    """Runs modules by the browser, see `engine.Engine`."""

    @property
    def assembles(self) -> bool:
        """Whether the page has given an assembler."""
        return assembler is not None

    def instance_of_text(self, text: str) -> BrowserInstance:
        """Return a module at work."""
        assert assembler is not None
        return BrowserInstance(assembler(text))

    def instance_of_model(self, cls: type[BaseSpikingModel]) -> BrowserInstance | None:
        """Return the module of a model of the roster that lies beside the package, or None."""
        path = COMPILED / f"{cls.name}.wasm"
        if MODELS.get(cls.name) is not cls or not path.is_file():
            return None
        try:
            return BrowserInstance(path.read_bytes())
        except JsException:  # a browser may refuse to compile
            return None
