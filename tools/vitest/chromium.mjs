import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** Chromium on this machine: what `AMNL_CHROMIUM` names, or one of the usual places; undefined if there is none. */
export const CHROMIUM = process.env['AMNL_CHROMIUM'] || PLACES.find((path) => existsSync(path));

/** Options of Playwright's `launch`: it talks to nobody of its own accord. */
export const LAUNCH = {
  ...(CHROMIUM && { executablePath: CHROMIUM }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
