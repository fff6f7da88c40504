import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** Chromium on this machine: what `AMNL_CHROMIUM` names, or one of the usual places. */
export const CHROMIUM: string | undefined = process.env['AMNL_CHROMIUM'] ?? PLACES.find((path) => existsSync(path));

/** Starts Chromium so that it talks to nobody of its own accord. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
