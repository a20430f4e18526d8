"""The part of the site that runs inside Pyodide, in the page's worker."""
