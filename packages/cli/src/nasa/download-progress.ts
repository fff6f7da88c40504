import type { DownloadProgress } from '@amnl/data-cmapss/node';
import { inform } from '../terminal/terminal.js';

/** Tells how far a download is: a line when it starts and at every quarter, so that logs stay readable. */
export function downloadProgress(): (progress: DownloadProgress) => void {
  let shown = '';
  return ({ phase, url, received, total }) => {
    if (phase === 'failed') return; // if no other address works, all reasons are reported at the end
    const quarter = Math.floor((4 * received) / total);
    const state = `${phase} ${url} ${quarter}`;
    if (state === shown) return;
    shown = state;
    if (phase === 'download') inform(`downloading ${url}: ${25 * quarter} % of ${(total / 1e6).toFixed(1)} MB`);
    if (phase === 'unpack') inform('checking checksums and unpacking');
  };
}
