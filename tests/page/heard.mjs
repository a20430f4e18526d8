// What the page takes of Python's words: reads {roster, builtIn, shapes, models, messages, answers,
// patches} as JSON, and writes for each of the three what is taken, or {refused: the sentence}.
import { readFileSync } from "node:fs";

const page = new URL("../../site/page/", import.meta.url);
const [{ readAnswer, readMessage, Refused }, { PatchReader }] = await Promise.all(
  ["heard", "patch"].map((name) => import(new URL(`${name}.js`, page))),
);
const given = JSON.parse(readFileSync(0, "utf8"));
const reader = new PatchReader(given.shapes);
// The models of the page's document, by their names.
const document = { get_model_by_id: (id) => given.models[id] && { type: given.models[id] } };

// What JSON cannot say.
function revived(message) {
  if (message?.buffers) message.buffers = new Map(Object.entries(message.buffers));
  if (message?.bytes === "bytes") message.bytes = new Uint8Array(3);
  return message;
}

function tried(action) {
  try {
    return { taken: action() };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { refused: error.message };
  }
}

const isBuiltIn = (name) => given.builtIn.includes(name);
process.stdout.write(JSON.stringify({
  messages: given.messages.map((one) => tried(() => readMessage(revived(one)).type)),
  answers: given.answers.map((one) => tried(() => readAnswer(one, given.roster, isBuiltIn).ok)),
  patches: given.patches.map((one) => tried(() => reader.read(one, document))),
  polluted: "polluted" in {},
}));
