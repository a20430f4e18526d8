// Runs the app once in the Pyodide that the browser will run, under Node: compiles the packages
// with its Python, sees which files a start needs, and takes the document to bake into the page.
// Usage: node prepare.mjs PYODIDE_FOLDER WORK_FOLDER  (see prepare.py for what lies in the latter)
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodideFolder, workFolder] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);
const { info } = JSON.parse(readFileSync(`${pyodideFolder}/pyodide-lock.json`, "utf8"));

// Panel imports it by name; nothing calls it.
globalThis.XMLHttpRequest ??= class {};

const pyodide = await loadPyodide({
  indexURL: `${pyodideFolder}/`,
  env: { PYTHONHASHSEED: "0", PANEL_CDN_ROOT: process.env.PANEL_CDN_ROOT },
  lockFileContents: JSON.stringify({ info, packages: {} }),
});
pyodide.FS.mkdirTree("/work");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: workFolder }, "/work");
pyodide.runPython(readFileSync(`${import.meta.dirname}/prepare.py`, "utf8"));
