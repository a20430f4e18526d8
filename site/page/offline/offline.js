// Makes the page work without a network from the second visit on. Nothing here is needed by the
// page, and nothing of it happens before Python is up; where it cannot work, nothing is said.
import { reached } from "./begin.js";
import { longRest } from "./hands.js";
import { keep } from "./keep.js";
import { current, hold, newestList, onCurrent, register, sweep } from "./kept.js";
import { Line, Note } from "./line.js";

// Of the page, written by the build: its version, and about how many bytes all files have.
const [own, about] = document.querySelector("meta[name=spiking-version]").content.split(" ");
const BETWEEN_CHECKS_MS = 600_000;

const line = new Line(document.getElementById("offline"));
const note = new Note(document);
let last = 0;
let checking = false;

const newIsReady = () => note.show("A new version is ready.");

const isWell = () =>
  document.documentElement.dataset.spiking === "python" && document.getElementById("error").hidden;

// Looks for a new version, and after what is kept of the page's own.
async function check() {
  if (checking || !navigator.onLine) return;
  checking = true;
  last = performance.now();
  try {
    await bring(await newestList());
  } catch {
    // Without a network, or room: what is missing is taken up by the next visit.
    line.waiting(about);
  } finally {
    checking = false;
  }
}

async function bring(list, accepted = false) {
  const isNew = list.version !== own;
  const wasKept = (await current()) === list.version;
  if (navigator.connection?.saveData && !accepted && !wasKept) {
    line.offer(list.size, isNew, () => bring(list, true).catch(() => line.waiting(list.size)));
    return;
  }
  const fetched = await keep(list, (share) => line.keeping(list.size, share));
  // The files of other versions go when a page of the current one looks, and no other page.
  if (!isNew) await sweep();
  line.ready();
  if (isNew) newIsReady();
  else if (wasKept && fetched > 0 && !isWell()) {
    note.show("A file that was kept for offline use was damaged, and has been mended.");
  }
}

async function begin() {
  line.waiting(about);
  hold(own);
  onCurrent((version) => version !== own && newIsReady());
  await reached("python");
  await longRest();
  try {
    await register();
  } catch {
    line.nothing();
    return;
  }
  addEventListener("online", check);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && performance.now() - last > BETWEEN_CHECKS_MS) check();
  });
  await check();
}

begin();
