import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeVersions } from '../build/versions.mjs';

let temp = '';
beforeEach(() => (temp = mkdtempSync(join(tmpdir(), 'versions-'))));
afterEach(() => rmSync(temp, { recursive: true, force: true }));

function install(folder: string, name: string, version: string): void {
  mkdirSync(join(temp, folder, 'node_modules', name), { recursive: true });
  writeFileSync(join(temp, folder, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
}
const written = () => JSON.parse(readFileSync(join(temp, 'packages/create/dist/versions.json'), 'utf8'));

it('follows what is installed: the core beside this package, tools at the root, and a raised version at the next build', () => {
  const folder = 'packages/create';
  for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-core']) install(folder, name, '4.22.0');
  for (const name of ['typescript', 'vitest']) install('.', name, '9.9.9');
  install(folder, '@amnl/core-loop', '1.0.0');
  writeVersions(join(temp, folder));
  expect(written()).toEqual({
    '@amnl/core-loop': '1.0.0',
    '@tensorflow/tfjs': '4.22.0',
    '@tensorflow/tfjs-core': '4.22.0',
    typescript: '9.9.9',
    vitest: '9.9.9',
  });
  install(folder, '@amnl/core-loop', '1.1.0'); // changeset version
  writeVersions(join(temp, folder));
  expect(written()['@amnl/core-loop']).toBe('1.1.0');
});

it('says what is missing', () => {
  expect(() => writeVersions(join(temp, 'packages/create'))).toThrow(
    '@amnl/core-loop is not installed: run `pnpm install`',
  );
});
