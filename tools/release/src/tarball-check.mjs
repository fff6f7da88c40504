// What lies in the published tarballs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StepFailed } from '../../run/command.mjs';
import { fetchTarballs } from './publish.mjs';

/** @typedef {import('./rehearsal.mjs').Rehearsal} Rehearsal */

const checks = new URL('../tarballs/index.mjs', import.meta.url);

/** @param {Rehearsal} rehearsal */
export async function runTarballCheck({ ledger, temp, versions, registry, say }) {
  const cell = { name: 'tarballs', manager: '', node: 'check' };
  if (!existsSync(fileURLToPath(checks))) return ledger.skip(cell, `${fileURLToPath(checks)} is not there`);
  await ledger.record(cell, async () => {
    const folder = join(temp, 'tarballs');
    await fetchTarballs(versions, registry, folder);
    const { checkTarballs, tarballTable } = await import(checks.href);
    const { rows, problems } = await checkTarballs(folder);
    if (tarballTable) say(tarballTable(rows));
    if (problems.length > 0)
      throw new StepFailed(problems.map((/** @type {string} */ text) => `    ${text}`).join('\n'));
    return `${rows.length} tarballs`;
  });
}
