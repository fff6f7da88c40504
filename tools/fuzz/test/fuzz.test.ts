import { describe, expect, test } from 'vitest';
import { fuzz } from '../src/fuzz.mjs';
import * as PARSERS from '../src/parsers.mjs';

/** Milliseconds after which an input hangs, on a machine that may be busy; `pnpm fuzz` is stricter. */
const HOPE = 30_000;
/** Inputs of each parser here; `pnpm fuzz` runs two hundred thousand. */
const INPUTS = 300;

test.each(Object.keys(PARSERS))(`%s: its corpus and edits of it, ${INPUTS} inputs, do no harm`, async (name) => {
  const module = new URL('../src/parsers.mjs', import.meta.url).href;
  const { tally, finding } = await fuzz({ module, name, seed: 1, inputs: INPUTS, maxMs: HOPE });
  expect(finding).toBeUndefined();
  const counts: Record<string, number> = tally;
  expect(counts['value'], 'inputs that reach the end of the parser').toBeGreaterThan(INPUTS / 100);
  expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(INPUTS);
});

describe('a planted parser', () => {
  const found = (name: string, maxMs: number) => {
    const module = new URL('./planted.mjs', import.meta.url).href;
    return fuzz({ module, name, seed: 1, inputs: 2000, maxMs, shrinkMs: 5000 });
  };

  test.each(['fine', 'refused'])('that is %s is not blamed', async (name) => {
    const { tally, finding } = await found(name, HOPE);
    expect(finding).toBeUndefined();
    expect(Object.keys(tally).sort()).toEqual(name === 'fine' ? ['value'] : ['BAD_KNOWN', 'value']);
  });

  test.each([
    ['crash', 'crash', /TypeError/],
    ['unknownCode', 'crash', /TrainError/],
    ['terminal', 'crash', /control characters/],
    ['unsound', 'crash', /wrong value/],
    ['later', 'crash', /TypeError/],
    ['claimed', 'over-allocation', /95 MiB/],
    ['claimedBuffer', 'over-allocation', /95 MiB/],
    ['inSlices', 'over-allocation', /80 MiB/],
    ['heap', 'over-allocation', /MiB/],
    ['heapBeyondLimits', 'over-allocation', /memory/],
    ['endless', 'hang', /stopped/],
    ['waiting', 'hang', /stopped/],
  ])('is caught: %s', async (name, outcome, detail) => {
    // Filling a heap takes its time on a busy machine, and is not to be taken for a hang there.
    const { finding } = await found(name, outcome === 'hang' ? 1000 : HOPE);
    expect(finding).toMatchObject({ outcome, detail: expect.stringMatching(detail) });
    expect(finding?.input).toContain(7);
  });

  test('leaves the smallest input that does harm, the same one for the same seed', async () => {
    const { finding } = await found('crash', HOPE);
    expect([...finding!.input]).toEqual([7]);
  });
});
