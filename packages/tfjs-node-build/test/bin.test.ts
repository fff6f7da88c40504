import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/tfjs-node-build.mjs', import.meta.url));
const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const empty = mkdtempSync(join(tmpdir(), 'tfjs-node-build-'));
afterAll(() => rmSync(empty, { recursive: true }));

const run = (...args: string[]) => spawnSync(process.execPath, [bin, ...args], { cwd: empty, encoding: 'utf8' });

describe('the command', () => {
  it.each([
    ['--help', 'npx @amnl/tfjs-node-build'],
    ['--version', own.version],
  ])('answers %s', (flag, text) => {
    expect(run(flag)).toMatchObject({ status: 0, stdout: expect.stringContaining(text), stderr: '' });
  });

  it.each([
    [['--gup'], "Unknown option '--gup'"],
    [['--cache'], "Option '--cache <value>' argument missing"],
    [['--cache='], '--cache is empty'],
    [['--cpu', '--gpu'], 'one package at a time'],
    [['@tensorflow/tfjs-node', '--gpu'], 'one package at a time'],
    [['@tensorflow/tfjs'], "'@tensorflow/tfjs' is not supported"],
  ])('refuses %j in one line', (args, why) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).toContain('(TN_USAGE)');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('says how to install what is missing, and ends with 1', () => {
    const { status, stderr } = run('@tensorflow/tfjs-node-gpu');
    expect(status).toBe(1);
    expect(stderr).toContain("Run 'npm install @tensorflow/tfjs-node-gpu@4.22.0 --ignore-scripts' first");
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

it('register gives Node back what tfjs-node calls', () => {
  const code =
    "const { isNullOrUndefined: f } = require('node:util'); console.log(String([f(null), f(undefined), f(0)]))";
  const register = fileURLToPath(new URL('../dist/register.js', import.meta.url));
  const { stdout } = spawnSync(process.execPath, ['--import', register, '-e', code], { encoding: 'utf8' });
  expect(stdout).toBe('true,true,false\n');
});
