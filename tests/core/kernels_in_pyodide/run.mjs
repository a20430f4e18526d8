// Runs check.py in Pyodide under Node. Usage: node run.mjs WORK_FOLDER, which holds
// pyodide/, packages/ and watr.mjs; check.py writes result.json into it.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const work = resolve(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(`${work}/pyodide/pyodide.mjs`).href);
const { compile } = await import(pathToFileURL(`${work}/watr.mjs`).href);
const lock = JSON.parse(readFileSync(`${work}/pyodide/pyodide-lock.json`, "utf8"));

globalThis.assemble = compile;
const pyodide = await loadPyodide({
  indexURL: `${work}/pyodide/`,
  lockFileContents: JSON.stringify({ info: lock.info, packages: {} }),
});
pyodide.FS.mkdirTree("/work");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: work }, "/work");
try {
  pyodide.runPython(readFileSync(`${import.meta.dirname}/check.py`, "utf8"));
} catch (error) {
  console.log(error.message);
  process.exit(1);
}
