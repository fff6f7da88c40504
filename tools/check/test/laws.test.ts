import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manifestOf, packages, root, sources } from './laws-packages.js';

const files = packages
  .flatMap((name) => sources(join(root, 'packages', name, 'src')))
  .map((path) => ({
    path: path.slice(root.length).replaceAll('\\', '/'),
    text: readFileSync(path, 'utf8'),
  }));
const offenders = (pattern: RegExp, allowed: RegExp) =>
  files.filter(({ path, text }) => pattern.test(text) && !allowed.test(path)).map(({ path }) => path);

test('no source file is longer than 250 lines', () => {
  expect(
    files.map(({ path, text }) => ({ path, lines: text.split('\n').length })).filter(({ lines }) => lines > 251),
  ).toEqual([]);
});

test('tensor values are read back only between steps, in the files that do so', () => {
  // reports and inference read after a step, an export outside of any; check-given and model-types only tell how to; the rest are host-side packages
  const allowed =
    /core-loop\/src\/(reports|eager-engine|read-guard|check-given|testing\/.*)\.ts$|packages\/(cli|checkpoint)\/|ema\/src\/(ema|swa)\.ts$|non-finite\/src\/(look|anomaly)\.ts$|data-sources\/src\/tf-element\.ts$|engine-onnx\/src\/(compile|random-trace|export\/(check-export|fold|model-types))\.ts$|tensorboard\/src\/parameter-histograms\.ts$/;
  expect(offenders(/\.(dataSync|arraySync|data|array)\(\)/, allowed)).toEqual([]);
});

test('no randomness but the counter-based generator', () => {
  expect(
    offenders(
      /Math\.random\(|randomUniform\(|randomNormal\(|truncatedNormal\(|\bdropout\(tf/,
      /engine-onnx\/src\/random-trace\.ts$/,
    ),
  ).toEqual([]);
});

test('TensorFlow.js is used through tfjs-core, never through a backend', () => {
  expect(offenders(/from '@tensorflow\/(?!tfjs-core')/, /packages\/cli\//)).toEqual([]);
});

test('packages: independent ESM with types, licence, files and peers by range', () => {
  for (const name of packages) {
    const manifest = manifestOf(name);
    expect(manifest, name).toMatchObject({
      name: name === 'create-amnl-plugin' ? name : `@amnl/${name}`, // `npm create x` looks for create-x
      type: 'module',
      license: 'Apache-2.0',
      engines: { node: '>=20.19' },
    });
    expect(manifest.keywords?.length, name).toBeGreaterThan(2);
    expect(manifest.exports['.'], name).toMatchObject({ types: './dist/index.d.ts', default: './dist/index.js' });
    const tf = manifest.peerDependencies?.['@tensorflow/tfjs-core'];
    if (tf !== undefined) expect(tf, name).toBe('^4.22.0');
  }
});

test('every public symbol has a doc comment', () => {
  const undocumented = packages.flatMap((name) => {
    const folder = join(root, 'packages', name, 'src');
    if (name === 'cli' || !existsSync(join(folder, 'index.ts'))) return [];
    const entries = sources(folder).filter((path) => /[\\/]index\.ts$/.test(path));
    const text = entries.map((path) => readFileSync(path, 'utf8')).join('\n');
    const exported = new Set(
      [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) =>
        list!.split(',').map((entry) =>
          entry
            .replace(/\btype\b/, '')
            .split(' as ')[0]!
            .trim(),
        ),
      ),
    );
    return sources(folder).flatMap((path) => {
      const lines = readFileSync(path, 'utf8').split('\n');
      return lines.flatMap((line, i) => {
        const symbol = /^export (?:abstract |async )?(?:function\*?|interface|const|class|type|enum) (\w+)/.exec(
          line,
        )?.[1];
        if (symbol === undefined || !exported.has(symbol) || /\*\/$/.test(lines[i - 1]?.trim() ?? '')) return [];
        return [`${name}: ${symbol}`];
      });
    });
  });
  expect(undocumented).toEqual([]);
});

test('docs/errors.md lists exactly the codes that are thrown', () => {
  const code = /'((?:AL|AW|CK|CL|CLI|DC|DS|EM|EO|LF|MF|MR|NF|RP|RUL|TB|TN|WC)_[A-Z_]+)'/g;
  const table = /^ {2}((?:AL|AW|CK|CL|CLI|DC|DS|EM|EO|LF|MF|MR|NF|RP|RUL|TB|TN|WC)_[A-Z_]+):/gm;
  const thrown = new Set(
    files.flatMap(({ text }) => [...text.matchAll(code), ...text.matchAll(table)].map(([, c]) => c!)),
  );
  const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8');
  const documented = new Set([...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, c]) => c!));
  expect(
    [...thrown].filter((c) => !documented.has(c)),
    'undocumented',
  ).toEqual([]);
  expect(
    [...documented].filter((c) => !thrown.has(c)),
    'documented, never thrown',
  ).toEqual([]);
});
