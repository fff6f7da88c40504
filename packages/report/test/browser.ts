import { type Browser, chromium } from 'playwright-core';
import { LAUNCH } from '../../../tools/vitest/chromium.mjs';

export { CHROMIUM } from '../../../tools/vitest/chromium.mjs';

/** Starts Chromium. */
export function launch(): Promise<Browser> {
  return chromium.launch(LAUNCH);
}
