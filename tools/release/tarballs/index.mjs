// Every promise that a published tarball makes, held: its manifest, its types, its size, its files.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { bundleSize, entryFile, undeclaredEffects } from './bundle.mjs';
import { manifestProblems } from './manifest-law.mjs';
import { readTarball } from './read-tarball.mjs';
import { differingFiles } from './reproducible.mjs';
import { withinBudget } from './table.mjs';
import { typeProblems } from './types.mjs';

export { tarballTable } from './table.mjs';

/**
 * @typedef {import('./table.mjs').Row} Row
 * @typedef {import('./read-tarball.mjs').Tarball} Tarball
 */

/** Bytes of each package's main entry, minified, compressed by brotli. @returns {Promise<Record<string, number>>} */
export async function readBudgets() {
  return JSON.parse(await readFile(new URL('budgets.json', import.meta.url), 'utf8'));
}

/**
 * Checks every tarball of a folder.
 * @param {string} folder of `.tgz` files as npm or pnpm pack them
 * @param {string} [again] folder of a second build of the same commit, of which every file must be the same
 * @returns {Promise<{ rows: Row[], problems: string[] }>} problems as `package: what is wrong`; none means all is well
 */
export async function checkTarballs(folder, again) {
  const names = await tarballNames(folder);
  if (names.length === 0)
    return { rows: [], problems: [`${folder} holds no .tgz file: pack the packages into it first`] };
  const temp = await mkdtemp(join(tmpdir(), 'amnl-tarballs-'));
  try {
    const shared = {
      budgets: await readBudgets(),
      licence: await readFile(new URL('../../../LICENSE', import.meta.url), 'utf8'),
    };
    /** @type {Row[]} */
    const rows = [];
    const problems = again === undefined ? [] : await missingPairs(names, again);
    for (const name of names) {
      const tarball = await readTarball(folder, name, join(temp, 'first'));
      const checked = await checkTarball(tarball, shared);
      rows.push(checked.row);
      const differing =
        again === undefined || problems.some((text) => text.startsWith(`${name} `))
          ? []
          : differingFiles(tarball.files, (await readTarball(again, name, join(temp, 'second'))).files);
      problems.push(...[...checked.problems, ...differing].map((text) => `${tarball.manifest.name}: ${text}`));
    }
    return { rows, problems };
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** @param {string} folder */
const tarballNames = async (folder) => (await readdir(folder)).filter((name) => name.endsWith('.tgz')).sort();

/** @param {readonly string[]} names @param {string} again */
async function missingPairs(names, again) {
  const others = await tarballNames(again);
  return [
    ...names.filter((name) => !others.includes(name)).map((name) => `${name} is not in ${again}`),
    ...others.filter((name) => !names.includes(name)).map((name) => `${name} is only in ${again}`),
  ];
}

/** @param {Tarball} tarball @param {{ budgets: Record<string, number>, licence: string }} shared */
async function checkTarball({ bytes, root, files, manifest }, { budgets, licence }) {
  const { name, version, exports = {}, sideEffects } = manifest;
  const { messages } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer } });
  const lint = messages
    .filter(isOfThePackage)
    .map((message) => `publint: ${formatMessage(message, manifest, { color: false })}`);
  const types = (await typeProblems(bytes)).map((text) => `types: ${text}`);
  const entries = [...new Set(Object.values(exports).map(entryFile))].filter(
    (file) => file !== undefined && files.has(file.replace(/^\.\//, '')),
  );
  const effects = (
    await Promise.all(entries.map((entry) => undeclaredEffects(root, /** @type {string} */ (entry), sideEffects)))
  ).flat();
  const law = [
    ...manifestProblems(manifest, files, licence),
    ...[...new Set(effects)].map(
      (line) => `sideEffects says ${JSON.stringify(sideEffects)}, yet importing runs: ${line}`,
    ),
  ];
  const main = entryFile(exports['.']);
  const size = main !== undefined && entries.includes(main) ? await bundleSize(root, main) : undefined;
  const budget = budgets[name];
  /** @type {Row} */
  const row = {
    ...{ name, version, budget, size: size?.initial, later: size?.later ?? [], tarball: bytes.length },
    ...{ publint: lint.length, types: types.length, manifest: law.length },
  };
  return { row, problems: [...lint, ...types, ...law, ...budgetProblems(size?.initial, budget)] };
}

/**
 * Whether a finding is about the package itself: the manifest in a scaffold's template is the root of another one.
 * @param {import('publint').Message} message
 */
const isOfThePackage = ({ code, args }) =>
  code !== 'NESTED_PACKAGE_JSON_FIELD_IGNORED' || !/^(\.\/)?template\//.test(args.filePath);

/** @param {number | undefined} size @param {number | undefined} budget */
export function budgetProblems(size, budget) {
  if (size === undefined) return ["size: exports['.'] leads to no script in the tarball; build before packing"];
  if (budget === undefined)
    return [`size: no budget for ${size} bytes; add one to tools/release/tarballs/budgets.json`];
  if (withinBudget(size, budget)) return [];
  return [`size: ${size} bytes, ${size - budget} over its budget of ${budget} (tools/release/tarballs/budgets.json)`];
}
