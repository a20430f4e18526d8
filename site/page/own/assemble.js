// Turns a kernel's text into WebAssembly; the assembler is fetched with the first text.
import { manifest } from "../manifest.js";

// The manifest names files seen from the page; this module lies three folders deeper.
const page = new URL("../../../", import.meta.url);
let fetched = null;

// The module of a WebAssembly text, as bytes.
export async function assemble(text) {
  fetched ??= import(new URL(manifest.assets.watr.url, page).href);
  let assembler;
  try {
    assembler = await fetched;
  } catch {
    fetched = null;
    throw new Error("The assembler could not be loaded; check the network and run again.");
  }
  return assembler.compile(text);
}
