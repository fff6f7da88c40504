import { existsSync } from 'node:fs';

/** The places of packages/report/test/browser.ts. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** Chromium on this machine: what `AMNL_CHROMIUM` names, or one of the usual places. */
export const CHROMIUM = process.env['AMNL_CHROMIUM'] || PLACES.find((path) => existsSync(path));
