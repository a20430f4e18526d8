// Turns a kernel's text into WebAssembly; the assembler is fetched with the first text.
import { manifest } from "../manifest.js";
import { site } from "../place.js";

let fetched = null;
// The text that was assembled last.
let last = { text: null, bytes: null };

// The module of a WebAssembly text, as bytes.
export function assemble(text) {
  if (text === last.text) return last.bytes;
  const bytes = assembled(text);
  last = { text, bytes };
  bytes.catch(() => (last = { text: null, bytes: null })); // the next one tries again
  return bytes;
}

async function assembled(text) {
  fetched ??= import(new URL(manifest.assets.watr.url, site).href);
  let assembler;
  try {
    assembler = await fetched;
  } catch {
    fetched = null;
    throw new Error("The assembler could not be loaded; check the network and run again.");
  }
  return assembler.compile(text);
}
