import { LIFECYCLE } from '@amnl/core-loop';
import { describe, expect, test } from 'vitest';
import { allBlocks, placeOf } from '../src/blocks.mjs';
import { executorOf } from '../src/executors.mjs';
import { stepsOf } from '../src/lifecycle.mjs';

const pictures = allBlocks.filter((block) => executorOf(block) === 'lifecycle');

test('the loop is drawn where it is explained', () => {
  const pages = ['README.md', 'ARCHITECTURE.md', 'packages/core-loop/README.md', 'docs/concepts.md'];
  expect(pictures.map(({ page }) => page)).toEqual(expect.arrayContaining(pages));
});

describe.each(pictures.map((block) => [placeOf(block), block] as const))('%s', (_, block) => {
  test('is the loop that core-loop turns', () => {
    expect(stepsOf(block.text)).toEqual(stepsOf(LIFECYCLE));
  });
});
