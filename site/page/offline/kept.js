// Where the files of the site's versions are kept, and what is served of them.
// A version's cache also holds its list of files once it is complete. Nothing is kept of others.

// The site's own address, as in place.js, which this folder must not need.
export const SCOPE = new URL("../../../", import.meta.url).href;
// These four as in sw.js, which cannot import: its address must not change with the version.
export const PREFIX = `spiking ${SCOPE} `;
const LIST = `${SCOPE}offline.json`;
const CURRENT = `${SCOPE}current`;
const cacheOf = (version) => PREFIX + version;

const channel = new BroadcastChannel(PREFIX);

// Calls `heard` with the version whenever a page, another one too, has made one current; with null
// if nothing is kept any more.
export function onCurrent(heard) {
  channel.onmessage = ({ data }) => heard(data);
}

// Why nothing, or nothing new, could be kept; line.js has the words for it.
export const WHY = Object.freeze({
  GONE: "gone", //         the host is there, and has this site no more
  PORTAL: "portal", //     a network answers in the host's place
  UNWELL: "unwell", //     the host cannot answer now
  UNFIT: "unfit", //       files that the list names are missing, or others than it says
  FULL: "full", //         the browser has no room
  NO_ANSWER: "no answer", // there is no network
});

export class NotKept extends Error {
  constructor(why, about) {
    super(about);
    this.why = why;
  }
}

// What is wrong with an answer of the host, null if nothing is: of its status, and whether it sends
// elsewhere, which no host of this site does but a network that wants to be signed in to.
export function fault({ status, type, ok }) {
  if (type === "opaqueredirect" || status === 511) return WHY.PORTAL;
  if (ok) return null;
  return status >= 500 || status === 429 || status === 408 ? WHY.UNWELL : WHY.GONE;
}

// An answer, or why there is none; one that leads elsewhere is not followed.
export async function ask(url, options) {
  const asked = fetch(url, { redirect: "manual", ...options });
  return asked.catch(() => Promise.reject(new NotKept(WHY.NO_ANSWER, `${url}: no answer`)));
}

// The list of the version that the host has now; without a network, of the one that is current.
export async function newestList() {
  const response = await ask(LIST, { cache: "no-cache" });
  const why = fault(response);
  // Only these two say that there is nothing; with all others, 401 and 403 among them, it may be
  // the network's own word, and what is kept must not go because of that.
  const isGone = response.status === 404 || response.status === 410;
  if (why) {
    throw new NotKept(why === WHY.GONE && !isGone ? WHY.PORTAL : why, `${LIST}: ${response.status}`);
  }
  const list = await response.json().catch(() => null);
  if (!Array.isArray(list?.files)) throw new NotKept(WHY.PORTAL, `${LIST} is no list of files`);
  return list;
}

// Ends the keeping: nothing is served any more from here.
export function end() {
  return navigator.locks.request(`${PREFIX}keeping`, async () => {
    const registration = await navigator.serviceWorker.getRegistration(SCOPE);
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
    // The one that names the current version first: without it nothing is served.
    for (const name of names.sort()) await caches.delete(name);
    channel.postMessage(null);
    await registration?.unregister();
  });
}

export async function register() {
  const script = `${SCOPE}sw.js`;
  try {
    const registration = await navigator.serviceWorker.register(script, { scope: SCOPE });
    if (!registration) throw new Error("No service worker can be had.");
  } catch (error) {
    const response = await ask(script, { cache: "no-cache" });
    if (fault(response)) throw new NotKept(WHY.UNFIT, `${script}: ${response.status}`);
    throw error;
  }
}

export async function current() {
  const pointer = await (await caches.open(PREFIX)).match(CURRENT);
  return pointer ? pointer.text() : null;
}

// The cache of a version, and those of all others.
export async function cachesFor(version) {
  const own = cacheOf(version);
  const others = (await allCaches()).filter((name) => name !== own);
  const [cache, ...sources] = await Promise.all([own, ...others].map((name) => caches.open(name)));
  return { cache, sources };
}

export async function makeCurrent(cache, list) {
  const headers = { "Content-Type": "application/json" };
  await cache.put(LIST, new Response(JSON.stringify(list), { headers }));
  await (await caches.open(PREFIX)).put(CURRENT, new Response(list.version));
  channel.postMessage(list.version);
}

// As long as a page lasts, the files of its version do. A page that the browser puts aside for
// the way back must hold nothing.
export function hold(version) {
  let release = () => {};
  const take = () => {
    const held = new Promise((resolve) => (release = resolve));
    navigator.locks.request(cacheOf(version), { mode: "shared" }, () => held).catch(() => {});
  };
  take();
  addEventListener("pagehide", () => release());
  addEventListener("pageshow", ({ persisted }) => persisted && take());
}

// Drops the versions that are neither current nor held by any page.
export async function sweep() {
  const { held } = await navigator.locks.query();
  const wanted = new Set(held.map(({ name }) => name)).add(cacheOf(await current()));
  const unwanted = (await allCaches()).filter((name) => !wanted.has(name));
  await Promise.all(unwanted.map((name) => caches.delete(name)));
}

async function allCaches() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== PREFIX);
}
