import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packagesToInstall } from '../src/pages.mjs';

const node = (...args: string[]) => {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return { status, stderr };
};

test.each([
  [['--only', 'nobody'], "--only: 'nobody' is not one of tarballs, bare, consumer, guide, create, pages, upgrade\n"],
  [['--nodes', '18'], "--nodes: '18' is not one of 20, 22, 24\n"],
  [['--fast'], expect.stringContaining("'--fast'")],
])('%j is refused before anything is started', (flags, stderr) => {
  expect(node('rehearse.mjs', ...flags)).toEqual({ status: 2, stderr });
});

test('finds what the pages install, without flags; the examples bring their tools', () => {
  const pages = packagesToInstall();
  expect(pages.get('packages/ema/README.md')).toEqual(['@amnl/ema', '@amnl/core-loop', '@tensorflow/tfjs']);
  expect(pages.get('examples/browser/README.md')).toEqual(expect.arrayContaining(['@amnl/ema', 'vite']));
  expect(pages.has('examples/tf-layers/README.md')).toBe(false); // it names none
});
