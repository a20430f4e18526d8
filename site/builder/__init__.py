"""What ``build.py`` does: environment, downloads, publication, server, browser."""
