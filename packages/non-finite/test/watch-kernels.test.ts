import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import '@tensorflow/tfjs';
import { type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { afterAll, expect, test } from 'vitest';
import { watchKernels } from '../src/watch-kernels.js';

const folder = mkdtempSync(join(tmpdir(), 'sites-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['plain', 'my-tfjs-project', 'watch-kernels', '@tensorflow', 'node_modules'])(
  'names the line of user code in a folder called %s',
  async (name) => {
    mkdirSync(join(folder, name));
    const path = join(folder, name, 'model.mjs');
    // A depth that the ten frames which an error usually keeps do not reach.
    writeFileSync(
      path,
      `export function forward(x, depth = 0) {
  if (depth < 30) return forward(x, depth + 1);
  return x.log();
}`,
    );
    const { forward } = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { forward(x: Tensor): Tensor };
    const sites: (string | undefined)[] = [];
    tidy(() => {
      const x = tensor1d([-1]);
      watchKernels(
        ({ site }) => sites.push(site()),
        () => forward(x),
      );
    });
    expect(sites).toEqual([expect.stringContaining(`${name}/model.mjs:3:`)]);
  },
);
