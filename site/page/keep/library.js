// Matplotlib's files for Python, fetched and unpacked when somebody wants the first figure.

const MB = 1e6;

/**
 * The unpacked bundle, an ArrayBuffer. `asset` is its address and its size as it travels; `tell`
 * hears how far it is, as a sentence.
 */
export async function fetchLibrary({ url, size }, tell) {
  const failed = "Matplotlib could not be loaded";
  const response = await fetch(url).catch(() => {
    throw new Error(`${failed}; is there a network?`);
  });
  if (!response.ok) throw new Error(`${failed} (${response.status}).`);
  let received = 0;
  const counted = new TransformStream({
    transform(chunk, controller) {
      received += chunk.byteLength;
      const [done, all] = [received, size].map((bytes) => (bytes / MB).toFixed(1));
      tell(`Loading Matplotlib … ${done} of ${all} MB`);
      controller.enqueue(chunk);
    },
  });
  const plain = response.body.pipeThrough(counted).pipeThrough(new DecompressionStream("gzip"));
  try {
    return await new Response(plain).arrayBuffer();
  } catch {
    throw new Error(`${failed}; the connection was cut.`);
  }
}
