import { expect, it } from 'vitest';
import { turns } from './turns.js';

const settle = () => new Promise((done) => setImmediate(done));

it('lets a group go at each turn, in the order of asking', async () => {
  const turn = turns(3);
  const gone: number[] = [];
  for (let i = 0; i < 8; i++) void turn().then(() => gone.push(i));
  const counts: number[] = [];
  while (gone.length < 8) {
    await settle();
    if (counts.at(-1) !== gone.length) counts.push(gone.length);
  }
  expect(counts.filter((count) => count > 0)).toEqual([3, 6, 8]);
  expect(gone).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
