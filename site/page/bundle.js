// Bundles: many files in one compressed download, written straight into Python's file system.
// Layout: length of the index (4 bytes, little-endian), index as JSON [[path, size], ...], files.

export async function readBundle(response) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { index, bytes, start: 4 + length };
}

export function unpack(FS, root, { index, bytes, start }) {
  const folders = new Set();
  for (const [path, size] of index) {
    const full = `${root}/${path}`;
    const folder = full.slice(0, full.lastIndexOf("/"));
    if (!folders.has(folder)) {
      FS.mkdirTree(folder);
      folders.add(folder);
    }
    FS.writeFile(full, bytes.subarray(start, start + size), { canOwn: true });
    start += size;
  }
}

// Downloads with a common progress, counted in the bytes that travel.
export class Downloads {
  constructor(report) {
    this.report = report;
    this.total = 0;
    this.received = 0;
  }

  async response({ url, size }, type) {
    this.total += size;
    const answer = await fetch(url);
    if (!answer.ok) {
      throw new Error(`${url} could not be loaded (${answer.status}).`);
    }
    const counted = answer.body.pipeThrough(
      new TransformStream({
        transform: (chunk, controller) => {
          this.received += chunk.byteLength;
          this.report(Math.min(1, this.received / this.total));
          controller.enqueue(chunk);
        },
      }),
    );
    const plain = counted.pipeThrough(new DecompressionStream("gzip"));
    return new Response(plain, { headers: { "Content-Type": type } });
  }
}
