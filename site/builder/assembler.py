"""The assembler that turns a kernel's text into WebAssembly in the browser."""

from __future__ import annotations

import tarfile
from pathlib import Path

SCRIPT = "package/dist/watr.min.js"
LICENSE = "package/LICENSE"


def assembler_script(tarball: Path) -> bytes:
    """Return the assembler as an ES module, under its licence.

    Parameters
    ----------
    tarball : Path
        The package ``watr`` as npm delivers it.
    """
    with tarfile.open(tarball) as archive:
        script, license = (_member(archive, name) for name in (SCRIPT, LICENSE))
    if b"*/" in license:
        raise ValueError(f"{LICENSE} of {tarball.name} cannot stand in a comment.")
    return b"/*! watr\n\n" + license.strip() + b"\n*/\n" + script


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    stream = archive.extractfile(name)
    assert stream is not None
    return stream.read()
