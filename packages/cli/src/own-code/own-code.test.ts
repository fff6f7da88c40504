import { expect, test } from 'vitest';
import { ownParts } from './own-code.js';

const file = (name: string, brings: readonly string[]) =>
  ({ flag: '--plugin', given: `./${name}`, path: `/project/${name}`, sha256: '1f2e3d4c5b6a7988', brings }) as const;
const context = {} as Parameters<typeof ownParts>[1];

test('explain() is told of every file, with its checksum', async () => {
  const loaded = [
    { used: file('a.mjs', ['data', 'loss']), definition: { loss: { name: 'mine' } } },
    { used: { ...file('b.mjs', ['plugins']), package: { name: 'b', version: '1.2.0' } }, definition: { plugins: [] } },
  ];
  const { notes } = await ownParts(loaded, context);
  expect(notes).toEqual([
    './a.mjs (sha256 1f2e3d4c5b6a): data, loss',
    './b.mjs (version 1.2.0, sha256 1f2e3d4c5b6a): plugins',
  ]);
  expect(await ownParts([], context)).toEqual({});
});
