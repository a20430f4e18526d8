// Brings all files of a version into its cache, whole or not at all: what counts is only what is,
// to the byte, what the list of files says, and nothing is served before all of it is there.
import { handsRest } from "./hands.js";
import { ask, cachesFor, fault, makeCurrent, NotKept, PREFIX, SCOPE, WHY } from "./kept.js";

const AT_ONCE = 4;
const CONTENT_IN_NAME = /\.[0-9a-f]{12}[./]/;

// Works while the visitor's hands rest. Takes up what an interrupted visit has left, takes over
// what other versions have, and mends what is damaged. `told` hears of the share, in bytes, as
// soon as something is missing. Returns how many files had to be fetched.
export function keep(list, told) {
  return navigator.locks.request(`${PREFIX}keeping`, () => fill(list, told));
}

async function fill(list, told) {
  const { cache, sources } = await cachesFor(list.version);
  const waiting = [...list.files];
  let [done, fetched] = [0, 0];
  async function work() {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      await handsRest();
      if (!(await isKept(cache, sources, file))) {
        fetched += 1;
        told(done / list.size);
        await cache.put(SCOPE + file[0], await download(file));
      }
      done += file[1];
      if (fetched > 0) told(done / list.size);
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failure = workers.find(({ status }) => status === "rejected");
  if (failure) throw failure.reason;
  await makeCurrent(cache, list);
  return fetched;
}

// A file that has not changed has its name in every version.
async function isKept(cache, sources, file) {
  const url = SCOPE + file[0];
  for (const source of [cache, ...sources]) {
    const response = await source.match(url);
    if (!response) continue;
    const sound = await verified(response, file);
    if (sound && source !== cache) await cache.put(url, sound);
    if (sound) return true;
    if (source === cache) await cache.delete(url);
  }
  return false;
}

// What the page has loaded itself is in the browser's own cache. A copy there, or of a host on the
// way, may be of another version; then the host is asked itself.
async function download(file) {
  const [path] = file;
  const named = CONTENT_IN_NAME.test(path);
  for (const cache of [named ? "default" : "no-cache", "reload"]) {
    const response = await ask(SCOPE + path, { cache, priority: "low" });
    const why = fault(response);
    if (why) throw new NotKept(why === WHY.GONE ? WHY.UNFIT : why, `${path}: ${response.status}`);
    const sound = await verified(response, file);
    if (sound) return sound;
  }
  throw new NotKept(WHY.UNFIT, `${path} is not what the list of files says.`);
}

// The same response, to be read anew, if its content is the file's; else null.
async function verified(response, [, size, sha256]) {
  const broken = () => Promise.reject(new NotKept(WHY.NO_ANSWER, "The line has broken."));
  const content = await response.arrayBuffer().catch(broken);
  if (content.byteLength !== size) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const headers = { "Content-Type": response.headers.get("Content-Type") ?? "" };
  return hex === sha256 ? new Response(content, { headers }) : null;
}
