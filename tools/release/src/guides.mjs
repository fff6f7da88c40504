// The two ways in which a stranger starts a plugin: copying the guide, and `npm create amnl-plugin`.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {import('./arguments.mjs').Manager} Manager
 * @typedef {import('./rehearsal.mjs').Rehearsal} Rehearsal
 */

/** Names for `--only`, with the module and the function that follows each. */
const GUIDES = {
  guide: { file: new URL('../guide/follow.mjs', import.meta.url), follow: 'followGuide' },
  create: { file: new URL('../guide/create.mjs', import.meta.url), follow: 'followCreate' },
};
/** Names for `--only`. */
export const GUIDE_NAMES = /** @type {(keyof typeof GUIDES)[]} */ (Object.keys(GUIDES));

/**
 * @param {Rehearsal} rehearsal @param {keyof typeof GUIDES} name @param {Manager} manager
 */
export async function runGuide({ ledger, temp, registry, npmrc, nodes, binaries, environment }, name, manager) {
  const { file, follow } = GUIDES[name];
  for (const node of nodes) {
    const cell = { name, manager, node: String(node) };
    if (!existsSync(fileURLToPath(file))) ledger.skip(cell, `${fileURLToPath(file)} is not there`);
    else {
      const folder = join(temp, 'consumers', `${name}-${manager}-${node}`);
      await mkdir(folder, { recursive: true });
      await ledger.record(cell, async () => {
        const module = await import(file.href);
        const env = environment(node);
        await module[follow]({ registry, npmrc, packageManager: manager, node: binaries.get(node), folder, env });
      });
    }
  }
}
