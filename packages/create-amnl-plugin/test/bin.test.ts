import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/create-amnl-plugin.mjs', import.meta.url));
const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const core = JSON.parse(readFileSync(new URL('../../core-loop/package.json', import.meta.url), 'utf8'));

let temp = '';
beforeEach(() => (temp = mkdtempSync(join(tmpdir(), 'create-amnl-plugin-'))));
afterEach(() => rmSync(temp, { recursive: true, force: true }));

function run(args: readonly string[], userAgent?: string) {
  const { npm_config_user_agent: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: temp,
    encoding: 'utf8',
    env: { ...env, ...(userAgent && { npm_config_user_agent: userAgent }) },
  });
  return { status, stdout, stderr };
}

describe('create-amnl-plugin', () => {
  it('makes a folder and says what to type next', () => {
    const { status, stdout, stderr } = run(['swa']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Wrote amnl-plugin-swa into swa. Next:\n\n  cd swa\n  npm install\n  npm test\n');
    const manifest = JSON.parse(readFileSync(join(temp, 'swa', 'package.json'), 'utf8'));
    expect(manifest.devDependencies['@amnl/core-loop']).toBe(core.version);
    expect(manifest.peerDependencies['@amnl/core-loop']).toBe(`^${core.version}`);
  });

  it.each([
    ['npm/11.19.1 node/v20.20.2 linux x64 workspaces/false', 'npm test', false],
    ['pnpm/10.34.9 npm/? node/v20.20.2 linux x64', 'pnpm test', false],
    ['yarn/1.22.22 npm/? node/v20.20.2 linux x64', 'yarn run test', false],
    ['yarn/4.18.1 npm/? node/v20.20.2 linux x64', 'yarn run test', true],
    ['bun/1.0', 'npm test', false],
  ])('speaks the language of %s', (agent, command, settings) => {
    expect(run(['swa'], agent).stdout).toContain(`  ${command}\n`);
    expect(readdirSync(join(temp, 'swa')).includes('.yarnrc.yml')).toBe(settings);
  });

  it('lists with --dry-run, and writes nothing', () => {
    const { status, stdout } = run(['@me/swa', '--dry-run']);
    expect(status).toBe(0);
    expect(stdout).toContain('Would write @me/swa:');
    expect(stdout).toContain('  swa/src/swa.test.ts\n');
    expect(readdirSync(temp)).toEqual([]);
  });

  it('takes a licence, in any case', () => {
    run(['swa', '--license', 'mit']);
    expect(JSON.parse(readFileSync(join(temp, 'swa', 'package.json'), 'utf8')).license).toBe('MIT');
  });

  it.each([
    ['--help', 'npm create amnl-plugin NAME'],
    ['--version', own.version],
  ])('answers %s', (flag, text) => {
    expect(run([flag])).toMatchObject({ status: 0, stdout: expect.stringContaining(text), stderr: '' });
  });

  it.each([
    [[], 'no name given'],
    [[''], 'it is empty'],
    [['../x'], 'it is a path'],
    [['a', 'b'], 'one name at a time; found a, b'],
    [['swa', '--licence', 'MIT'], "Unknown option '--licence'"],
    [['swa', '--license'], "Option '--license <value>' argument missing"],
    [['swa', '--license', 'GPL-3.0'], "--license is 'GPL-3.0'. Give one of Apache-2.0, MIT, UNLICENSED"],
    [['swa', '--dry-run=yes'], "Option '--dry-run' does not take an argument"],
  ])('refuses %j in one line, without a trace', (args, why) => {
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(temp)).toEqual([]);
  });

  it.each([[['swa']], [['swa', '--dry-run']]])('leaves a folder alone that is not empty: %j', (args) => {
    mkdirSync(join(temp, 'swa'));
    writeFileSync(join(temp, 'swa', 'thesis.txt'), 'years of work');
    expect(run(args)).toMatchObject({ status: 1, stderr: expect.stringContaining('is not empty (thesis.txt)') });
    expect(readdirSync(join(temp, 'swa'))).toEqual(['thesis.txt']);
  });
});
