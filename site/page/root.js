// The site's own address: the manifest names files seen from there. These modules lie two folders
// deeper; built, those of this folder's folders have been bundled with them.
export const root = new URL("../../", import.meta.url);
