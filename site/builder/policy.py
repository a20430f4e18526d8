"""What the site may load and do: only what its own host has. Every HTML file states it."""

from __future__ import annotations

import base64
import hashlib

from builder.files import SITE

# The one script of Python's place, which stands in it: to a document without an origin no file is
# its own.
SCRIPT = (SITE / "page" / "sandbox.js").read_text(encoding="utf-8")
SCRIPT_HASH = "sha256-" + base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()

POLICY = "; ".join(
    (
        "default-src 'none'",
        # Kernels are compiled in the page; nothing else is ever made into code there. The script
        # is that of the frame in which Python runs, which takes this policy over.
        f"script-src 'self' 'wasm-unsafe-eval' '{SCRIPT_HASH}'",
        # Bokeh and Panel write their style sheets into the page.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        # Python's worker begins as a blob, as that takes the policies of its frame over.
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
# Of the frame in which Python runs, beside that of the page around it.
FRAME_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src '{SCRIPT_HASH}' 'wasm-unsafe-eval'",
        "worker-src blob:",
        "connect-src 'none'",
    )
)


def frame() -> str:
    """Return the document of the frame in which Python runs."""
    stated = f'<meta http-equiv="Content-Security-Policy" content="{FRAME_POLICY}">'
    return f'<!doctype html><meta charset="utf-8">{stated}<script>{SCRIPT}</script>'
