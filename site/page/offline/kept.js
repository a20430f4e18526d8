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

// Calls `heard` with the version whenever a page, another one too, has made one current.
export function onCurrent(heard) {
  channel.onmessage = ({ data }) => heard(data);
}

// The list of the version that the host has now; without a network, of the one that is current.
export async function newestList() {
  const response = await fetch(LIST, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${LIST} could not be loaded (${response.status}).`);
  return response.json();
}

export async function register() {
  const registration = await navigator.serviceWorker.register(`${SCOPE}sw.js`, { scope: SCOPE });
  if (!registration) throw new Error("No service worker can be had.");
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
