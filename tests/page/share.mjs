// Answers the tests of what is shared and kept: reads {roster, requests} as JSON, writes the
// answers.
import { readFileSync } from "node:fs";

const page = new URL("../../site/page/", import.meta.url);
const load = (name) => import(new URL(`${name}.js`, page));
const hash = await load("share/hash");
const { describe, fileStem } = await load("share/describe");
const { samplesCsv, spikesCsv } = await load("keep/csv");

const { roster, requests } = JSON.parse(readFileSync(0, "utf8"));

const CALLS = {
  pack: ({ text }) => hash.pack(text),
  unpack: ({ hash: packed }) => hash.unpack(packed),
  describe: ({ state }) => describe(state, roster),
  fileStem: ({ state }) => fileStem(state),
  samplesCsv: ({ run, input, model, told = roster.models[model], comments }) =>
    samplesCsv(run, input, told, comments),
  spikesCsv: ({ run, model, told = roster.models[model], comments }) =>
    spikesCsv(run, told, comments),
};

const answers = [];
for (const { call, ...asked } of requests) {
  try {
    answers.push({ answer: await CALLS[call](asked) });
  } catch (error) {
    answers.push({ error: error.message });
  }
}
process.stdout.write(JSON.stringify(answers));
