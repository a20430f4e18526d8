"""Build, serve, test and measure the site: ``python build.py --help``.

This file only checks the Python that runs it; the work is in ``site/builder``.
"""

import sys
from pathlib import Path

# Kept readable for older Pythons, so that they reach the sentence below.
if sys.version_info < (3, 11):  # noqa: UP036
    found = ".".join(map(str, sys.version_info[:3]))
    sys.exit(
        f"build.py: Python 3.11 or newer is needed and this is {found}; "
        "run it with a newer one, for example `python3.13 build.py`."
    )

sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))

from builder.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
