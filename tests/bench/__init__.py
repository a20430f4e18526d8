"""The benchmark of the site: ``python build.py bench``."""
