import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** Chromium on this machine: what `AMNL_CHROMIUM` names, or one of the usual places. */
export const CHROMIUM: string | undefined = process.env['AMNL_CHROMIUM'] ?? PLACES.find((path) => existsSync(path));

/** Starts Chromium so that it talks to nobody of its own accord; WebGL is computed by the processor. */
export function launch(): Promise<Browser> {
  const quiet = ['quic', 'background-networking', 'component-update', 'sync'].map((what) => `--disable-${what}`);
  return chromium.launch({
    executablePath: CHROMIUM!,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet],
  });
}
