// What the worker of Python has no use for, taken away: before Pyodide's scripts begin, which take a
// worker that can import scripts for one of the old kind, and when Python is up.

/** Takes names out of the global scope, and out of what it takes them over from. */
export function forget(names) {
  for (let owner = self; owner; owner = Object.getPrototypeOf(owner)) {
    for (const name of names) Reflect.deleteProperty(owner, name);
  }
}

forget(["importScripts"]);
