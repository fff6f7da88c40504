// Strangers: folders of real files, copied out of every workspace, installed from the registry, and run.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../run/command.mjs';
import { CHROMIUM } from '../../vitest/chromium.mjs';
import { installManifest, runScript } from './managers.mjs';
import { withVersions } from './manifests.mjs';

const folder = fileURLToPath(new URL('../consumers/', import.meta.url));

/**
 * @typedef {import('./arguments.mjs').Manager} Manager
 * @typedef {import('./rehearsal.mjs').Rehearsal} Rehearsal
 */

/** Consumers whose `check` script is run on every Node. */
export const CONSUMERS = ['plain-js', 'strict-ts', 'third-party-plugin', 'commonjs', 'browser', 'cli'];

/** Why a consumer cannot run on this machine. @param {string} name @returns {string | undefined} */
const impossible = (name) =>
  name === 'browser' && CHROMIUM === undefined ? 'no Chromium found; AMNL_CHROMIUM may name one' : undefined;

/**
 * A fresh copy of a consumer, with the ranges that installing today's versions would write.
 * @param {string} name @param {string} target @param {ReadonlyMap<string, string>} versions
 */
export async function copyConsumer(name, target, versions) {
  await cp(join(folder, name), target, { recursive: true });
  const path = join(target, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, `${JSON.stringify(withVersions(manifest, versions), null, 2)}\n`);
  await writeFile(join(target, 'yarn.lock'), ''); // tells yarn that this is a project of its own
}

/**
 * One consumer with one package manager: installed once, built once, checked on every Node.
 * @param {Rehearsal} rehearsal @param {string} name @param {Manager} manager
 */
export async function runConsumer({ ledger, temp, versions, nodes, environment }, name, manager) {
  const cell = (/** @type {string} */ node) => ({ name, manager, node });
  const reason = impossible(name);
  if (reason !== undefined) return ledger.skip(cell('install'), reason);
  const cwd = join(temp, 'consumers', `${name}-${manager}`);
  await mkdir(cwd, { recursive: true });
  const env = (/** @type {number} */ node) => ({
    ...environment(node),
    ...(CHROMIUM && { CHROMIUM, PLAYWRIGHT_CORE: createRequire(import.meta.url).resolve('playwright-core') }),
  });
  const [first = 0] = nodes;
  const installed = await ledger.record(cell('install'), async () => {
    await copyConsumer(name, cwd, versions);
    await run(installManifest(manager), { cwd, env: env(first) });
    const { scripts } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'));
    if (scripts.build) await run(runScript(manager, 'build'), { cwd, env: env(first) });
  });
  for (const node of nodes) {
    if (!installed) ledger.skip(cell(String(node)), 'not installed');
    else
      await ledger.record(cell(String(node)), async () => {
        const { output } = await run(runScript(manager, 'check'), { cwd, env: env(node) });
        return lastLine(output);
      });
  }
}

/** @param {string} output */
function lastLine(output) {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/^Done in /.test(line) && !line.startsWith('➤')).at(-1) ?? '';
}
