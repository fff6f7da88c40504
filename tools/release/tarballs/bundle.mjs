// What a package costs a page, and what importing it does.
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

/** @typedef {{ [condition: string]: string }} Conditions */

/** The file that a bundler takes for an entry. @param {unknown} target of `exports` @returns {string | undefined} */
export function entryFile(target) {
  const file = typeof target === 'string' ? target : /** @type {Conditions} */ (target)?.['default'];
  return file?.endsWith('js') ? file : undefined;
}

/** @type {import('esbuild').BuildOptions} */
const COMMON = { bundle: true, format: 'esm', platform: 'browser', target: 'es2022', write: false, logLevel: 'silent' };

/**
 * Bytes, minified and compressed by brotli (as a CDN sends it), of an entry without its dependencies.
 * @param {string} root of the unpacked package
 * @param {string} entry file, relative to root
 * @returns {Promise<{ initial: number, later: number[] }>} the entry with all it imports statically; every chunk that
 *   is loaded when asked for
 */
export async function bundleSize(root, entry) {
  const { outputFiles = [], metafile } = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: [join(root, entry)],
    outdir: join(root, 'bundled'),
    packages: 'external',
    minify: true,
    splitting: true,
    metafile: true,
  });
  const sizes = new Map(
    outputFiles.map(({ path, contents }) => [
      relative(root, path).split(sep).join('/'),
      brotliCompressSync(contents).length,
    ]),
  );
  const outputs = metafile?.outputs ?? {};
  const first = Object.keys(outputs).find(
    (path) => outputs[path]?.entryPoint !== undefined && join(root, outputs[path].entryPoint) === join(root, entry),
  );
  const initial = reachable(outputs, /** @type {string} */ (first));
  const sum = [...initial].reduce((bytes, path) => bytes + (sizes.get(path) ?? 0), 0);
  return { initial: sum, later: [...sizes].filter(([path]) => !initial.has(path)).map(([, bytes]) => bytes) };
}

/**
 * The outputs that are loaded with one of them.
 * @param {import('esbuild').Metafile['outputs']} outputs @param {string} first @returns {Set<string>}
 */
export function reachable(outputs, first) {
  const found = new Set([first]);
  for (const path of found) {
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && !external) found.add(next);
    }
  }
  return found;
}

/**
 * Statements that would run by merely importing an entry, in files whose manifest says that nothing does.
 * @param {string} root of the unpacked package
 * @param {string} entry file, relative to root
 * @param {boolean | string[] | undefined} sideEffects as declared
 * @returns {Promise<string[]>} first line of each
 */
export async function undeclaredEffects(root, entry, sideEffects) {
  if (sideEffects === true || sideEffects === undefined) return [];
  const declared = new Set((sideEffects || []).map((file) => join(root, file)));
  /** @type {string[]} */
  const bareImports = [];
  const { outputFiles = [] } = await build({
    ...COMMON,
    absWorkingDir: root,
    stdin: { contents: `import './${entry.replace(/^\.\//, '')}'`, resolveDir: root },
    outdir: join(root, 'bundled'),
    splitting: true,
    ignoreAnnotations: true, // what is declared is not believed
    supported: { 'template-literal': false }, // its lines would look like statements
    plugins: [
      {
        name: 'without declared files',
        setup(building) {
          building.onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
            declared.has(join(resolveDir, path)) ? { path, external: true, sideEffects: false } : undefined,
          );
          building.onResolve({ filter: /^[^./]/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
          building.onLoad({ filter: /js$/ }, async ({ path }) => {
            // A package imported for its effects alone: esbuild, told above that none has any, would drop it.
            const contents = await readFile(path, 'utf8');
            bareImports.push(...(contents.match(/^import ?['"][^.'"][^'"]*['"]/gm) ?? []));
            return { contents };
          });
        },
      },
    ],
  });
  return [...bareImports, ...outputFiles.flatMap(({ text }) => effects(text))];
}

/**
 * Top-level statements that do something; declarations, imports and what closes a bracket do not. esbuild has dropped
 * what it can prove harmless and begins every remaining statement at the margin.
 * @param {string} text of a bundle, not minified @returns {string[]}
 */
export function effects(text) {
  const harmless = /^(\s|$|\/\/|\/\*|[})\]]|(import|export|var|let|const|function|async function|class)\b)/;
  return text.split('\n').filter((line) => !harmless.test(line));
}
