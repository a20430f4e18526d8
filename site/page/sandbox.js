// The one script of the frame in which Python lives, see python.js: makes its worker of a text.
onmessage = ({ source, data, ports: [page, downloads, trouble] }) => {
  if (source !== parent) return;
  onmessage = null;
  try {
    const url = URL.createObjectURL(new Blob([data], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.onerror = ({ message }) => trouble.postMessage(message ?? "");
    worker.postMessage(null, [page, downloads]);
  } catch (error) {
    trouble.postMessage(error.message);
  }
};
