// Bundles: many files in one download, written straight into Python's file system.
// Layout: length of the index (4 bytes, little-endian), index as JSON [[path, size], ...], files.

export function unpack(FS, root, buffer) {
  const bytes = new Uint8Array(buffer);
  let start = 4 + new DataView(buffer).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)));
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
