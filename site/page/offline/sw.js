// The service worker: answers from the files that keep.js has kept, never downloads any itself.
// It lies beside index.html and knows no version, so it stays the same from one to the next.

// As in keep.js. A scope ends where a blank begins, so no other site of this origin is touched.
const PREFIX = `spiking ${registration.scope} `;
const LIST = `${registration.scope}offline.json`;
const CURRENT = `${registration.scope}current`;
// What is larger is compressed, with a sum of its own, and is read as it comes.
const VERIFIED_BYTES = 1_500_000;

// What is kept is looked up anew for every page that opens, and when keep.js has changed it.
let known = null;
new BroadcastChannel(PREFIX).onmessage = () => (known = null);

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  if (request.mode === "navigate") known = null;
  event.respondWith(answer(request));
});

async function answer(request) {
  const key = place(request.url);
  const page = request.mode === "navigate";
  // The list tells of a new version, and keep.js asks past the caches for what it mends.
  if (key === LIST || (!page && request.cache !== "default")) {
    return fetch(request).catch(async (error) => {
      const response = await kept(key);
      if (!response) throw error;
      return response;
    });
  }
  return (await kept(key, page)) ?? fetch(request);
}

// The file that an address stands for: what a query says is for the page to read.
function place(address) {
  const { origin, pathname } = new URL(address);
  return origin + (pathname.endsWith("/") ? `${pathname}index.html` : pathname);
}

// Pages are of the current version only. All else has a name that tells its content, so what the
// current version lacks may be another one's, for a page that was opened with that.
async function kept(key, page = false) {
  known ??= lookUp();
  const versions = await known.catch(() => []);
  for (const version of page ? versions.slice(0, 1) : versions) {
    const response = await version.cache.match(key).catch(() => null);
    const sound = response && (await verified(version, key, response));
    if (sound) return sound;
  }
  return null;
}

// The versions that are complete, the current one first; none if none is current.
async function lookUp() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const pointer = names.includes(PREFIX) && (await (await caches.open(PREFIX)).match(CURRENT));
  if (!pointer) return [];
  const current = PREFIX + (await pointer.text());
  const others = names.filter((name) => name !== PREFIX && name !== current);
  const versions = await Promise.all([current, ...others].map(open));
  return versions[0] ? versions.filter(Boolean) : [];
}

async function open(name) {
  const cache = await caches.open(name);
  const list = await cache.match(LIST);
  if (!list) return null;
  const { files } = await list.json();
  const small = files.filter(([, size]) => size <= VERIFIED_BYTES);
  const sums = small.map(([path, , sha256]) => [registration.scope + path, sha256]);
  return { cache, sums: new Map(sums) };
}

// The response, if it is what the list says; else the file is given up, and comes from the
// network again.
async function verified({ cache, sums }, key, response) {
  const sum = sums.get(key);
  if (!sum) return response;
  const content = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex === sum) return new Response(content, { headers: response.headers });
  await cache.delete(key);
  return null;
}
