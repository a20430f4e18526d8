// Fetches and unpacks what Python starts from, and hands it over; it hears nothing of Python's.
import { manifest } from "./manifest.js";
import { FROM_DOWNLOADS } from "./messages.js";
import { site } from "./place.js";

const { wasm, stdlib, core } = manifest.assets;
const total = wasm.size + stdlib.size + core.size; // in the bytes that travel
let received = 0;

// The page draws its figures first; on a slow line Python's module is not there before anyway.
const LONGEST_MS = 1000;
const mayCompile = Promise.withResolvers();
setTimeout(mayCompile.resolve, LONGEST_MS);

onmessage = ({ data: { port } }) => (port ? start(port) : mayCompile.resolve());

function start(port) {
  const send = (type, content, transfer = []) => port.postMessage({ type, ...content }, transfer);

  async function packed({ url }) {
    const answer = await fetch(new URL(url, site));
    if (!answer.ok) throw new Error(`${answer.url} could not be loaded (${answer.status}).`);
    const counted = new TransformStream({
      transform(chunk, controller) {
        received += chunk.byteLength;
        send(FROM_DOWNLOADS.PROGRESS, { done: Math.min(1, received / total) });
        controller.enqueue(chunk);
      },
    });
    return answer.body.pipeThrough(counted);
  }

  async function file(name, asset, before, after) {
    const bytes = await new Response(await packed(asset)).blob();
    // Python waits for its module first, and this thread can unpack only one thing at a time.
    await before;
    const plain = bytes.stream().pipeThrough(new DecompressionStream("gzip"));
    const content = await new Response(plain).arrayBuffer();
    await after;
    send(FROM_DOWNLOADS.FILE, { name, content }, [content]);
  }

  const failed = (error) => send(FROM_DOWNLOADS.ERROR, { message: error.message });
  const first = file("wasm", wasm, null, mayCompile.promise);
  const all = [first, file("stdlib", stdlib, first), file("core", core, first)];
  for (const work of all) work.catch(failed);
  Promise.allSettled(all).then(() => close());
}
