// Python in the visitor's browser: starts Pyodide from the bundles and runs the app.
import { unpack } from "./bundle.js";
import { manifest } from "./manifest.js";
import { FROM_DOWNLOADS, TO_PAGE, TO_WORKER } from "./messages.js";
import { site } from "./place.js";

// A model that runs here may have come with a link. A worker of its own would be held to no policy,
// and of the caches the pages of later visits are made.
for (const name of ["Worker", "caches"]) {
  for (let owner = self; owner; owner = Object.getPrototypeOf(owner)) {
    Reflect.deleteProperty(owner, name);
  }
}

const REST_FOLDER = "/lib/rest";
// Shares of the start, measured: three fifths are the download on a common line.
const SHARE = { download: 0.6, boot: 0.12, imports: 0.22 };

// Nothing is done ahead until so long after the last thing that was asked for.
const QUIET_MS = 200;

let session = null;
// Knows whether the second bundle has been unpacked.
let rest = null;
// Pyodide, and where its packages lie.
let python = null;
let packages = "";

// What downloads.js brings, as it comes.
const arriving = {
  wasm: Promise.withResolvers(),
  stdlib: Promise.withResolvers(),
  core: Promise.withResolvers(),
};
// A failure is reported where the file is needed, which may not have begun to wait.
for (const { promise } of Object.values(arriving)) promise.catch(() => {});

// The neuron to begin with, as soon as the page says it.
const asked = Promise.withResolvers();

const send = (type, content = {}, transfer = []) => postMessage({ type, ...content }, transfer);
const progress = (done, text) => send(TO_PAGE.PROGRESS, { done, text });

async function start({ assets, restNames, models }) {
  const [wasm, stdlib, core] = Object.values(arriving).map(({ promise }) => promise);
  let sitePackages = "";
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    import(assets.pyodide.url),
    import(assets.pyodideModule.url),
  ]);
  const done = serveToPyodide(wasm, stdlib);
  const booted = loadPyodide({
    indexURL: new URL("pyodide/", assets.pyodide.url).href,
    createPyodideModule,
    lockFileContents: JSON.stringify({ info: assets.info, packages: {} }),
    packageBaseUrl: new URL("./", assets.pyodide.url).href,
    env: { PYTHONHASHSEED: "0", PANEL_CDN_ROOT: assets.panelRoot },
    fsInit: (FS, folders) => (sitePackages = folders.sitePackages),
  });
  // Without one of its files Pyodide waits for ever or says little; the download says why.
  const [pyodide, bundle] = await Promise.all([booted, core, wasm, stdlib]);
  done();
  [python, packages] = [pyodide, sitePackages];
  unpack(pyodide.FS, sitePackages, bundle);
  progress(SHARE.download + SHARE.boot, "Loading the libraries");
  const importer = pyodide.pyimport("neuron_page.importer");
  importer.install(sitePackages);
  importer.destroy();
  const finder = pyodide.pyimport("neuron_page.rest");
  rest = finder.install(REST_FOLDER, restNames, assets.rest.url);
  finder.destroy();
  session = pyodide.pyimport("neuron_page.session");
  progress(SHARE.download + SHARE.boot + SHARE.imports, "Preparing the neuron");
  const model = await asked.promise;
  const baked = session.open_document(model) === models[model].fingerprint;
  send(TO_PAGE.DOCUMENT, { json: baked ? null : session.document_json() });
}

