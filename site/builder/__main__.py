"""Entry point inside the environment that ``build.py`` made."""

import sys

from builder.cli import main_inside

if __name__ == "__main__":
    sys.exit(main_inside(sys.argv[1:]))
