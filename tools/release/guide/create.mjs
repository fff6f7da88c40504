// `npm create amnl-plugin`, and what becomes of the package it makes: tested, built, packed, installed and used.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, StepFailed } from '../../run/command.mjs';
import { addPackages, installManifest, runScript } from '../src/managers.mjs';
import { readTarball } from '../tarballs/read-tarball.mjs';

/** @typedef {import('../src/arguments.mjs').Manager} Manager */

/** @type {Record<Manager, string[]>} */
const CREATE = {
  npm: ['npm', 'create', 'amnl-plugin'],
  pnpm: ['pnpm', 'create', 'amnl-plugin'],
  yarn: ['yarn', 'dlx', 'create-amnl-plugin'],
};
const NAME = 'weight-tickler';

/** Trains with the new plugin, from where it was installed. */
const USE = `
import { tinyTrainer } from '@amnl/core-loop/testing';
import '@tensorflow/tfjs';
import { weightTickler } from 'amnl-plugin-${NAME}';

const { history } = await tinyTrainer({ plugins: [weightTickler({ eta: 4, gamma: 0 })], epochs: 1 }).fit();
console.log('deviation', history[0].metrics.noise_deviation);
`;

/**
 * @param {object} options
 * @param {Manager} [options.packageManager]
 * @param {string} options.folder empty, outside of every workspace
 * @param {NodeJS.ProcessEnv} options.env in which `node` and the package managers are the user's, and know their registry
 * @returns {Promise<string>}
 */
export async function followCreate({ packageManager = 'npm', folder, env }) {
  const { output } = await run([...CREATE[packageManager], NAME], { cwd: folder, env });
  const next = `  cd ${NAME}\n  ${packageManager} install\n`;
  if (!output.includes(next))
    throw new StepFailed(`${packageManager} create does not say what to type next:\n${output}`);
  const cwd = join(folder, NAME);
  await run(installManifest(packageManager), { cwd, env });
  for (const script of ['test', 'typecheck', 'build']) await run(runScript(packageManager, script), { cwd, env });
  await run([packageManager, 'pack'], { cwd, env });
  const tarball = await checkTarball(cwd, join(folder, 'unpacked'));
  await useIt(tarball, { packageManager, cwd: join(folder, 'consumer'), env });
  return 'made, tested, packed, installed and used';
}

/**
 * What users get: the built code with its types, README and licence; nothing else.
 * @param {string} folder with the tarball @param {string} temp
 * @returns {Promise<string>} its path
 */
async function checkTarball(folder, temp) {
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (tarballs.length !== 1) throw new StepFailed(`one tarball was to be packed; found ${tarballs.length}`);
  const [file = ''] = tarballs;
  const { files } = await readTarball(folder, file, temp);
  const expected = ['LICENSE', 'README.md', 'package.json'].concat(
    ['index', NAME].flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]),
  );
  const found = [...files.keys()].sort().join(', ');
  if (found !== expected.sort().join(', '))
    throw new StepFailed(`the tarball holds ${found}; expected ${expected.join(', ')}`);
  return join(folder, file);
}

/**
 * Somebody else's project that installs the tarball.
 * @param {string} tarball
 * @param {{ packageManager: Manager, cwd: string, env: NodeJS.ProcessEnv }} options
 */
async function useIt(tarball, { packageManager, cwd, env }) {
  await mkdir(cwd, { recursive: true });
  await writeFile(join(cwd, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
  if (packageManager === 'yarn') await writeFile(join(cwd, 'yarn.lock'), ''); // a project of its own, says yarn
  const manifest = JSON.parse(await readFile(join(tarball, '..', 'package.json'), 'utf8'));
  const core = `@amnl/core-loop@${manifest.peerDependencies['@amnl/core-loop']}`;
  const packages = [`${manifest.name}@file:${tarball}`, core, '@tensorflow/tfjs@4.22.0'];
  await run(addPackages(packageManager, packages), { cwd, env });
  await writeFile(join(cwd, 'use.js'), USE);
  const { output } = await run(['node', 'use.js'], { cwd, env });
  if (!output.includes('deviation 2\n')) throw new StepFailed(`the plugin does not do its work:\n${output}`);
}