// Pyodide fetches its two files by name; they are on their way, the one as a compiled module.
function serveToPyodide(wasm, stdlib) {
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  self.fetch = async (request, options) => {
    const name = new URL(request.url ?? request, location.href).pathname.split("/").pop();
    if (name === "python_stdlib.zip") return new Response(await stdlib);
    return name === "pyodide.asm.wasm" ? wasm : fetch(request, options);
  };
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const module = await source;
    if (!(module instanceof WebAssembly.Module)) return instantiateStreaming(source, imports);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return () => {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}

function answer(action) {
  try {
    action();
  } finally {
    send(TO_PAGE.IDLE);
  }
}

const sendPatch = (text, buffers) =>
  send(TO_PAGE.PATCH, { patch: JSON.parse(text), buffers }, [...buffers.values()]);

function link({ query }) {
  answer(() =>
    session.link(sendPatch, (text) => send(TO_PAGE.QUERY, { query: text }), query),
  );
}

function restore({ query }) {
  answer(() => session.show(query));
}

function receive({ patch }) {
  answer(() => session.receive(patch));
}

// What is wrong with a text is an answer of Python's; that Python lacks something is one too.
function runOwn(text) {
  try {
    return session.run_own(text, (wat) => send(TO_PAGE.WAT, { wat }));
  } catch (error) {
    console.error(error);
    return JSON.stringify({ ok: false, sentence: sentence(error) });
  }
}

function own({ text, query }) {
  answer(() => {
    ahead.over = true;
    const made = runOwn(text);
    send(TO_PAGE.OWN, { answer: made });
    if (query && JSON.parse(made).ok) session.show(query);
  });
}

// What is done ahead: a download, then pieces; whether they have begun, whether they are of no use
// any more; when something was heard last.
const ahead = { fetched: null, begun: false, over: false, heard: 0 };

async function warm() {
  if (!rest.is_there) {
    ahead.fetched ??= fetchRest();
    await ahead.fetched.catch(() => (ahead.fetched = null)); // who needs it tells of a failure
  }
  send(TO_PAGE.READY);
  if (!rest.is_there || ahead.begun) return;
  ahead.begun = true;
  nextPiece();
}

// A piece is short, and what is asked for meanwhile comes before the next one.
function nextPiece() {
  if (ahead.over) return;
  const wait = ahead.heard + QUIET_MS - performance.now();
  if (wait > 0) {
    setTimeout(nextPiece, wait);
    return;
  }
  try {
    if (session.warm()) setTimeout(nextPiece);
  } catch (error) {
    console.error(error); // who needs it will hear of it
  }
}

// The second bundle, without Python's waiting for it.
async function fetchRest() {
  const response = await fetch(rest.url);
  if (!response.ok) throw new Error(`${rest.url} could not be loaded (${response.status}).`);
  const plain = response.body.pipeThrough(new DecompressionStream("gzip"));
  const bundle = await new Response(plain).arrayBuffer();
  if (rest.is_there) return;
  unpack(python.FS, REST_FOLDER, bundle);
  rest.is_there = true;
}

// What visitors keep of what they see.
function run() {
  answer(() => {
    const made = session.run_data();
    send(TO_PAGE.RUN, made.toJs({ dict_converter: Object.fromEntries }));
    made.destroy();
  });
}

function script({ query, text, link }) {
  answer(() => send(TO_PAGE.SCRIPT, { script: session.script(query, text, link) }));
}

function figure({ format, query, run, library }) {
  answer(() => {
    if (library) unpack(python.FS, packages, library);
    // Of JavaScript's two kinds of nothing, only `undefined` is Python's None.
    const drawn = session.figure(format, query, run ?? undefined);
    const bytes = drawn.toJs();
    drawn.destroy();
    send(TO_PAGE.FIGURE, { bytes }, [bytes.buffer]);
  });
}

const FROM_HELPER = {
  [FROM_DOWNLOADS.PROGRESS]: ({ done }) =>
    progress(done * SHARE.download, done < 1 ? "Loading Python" : "Starting Python"),
  [FROM_DOWNLOADS.FILE]: ({ name, content }) => arriving[name].resolve(content),
  [FROM_DOWNLOADS.ERROR]: ({ message }) => {
    for (const { reject } of Object.values(arriving)) reject(new Error(message));
  },
};

function listen({ port, model }) {
  asked.resolve(model);
  port.onmessage = ({ data }) => FROM_HELPER[data.type](data);
}

// What fails in these leaves Python at work.
const AFTER_START = new Set([
  TO_WORKER.RESTORE, TO_WORKER.PATCH, TO_WORKER.WARM, TO_WORKER.OWN, TO_WORKER.RUN,
  TO_WORKER.SCRIPT, TO_WORKER.FIGURE,
]);

const HANDLERS = {
  [TO_WORKER.DOWNLOADS]: listen,
  [TO_WORKER.LINK]: link,
  [TO_WORKER.RESTORE]: restore,
  [TO_WORKER.PATCH]: receive,
  [TO_WORKER.WARM]: warm,
  [TO_WORKER.OWN]: own,
  [TO_WORKER.RUN]: run,
  [TO_WORKER.SCRIPT]: script,
  [TO_WORKER.FIGURE]: figure,
};

function located({ assets, ...others }) {
  const place = (asset) =>
    asset.url ? { ...asset, url: new URL(asset.url, site).href } : asset;
  const entries = Object.entries(assets).map(([name, asset]) => [name, place(asset)]);
  return { ...others, assets: Object.fromEntries(entries) };
}

// A traceback is for the console; its last line is a sentence that a visitor can read.
function sentence(error) {
  const lines = String(error?.message ?? error).trimEnd().split("\n");
  return lines.at(-1).replace(/^[\w.]*(Error|Exception): /, "");
}

// Runs one thing that the page asked for; what goes wrong is told, never swallowed.
async function attempt(action, fatal) {
  try {
    await action();
  } catch (error) {
    console.error(error);
    send(TO_PAGE.ERROR, { message: sentence(error), fatal });
  }
}

self.onmessage = async ({ data }) => {
  await attempt(() => HANDLERS[data.type](data), !AFTER_START.has(data.type));
  ahead.heard = performance.now();
};

// The page is busy with its own scripts now, so the start waits for no word from it.
progress(0, "Loading Python");
attempt(() => start(located(manifest)), true);
