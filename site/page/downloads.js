// Fetches, unpacks and compiles beside Python's worker, which is busy with its own scripts then.
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
  postMessage({}); // the page waits for this moment
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

  async function compiled(asset) {
    const response = unpacked(await packed(asset), "application/wasm");
    await mayCompile.promise;
    const content = await WebAssembly.compileStreaming(response);
    send(FROM_DOWNLOADS.FILE, { name: "wasm", content });
  }

  async function file(name, asset, before) {
    const bytes = await new Response(await packed(asset)).blob();
    // Python waits for the module first, and this thread can unpack only one thing at a time.
    await before;
    const content = await unpacked(bytes.stream(), "application/octet-stream").arrayBuffer();
    send(FROM_DOWNLOADS.FILE, { name, content }, [content]);
  }

  const failed = (error) => send(FROM_DOWNLOADS.ERROR, { message: error.message });
  const first = compiled(wasm);
  const all = [first, file("stdlib", stdlib, first), file("core", core, first)];
  for (const work of all) work.catch(failed);
  Promise.allSettled(all).then(() => close());
}

function unpacked(stream, type) {
  const plain = stream.pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain, { headers: { "Content-Type": type } });
}
