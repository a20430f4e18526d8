"""Models compiled to WebAssembly: the same integrators, a hundred times as fast."""
