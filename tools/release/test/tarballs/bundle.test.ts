import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleSize, effects, entryFile, reachable, undeclaredEffects } from '../../tarballs/bundle.mjs';

let root = '';
/** Two thousand bytes that no compressor makes small. */
const noise = (seed: number) => {
  let state = seed;
  return Array.from({ length: 2000 }, () => {
    state = (state * 16807) % 2147483647;
    return (state % 36).toString(36);
  }).join('');
};
const sources: Record<string, string> = {
  'index.js': `import { near } from './near.js';
    export const use = async () => near + (await import('./far.js')).far;`,
  'near.js': `export const near = '${noise(1)}';`,
  'far.js': `import { near } from './near.js'; export const far = near.length + '${noise(2)}'; export { near };`,
  'calls.js': `import { near } from './near.js';\nregister(near);\nexport const text = \`\nnot a statement\n\`;`,
  'global.js': `globalThis.amnl = 1;\nexport {};`,
  'bare.js': `import 'reflect-metadata';\nexport const a = 1;`,
  'through.js': `export { a } from './bare.js';`,
  'pure.js': `import { x } from 'other';\nclass A { f() { return x; } }\nconst made = new Map([[1, new A()]]);
    const table = Uint8Array.from({ length: 3 });\nexport function get() { return [made, table]; }`,
};
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundle-test-'));
  for (const [path, text] of Object.entries(sources)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('the entry counts with what it imports, however that is split; what it loads later is listed beside', async () => {
  const { initial, later } = await bundleSize(root, './index.js');
  expect(initial).toBeGreaterThan(1200); // 2,000 letters of 36 hold 1,292 bytes
  expect(initial).toBeLessThan(2000);
  expect(later).toHaveLength(1);
  expect(later[0]).toBeGreaterThan(1200);
  expect(later[0]).toBeLessThan(2000);
});

test('reachable follows static imports only, to their end', () => {
  const output = (...imports: [string, string][]) =>
    ({ imports: imports.map(([path, kind]) => ({ path, kind })) }) as never;
  const outputs = {
    a: output(['b', 'import-statement'], ['d', 'dynamic-import']),
    b: output(['c', 'import-statement'], ['a', 'import-statement']),
    c: output(),
    d: output(),
  };
  expect([...reachable(outputs, 'a')]).toEqual(['a', 'b', 'c']);
});

test('the file of an entry', () => {
  expect(entryFile({ types: './a.d.ts', default: './a.js' })).toBe('./a.js');
  expect(entryFile('./package.json')).toBeUndefined();
  expect(entryFile(undefined)).toBeUndefined();
});

test('effects of importing are found where none are declared', async () => {
  expect(await undeclaredEffects(root, './pure.js', false)).toEqual([]);
  expect(await undeclaredEffects(root, './calls.js', false)).toEqual(['register(near);']);
  expect(await undeclaredEffects(root, './global.js', false)).toEqual(['globalThis.amnl = 1;']);
  expect(await undeclaredEffects(root, './bare.js', false)).toEqual(["import 'reflect-metadata'"]);
  expect(await undeclaredEffects(root, './through.js', false)).toEqual(["import 'reflect-metadata'"]);
});

test('effects that are declared are left alone', async () => {
  expect(await undeclaredEffects(root, './through.js', ['./bare.js'])).toEqual([]);
  expect(await undeclaredEffects(root, './through.js', ['./other.js'])).toHaveLength(1);
  expect(await undeclaredEffects(root, './global.js', true)).toEqual([]);
});

test('statements at the margin that do something', () => {
  const text = ['// a', 'var x = 1;', 'const y = [', '  2', '];', 'f();', 'import { a } from "b";', '}', ''].join('\n');
  expect(effects(text)).toEqual(['f();']);
});
