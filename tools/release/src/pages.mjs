// What the pages say about installing: every `npm install …`, and the examples as they are copied out.
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { allBlocks } from '../../check/src/blocks.mjs';
import { commandsOf } from '../../check/src/commands/lines.mjs';
import { run } from '../../run/command.mjs';
import { root } from './release.mjs';
import { makeProject } from './strangers.mjs';

const commands = allBlocks.filter(({ language }) => language === 'sh').flatMap(commandsOf);

/** Packages to install, by page; what tfjs-node needs is built, by `pnpm test:native`. @returns {Map<string, string[]>} */
export function packagesToInstall() {
  const wanted = new Map();
  for (const { page, text } of commands) {
    if (!text.startsWith('npm install ') || text.includes('tfjs-node') || page === 'docs/write-a-plugin.md') continue;
    const packages = text.split(/\s+/).filter((word, i) => i > 1 && !word.startsWith('-'));
    wanted.set(page, [...new Set([...(wanted.get(page) ?? []), ...packages])]);
  }
  return wanted;
}

/** What a folder of an example has for this repository alone. */
const OURS = new Set(['node_modules', 'dist', 'test', 'runs', 'package.json', 'tsconfig.json', '.results']);

/** Where a README shows a server, which runs until it is stopped: that its files and packages fit together. */
const INSTEAD = /** @type {Readonly<Record<string, string>>} */ ({
  browser: 'npx vite build',
  'serve-predictions': `node --input-type=module -e "await import('@amnl/cli'); await import('@amnl/serve')"`,
});

/**
 * Installs what a page names, then imports it; of an example the programs are copied and run.
 * @param {string} page @param {readonly string[]} packages @param {string} cwd empty @param {NodeJS.ProcessEnv} env
 */
export async function followPage(page, packages, cwd, env) {
  await makeProject(cwd, { private: true, type: 'module' });
  await run(['npm', 'install', ...packages], { cwd, env });
  const [, example] = /^examples\/(.+)\/README\.md$/.exec(page) ?? [];
  if (example === undefined) {
    const imports = packages.map((name) => `await import('${name}');`).join(' ');
    await run(['node', '--input-type=module', '-e', imports], { cwd, env });
    return;
  }
  const folder = `examples/${example}/`;
  await cp(join(root, folder), cwd, { recursive: true, filter: (path) => !OURS.has(basename(path)) });
  const shown = commands.filter((one) => one.page === page && one.text.startsWith(`node ${folder}`));
  const programs = INSTEAD[example] ? [INSTEAD[example]] : shown.map(({ text }) => text.replaceAll(folder, ''));
  // These make a training of a minute one of seconds.
  for (const program of programs)
    await run(['bash', '-euc', program], { cwd, env: { ...env, SIMULATE: '3', EPOCHS: '1' } });
}
