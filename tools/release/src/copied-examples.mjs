// The examples, copied out of the repository as their READMEs say: the files, every package that these name, and their programs.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { allBlocks } from '../../check/src/blocks.mjs';
import { commandsOf, decide } from '../../check/src/commands/lines.mjs';
import { run } from '../../run/command.mjs';
import { allInstallCommands } from './install-blocks.mjs';
import { inParallel } from './jobs.mjs';
import { addPackages } from './managers.mjs';

/** What a folder has for this repository alone. */
const OF_THE_REPOSITORY = new Set([
  'node_modules',
  'dist',
  'test',
  'runs',
  'package.json',
  'tsconfig.json',
  '.results',
]);

/** Where a README shows a program that runs until it is stopped: what shows that its files and packages fit together. */
const INSTEAD = /** @type {Readonly<Record<string, string[]>>} */ ({
  browser: ['npx vite build'],
  'serve-predictions': [`node --input-type=module -e "await import('./app.mjs'); await import('./predictor.mjs')"`],
});

const page = (/** @type {string} */ name) => `examples/${name}/README.md`;

/** Names of the examples that say what to install, each with those packages. @returns {Map<string, string[]>} */
export function examplesToCopy() {
  const examples = new Map();
  for (const { file, packages } of allInstallCommands()) {
    const [, name] = /^examples\/([^/]+)\//.exec(file) ?? [];
    if (name !== undefined) examples.set(name, [...(examples.get(name) ?? []), ...packages]);
  }
  return examples;
}

/** What to run in a copy: the programs of the README, as quickly as `tools/check` runs them. @param {string} name @returns {string[]} */
export function programsOf(name) {
  const folder = `examples/${name}/`;
  const shown = allBlocks
    .filter((block) => block.page === page(name) && block.language === 'sh')
    .flatMap(commandsOf)
    .filter(({ text }) => text.startsWith(`node ${folder}`))
    .map(decide);
  const programs = shown.flatMap((decision) => (decision.does === 'run' ? [decision.text.replaceAll(folder, '')] : []));
  return [...programs, ...(INSTEAD[name] ?? [])];
}

/** @param {import('./rehearsal.mjs').Rehearsal} rehearsal */
export async function runCopiedExamples({ ledger, temp, root, nodes, environment, width }) {
  const env = environment(/** @type {number} */ (nodes[0]));
  const jobs = [...examplesToCopy()].map(([name, packages]) => async () => {
    const cwd = join(temp, 'examples', name);
    await mkdir(cwd, { recursive: true });
    await ledger.record({ name: `examples/${name}, copied out`, manager: 'npm', node: 'check' }, async () => {
      const wanted = (/** @type {string} */ path) => !OF_THE_REPOSITORY.has(basename(path));
      await cp(join(root, 'examples', name), cwd, { recursive: true, filter: wanted });
      await writeFile(join(cwd, 'package.json'), '{ "name": "copy", "private": true, "type": "module" }\n');
      await run(addPackages('npm', packages), { cwd, env });
      const programs = programsOf(name);
      for (const program of programs) await run(['bash', '-euo', 'pipefail', '-c', program], { cwd, env });
      return programs.join('; ');
    });
  });
  await inParallel(jobs, width);
}
