// Makes the page work without a network from the second visit on. Nothing here is needed by the
// page, and nothing of it happens before Python is up; where it cannot work, nothing is said.
import { reached } from "./begin.js";
import { longRest } from "./hands.js";
import { keep } from "./keep.js";
import { current, end, hold, newestList, onCurrent, register, sweep, WHY } from "./kept.js";
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
  } catch (error) {
    await failed(error);
  } finally {
    checking = false;
  }
}

// What is missing is taken up by the next visit, unless there is nothing to be had any more.
async function failed(error) {
  console.info(error.message);
  const why = error.name === "QuotaExceededError" ? WHY.FULL : error.why;
  const isKept = (await current()) !== null;
  if (why === WHY.GONE) await end();
  if (why === WHY.GONE && isKept) ended();
  else if (why) line.failed(why, about, isKept);
  else if (isKept) line.ready();
  else line.nothing(); // it cannot work in this browser
}

function ended() {
  line.say("Not kept for offline use any more.");
  note.show(
    "The host has this site no more: it was moved or withdrawn. What this browser had kept of it " +
      "has been deleted; this page works until it is closed.",
  );
}

async function bring(list, accepted = false) {
  const isNew = list.version !== own;
  const wasKept = (await current()) === list.version;
  if (navigator.connection?.saveData && !accepted && !wasKept) {
    line.offer(list.size, isNew, () => bring(list, true).catch(failed));
    return;
  }
  await register();
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
  if ((await current()) === own) line.ready();
  else line.waiting(about);
  hold(own);
  onCurrent((version) => {
    if (version === null) ended();
    else if (version !== own) newIsReady();
  });
  await reached("python");
  await longRest();
  addEventListener("online", check);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && performance.now() - last > BETWEEN_CHECKS_MS) check();
  });
  await check();
}

begin();
