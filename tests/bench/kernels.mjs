// Runs one export of a WebAssembly module as often as it is asked to: a line of standard input is
// a job, the answer is the milliseconds that it took, copying in and out included.
//
//   node kernels.mjs FOLDER
//
// KEY.wasm is the module, KEY.bin what its memory begins with, KEY.json the export, its arguments
// and the blocks of numbers that are read: {name, arguments, pages, read: [[address, count], ...]}.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const folder = process.argv[2];
const jobs = new Map();

function prepared(key) {
  const module = new WebAssembly.Module(readFileSync(`${folder}/${key}.wasm`));
  const { exports } = new WebAssembly.Instance(module);
  const job = JSON.parse(readFileSync(`${folder}/${key}.json`, "utf8"));
  const image = new Uint8Array(readFileSync(`${folder}/${key}.bin`));
  exports.memory.grow(Math.max(0, job.pages - exports.memory.buffer.byteLength / 65536));
  return () => {
    const start = performance.now();
    new Uint8Array(exports.memory.buffer, 0, image.length).set(image);
    exports[job.name](...job.arguments.map((x) => x ?? NaN));
    const read = job.read.map(([address, count]) =>
      new Float64Array(exports.memory.buffer, address, count).slice(),
    );
    const milliseconds = performance.now() - start;
    return { milliseconds, sum: read[0].reduce((total, x) => total + x, 0) };
  };
}

for await (const key of createInterface({ input: process.stdin })) {
  if (!jobs.has(key)) jobs.set(key, prepared(key));
  console.log(JSON.stringify(jobs.get(key)()));
}
