import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packages, root, sources } from './laws-packages.js';
import { nodeUses } from './node-uses.js';

/** Files and processes are the business of these. */
const NODE_PACKAGES = [
  'cli',
  'checkpoint',
  'create-amnl-plugin',
  'engine-onnx',
  'mlflow',
  'report',
  'tensorboard',
  'tfjs-node-build',
];
/** Of the others, one part. */
const NODE_PARTS = /(core-loop|data-cmapss|data-sources)[\\/]src[\\/]node[\\/]/;

test.each(packages.filter((name) => !NODE_PACKAGES.includes(name)))('%s loads in a browser', async (name) => {
  const files = sources(join(root, 'packages', name, 'src')).filter((path) => !NODE_PARTS.test(path));
  expect(files.length).toBeGreaterThan(0);
  expect(await nodeUses(files)).toEqual([]);
});

const temp = mkdtempSync(join(tmpdir(), 'laws-node-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));
let count = 0;
async function usesOf(text: string): Promise<string[]> {
  const path = join(temp, `${++count}.ts`);
  writeFileSync(path, text);
  return (await nodeUses([path])).map((use) => use.replace(path, 'FILE'));
}

test.each([
  [`import { join } from 'node:path'; export const p = join('a');`, ['node:path in FILE']],
  [`import { readFile } from 'fs/promises'; export const p = readFile('a');`, ['fs/promises in FILE']],
  [`export const load = () => import('node:fs');`, ['node:fs in FILE']],
  [`export const os = () => require('os');`, ['require: var os = () => require("os");']],
  [`import 'node:crypto';`, ['node:crypto in FILE']],
  [`export * from 'worker_threads';`, ['worker_threads in FILE']],
  [`export const tty = process.stderr;`, ['process: var tty = process.stderr;']],
  [`export const b = Buffer.from('a');`, ['Buffer: var b = Buffer.from("a");']],
  [`export const d = __dirname;`, ['__dirname: var d = __dirname;']],
  [`export const e = globalThis.process.env;`, ['process: var e = globalThis.process.env;']],
  [
    `export const fs = globalThis.process?.getBuiltinModule('fs');`,
    ['getBuiltinModule: var fs = globalThis.process?.getBuiltinModule("fs");'],
  ],
  [`const unused = process.pid;`, ['process: var unused = process.pid;']],
])('seen: %s', async (text, uses) => {
  expect(await usesOf(text)).toEqual(uses);
});

test.each([
  `export const here = typeof process === 'object';`,
  `export const tty = (globalThis as { process?: { stderr: unknown } }).process?.stderr;`,
  `export function run(process: { pid: number }) { return process.pid; }`,
  `export class A { require(b: string) { return this.require(b); } }`,
  `import { tidy } from '@tensorflow/tfjs-core'; export const t = tidy;`,
  `export const text = 'from "node:fs" with process.env and require("os")'; // import('node:fs')`,
])('harmless: %s', async (text) => {
  expect(await usesOf(text)).toEqual([]);
});
