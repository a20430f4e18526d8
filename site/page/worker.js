// Python in the visitor's browser: starts Pyodide from the bundles and runs the app. What lies here
// can be reached by a model that somebody has sent; that it can do nothing is the work of the frame
// around this worker, see python.js.
import { forget } from "./forget.js"; // the first: it makes room for Pyodide's scripts
import { unpack } from "./bundle.js";
import { FROM_DOWNLOADS, TO_PAGE, TO_WORKER } from "./messages.js";
import { loadPyodide } from "./pyodide.mjs";
import createPyodideModule from "./pyodide.asm.mjs";

// The frame's policy refuses what these would do. Without them there is nothing to be tried.
const NEEDLESS = [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource",
  "RTCPeerConnection", "Worker", "SharedWorker", "BroadcastChannel", "caches", "indexedDB",
  "cookieStore", "Notification",
];

// Pyodide asks for its files by addresses; this one is nobody's.
const NOWHERE = "https://pyodide.invalid/";

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

// Where the page hears and speaks.
let port = null;
const send = (type, content = {}, transfer = []) => port.postMessage({ type, ...content }, transfer);
const progress = (done, step) => send(TO_PAGE.PROGRESS, { done, step });

async function start({ model, info, panelRoot, restNames }) {
  const [wasm, stdlib, core] = Object.values(arriving).map(({ promise }) => promise);
  let sitePackages = "";
  const done = serveToPyodide(wasm, stdlib);
  const booted = loadPyodide({
    indexURL: NOWHERE,
    createPyodideModule,
    lockFileContents: JSON.stringify({ info, packages: {} }),
    packageBaseUrl: NOWHERE,
    env: { PYTHONHASHSEED: "0", PANEL_CDN_ROOT: panelRoot },
    fsInit: (FS, folders) => (sitePackages = folders.sitePackages),
  });
  // Without one of its files Pyodide waits for ever or says little; the download says why.
  const [pyodide, bundle] = await Promise.all([booted, core, wasm, stdlib]);
  done();
  [python, packages] = [pyodide, sitePackages];
  unpack(pyodide.FS, sitePackages, bundle);
  progress(SHARE.download + SHARE.boot, "libraries");
  const importer = pyodide.pyimport("neuron_page.importer");
  importer.install(sitePackages);
  importer.destroy();
  const finder = pyodide.pyimport("neuron_page.rest");
  rest = finder.install(REST_FOLDER, restNames);
  finder.destroy();
  session = pyodide.pyimport("neuron_page.session");
  progress(SHARE.download + SHARE.boot + SHARE.imports, "neuron");
  forget(NEEDLESS);
  send(TO_PAGE.DOCUMENT, { fingerprint: session.open_document(model) });
}

// Pyodide fetches its two files by name; they are on their way. The one is compiled as soon as it
// is there, the other is not needed before.
function serveToPyodide(wasm, stdlib) {
  const { instantiateStreaming } = WebAssembly;
  const compiled = wasm.then((bytes) => WebAssembly.compile(bytes));
  compiled.catch(() => {}); // a failure is told where the module is needed
  self.fetch = async (request) => {
    const name = new URL(request.url ?? request, NOWHERE).pathname.split("/").pop();
    return name === "python_stdlib.zip" ? new Response(await stdlib) : compiled;
  };
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const module = await source;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return () => (WebAssembly.instantiateStreaming = instantiateStreaming);
}

function answer(action) {
  try {
    action();
  } finally {
    send(TO_PAGE.IDLE);
  }
}

const sendPatch = (text, buffers) =>
  send(TO_PAGE.PATCH, { patch: text, buffers }, [...buffers.values()]);

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

// What is wrong with a text is an answer of Python's; that Python lacks something is one too. After
// what is no error of Python's, Python does not work any more.
function runOwn(text) {
  try {
    return session.run_own(text, (wat) => send(TO_PAGE.WAT, { wat }));
  } catch (error) {
    console.error(error);
    const broken = error?.name !== "PythonError";
    return JSON.stringify({ ok: false, sentence: sentence(error), broken });
  }
}

function own({ text, query }) {
  answer(() => {
    ahead.over = true;
    const made = runOwn(text);
    send(TO_PAGE.OWN, { answer: made });
    const { ok, name } = JSON.parse(made);
    // A link may call it as its class is called, and as a built-in neuron is.
    if (query && ok) session.show(query, name);
  });
}

// What is done ahead, in pieces: whether they have begun, whether they are of no use any more; when
// something was heard last.
const ahead = { begun: false, over: false, heard: 0 };

// Takes the second bundle, without which nothing can be done ahead.
function warm({ rest: bundle }) {
  if (bundle && !rest.is_there) {
    unpack(python.FS, REST_FOLDER, bundle);
    rest.is_there = true;
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
    progress(done * SHARE.download, done < 1 ? "loading" : "starting"),
  [FROM_DOWNLOADS.FILE]: ({ name, content }) => arriving[name].resolve(content),
  [FROM_DOWNLOADS.ERROR]: ({ message }) => {
    for (const { reject } of Object.values(arriving)) reject(new Error(message));
  },
};

// What fails in these leaves Python at work.
const AFTER_START = new Set([
  TO_WORKER.RESTORE, TO_WORKER.PATCH, TO_WORKER.WARM, TO_WORKER.OWN, TO_WORKER.RUN,
  TO_WORKER.SCRIPT, TO_WORKER.FIGURE,
]);

const HANDLERS = {
  [TO_WORKER.START]: start,
  [TO_WORKER.LINK]: link,
  [TO_WORKER.RESTORE]: restore,
  [TO_WORKER.PATCH]: receive,
  [TO_WORKER.WARM]: warm,
  [TO_WORKER.OWN]: own,
  [TO_WORKER.RUN]: run,
  [TO_WORKER.SCRIPT]: script,
  [TO_WORKER.FIGURE]: figure,
};

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

self.onmessage = ({ ports: [asks, downloads] }) => {
  self.onmessage = null;
  port = asks;
  port.onmessage = async ({ data }) => {
    await attempt(() => HANDLERS[data.type](data), !AFTER_START.has(data.type));
    ahead.heard = performance.now();
  };
  downloads.onmessage = ({ data }) => FROM_HELPER[data.type](data);
};
