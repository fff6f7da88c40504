import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { type Plugin, type Reported, recentMeans } from '../src/index.js';
import { countTensors, tinyTrainer } from '../src/testing/index.js';

beforeAll(async () => {
  await setBackend('cpu');
});

/** Looks at what was reported after every step. */
function looking(seen: Readonly<Record<string, Reported>>[]): Plugin {
  return {
    name: 'looking',
    hooks: {
      async stepEnd(run) {
        seen.push(await run.reported());
      },
    },
  };
}

test('the last look of an epoch is its metrics, and looking changes nothing and leaves no tensor', async () => {
  const seen: Readonly<Record<string, Reported>>[] = [];
  const left = await countTensors(async () => {
    const [looked, plain] = [tinyTrainer({ plugins: [looking(seen)] }), tinyTrainer()];
    const { history } = await looked.fit();
    const expected = (await plain.fit()).history.map(({ metrics }) => metrics);
    expect(history.map(({ metrics }) => metrics)).toEqual(expected);
    expect([5, 11].map((step) => seen[step]!['loss']!.value)).toEqual(expected.map(({ loss }) => loss));
    expect(seen.map(({ loss }) => loss!.count)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
    for (const trainer of [looked, plain]) {
      trainer.dispose();
      trainer.model.dispose!();
    }
  });
  expect(left).toBe(0);
});

test('recent means are the losses of the steps between two looks', async () => {
  const seen: Readonly<Record<string, Reported>>[] = [];
  const trainer = tinyTrainer({ plugins: [looking(seen)], epochs: 1 });
  await trainer.fit();
  const each = seen.map((now, i) => recentMeans(now, seen[i - 1])['loss']!);
  expect(each.slice(2, 5).reduce((a, b) => a + b) / 3).toBeCloseTo(recentMeans(seen[4]!, seen[1])['loss']!, 5);
  expect(each[0]).toBe(seen[0]!['loss']!.value);
  trainer.dispose();
});
