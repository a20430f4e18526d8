"""What a page of the site may load: only what its own host has. Every HTML file states it."""

from __future__ import annotations

POLICY = "; ".join(
    (
        "default-src 'none'",
        # Kernels are compiled in the page; nothing else is ever made into code there.
        "script-src 'self' 'wasm-unsafe-eval'",
        # Bokeh and Panel write their style sheets into the page.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        # The worker begins as a blob, as that takes this policy over.
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
