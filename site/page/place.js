// The site's own address: the manifest names files seen from there. This module lies two folders
// deeper, and so do those into which it is bundled. offline/kept.js has one of its own.
export const site = new URL("../../", import.meta.url);
