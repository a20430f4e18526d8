// Every message between the page and its worker, and what it carries.
export const TO_WORKER = Object.freeze({
  START: "start", //     {model, info, panelRoot, restNames}: the neuron to begin with, Pyodide's
  //                         version, where style sheets lie, modules of the second bundle
  LINK: "link", //       {query}: the page shows the document; the state that the URL asks for
  RESTORE: "restore", // {query}: the state that is to be shown now
  PATCH: "patch", //     {patch}: what the visitor changed, as a Bokeh JSON patch
  WARM: "warm", //       {rest}: somebody may run a model of the visitor's own; the second bundle, or
  //                         null if it could not be had; answered by READY alone
  OWN: "own", //         {text, query}: a model of the visitor's own, to be shown in the state of a query
  RUN: "run", //         {}: the numbers of the run that Python has made are wanted
  SCRIPT: "script", //   {query, text, link}: a script for a state; the text of a model of one's own
  FIGURE: "figure", //   {format, query, run, library}: a figure to keep; Matplotlib, the first time
});
// What Python may say; its shape is checked in heard.js.
export const TO_PAGE = Object.freeze({
  PROGRESS: "progress", // {done, step}: fraction of the start, what is being done, see STEPS
  DOCUMENT: "document", // {fingerprint}: the app's document is made; by which it is recognised
  PATCH: "patch", //       {patch, buffers}: what Python changed, as a Bokeh JSON patch, in a text
  READY: "ready", //       {}: what a visitor's model needs is there, or could not be had
  WAT: "wat", //           {wat}: text of the kernel of a visitor's model that is to be shown
  OWN: "own", //           {answer}: what came of the visitor's model, as JSON, see session.py
  RUN: "run", //           {run, input}: as a kernel returns it, and the current at its samples
  SCRIPT: "script", //     {script}: a text
  FIGURE: "figure", //     {bytes}: a file
  QUERY: "query", //       {query}: query string of the present state
  IDLE: "idle", //         {}: everything received so far has been answered
  ERROR: "error", //       {message, fatal}: a sentence; fatal if there is no Python any more
});
export const FROM_DOWNLOADS = Object.freeze({
  PROGRESS: "progress", // {done}: fraction of all bytes
  FILE: "file", //         {name, content}: an ArrayBuffer
  ERROR: "error", //       {message}: a sentence
});
// What a start of Python is at, in its order, and how the page says it.
export const STEPS = Object.freeze({
  loading: "Loading Python", starting: "Starting Python", libraries: "Loading the libraries",
  neuron: "Preparing the neuron",
});
