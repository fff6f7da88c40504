import type { DownloadProgress } from '@amnl/data-cmapss/node';
import { tell } from '../terminal/terminal.js';

/** Tells how far a download is: a line when it starts and at every quarter, so that logs stay readable. */
export function downloadProgress(): (progress: DownloadProgress) => void {
  let told = '';
  return ({ phase, url, received, total }) => {
    if (phase === 'failed') return; // if no other address delivers, all reasons are told at the end
    const quarter = Math.floor((4 * received) / total);
    const state = `${phase} ${url} ${quarter}`;
    if (state === told) return;
    told = state;
    if (phase === 'download') tell(`downloading ${url}: ${25 * quarter} % of ${(total / 1e6).toFixed(1)} MB`);
    if (phase === 'unpack') tell('checking checksums and unpacking');
  };
}
