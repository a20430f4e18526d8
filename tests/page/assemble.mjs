// Assembles texts with the page's own module: reads {page, texts} as JSON, writes base64 of each.
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { page, texts } = JSON.parse(readFileSync(0, "utf8"));
const { assemble } = await import(pathToFileURL(page).href);
const answers = [];
for (const text of texts) {
  const answer = await assemble(text).then(
    (bytes) => ({ binary: Buffer.from(bytes).toString("base64") }),
    (error) => ({ error: error.message }),
  );
  answers.push(answer);
}
const out = Buffer.from(JSON.stringify(answers));
for (let at = 0; at < out.length; ) at += writeSync(1, out, at);
