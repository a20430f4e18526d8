// A model of one's own in a link: its text, packed, behind the #. It is never sent to any host.

// Longer texts are refused, so that a small link cannot unpack to something huge.
export const LONGEST_TEXT = 50_000; // bytes
// What mail and chat programs still take for one link.
export const LONGEST_HASH = 16_000; // characters

const KEY = "#own=";
const BROKEN = "The model in this link cannot be read; the link may have been cut off.";
const TOO_LONG = `The model in this link is longer than ${LONGEST_TEXT / 1000} kB and was not read.`;

/** Whether what stands behind the # of an address is a model. */
export const holdsModel = (hash) => hash.startsWith(KEY);

/** What stands behind the # for a text, the # included; null if it is too long for a link. */
export async function pack(text) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > LONGEST_TEXT) return null;
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const hash = KEY + toBase64(new Uint8Array(await new Response(packed).arrayBuffer()));
  return hash.length > LONGEST_HASH ? null : hash;
}

/** The text of a model that a link holds; an Error with a sentence if it cannot be read. */
export async function unpack(hash) {
  let bytes;
  try {
    bytes = fromBase64(hash.slice(KEY.length));
  } catch {
    throw new Error(BROKEN);
  }
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const text = new TextDecoder("utf-8", { fatal: true });
  const parts = [];
  for (let size = 0, reader = plain.getReader(); ; ) {
    const { done, value } = await reader.read().catch(() => Promise.reject(new Error(BROKEN)));
    if (done) break;
    size += value.length;
    if (size > LONGEST_TEXT) {
      reader.cancel().catch(() => {}); // nobody waits for it
      throw new Error(TOO_LONG);
    }
    parts.push(decoded(text, value));
  }
  parts.push(decoded(text));
  const whole = parts.join("");
  if (!whole.trim()) throw new Error(BROKEN);
  return whole;
}

function decoded(decoder, bytes) {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch {
    throw new Error(BROKEN);
  }
}

// Base64 with the characters that an address may hold.
function toBase64(bytes) {
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text) {
  if (!/^[\w-]+$/.test(text)) throw new Error("not base64url");
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
