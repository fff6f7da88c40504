import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpusOf, inputAt } from '../src/inputs.mjs';
import { moduleOf, PARSERS } from '../src/parsers/index.mjs';
import { saveFindings } from '../src/report.mjs';
import { runInputs } from '../src/session.mjs';
import bad, { NAMES } from './planted/bad-parser.mjs';

interface Finding {
  readonly index: number;
  readonly kind: string;
  readonly detail: string;
}
const badModule = new URL('./planted/bad-parser.mjs', import.meta.url).href;

/** Milliseconds after which an input hangs, on a machine that may be busy; `pnpm fuzz` is stricter. */
const HOPE = 30_000;

/** Inputs of each parser here; `pnpm fuzz` runs two hundred thousand. */
const INPUTS = 300;

describe.each(PARSERS)('%s', (name) => {
  test(`its corpus and mutations of it, ${INPUTS} inputs, do no harm`, async () => {
    const result = await runInputs({ parser: moduleOf(name), seed: 1, from: 0, to: INPUTS, maxMs: HOPE });
    expect(result.findings).toEqual([]);
    const tally: Record<string, number> = result.tally;
    expect(tally['value'], 'inputs that reach the end of the parser').toBeGreaterThan(INPUTS / 100);
    expect(Object.values(tally).reduce((a, b) => a + b, 0)).toBe(INPUTS);
  });

  test('an input depends on seed and index alone', async () => {
    const { default: parser } = await import(moduleOf(name));
    const corpus = corpusOf(name);
    const made = (seed: number, index: number) => Buffer.from(inputAt(parser, corpus, seed, index)).toString('hex');
    const first = Array.from({ length: 50 }, (_, i) => made(7, corpus.length + i));
    const again = Array.from({ length: 50 }, (_, i) => made(7, corpus.length + 49 - i)).reverse();
    expect(again).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(30);
    expect(Array.from({ length: 50 }, (_, i) => made(8, corpus.length + i))).not.toEqual(first);
  });
});

test('the saved inputs stay small', () => {
  const sizes = PARSERS.flatMap((name: string) => corpusOf(name).map((bytes: Uint8Array) => bytes.length));
  expect(sizes.reduce((a: number, b: number) => a + b, 0)).toBeLessThan(200_000);
});

describe('a bad parser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'amnl-planted-'));
  const found = async (name: string, maxMs?: number): Promise<Finding | undefined> => {
    const file = join(folder, 'input');
    writeFileSync(file, Uint8Array.of(NAMES.indexOf(name)));
    const { findings } = await runInputs({ parser: badModule, seed: 1, from: 0, to: 1, file, maxMs });
    return findings[0];
  };

  test.each(['fine', 'told'])('is not blamed where it is %s', async (name) => {
    expect(await found(name, HOPE)).toBeUndefined();
  });

  test.each([
    ['crash', 'crash', /TypeError/],
    ['unknownCode', 'crash', /TrainError/],
    ['terminal', 'crash', /control characters/],
    ['unsound', 'crash', /wrong value/],
    ['later', 'crash', /TypeError/],
    ['endless', 'hang', /stopped/],
    ['waiting', 'hang', /waiting/],
    ['slow', 'hang', /ms/],
    ['claimed', 'over-allocation', /95 MiB/],
    ['claimedBuffer', 'over-allocation', /95 MiB/],
    ['inSlices', 'over-allocation', /80 MiB/],
    ['heap', 'over-allocation', /MiB/],
    ['heapBeyondLimits', 'over-allocation', /memory/],
  ])('is caught: %s', async (name, kind, detail) => {
    // Filling a heap takes its time on a busy machine, and is not to be taken for a hang there.
    const maxMs = kind === 'over-allocation' ? HOPE : undefined;
    expect(await found(name, maxMs)).toMatchObject({ kind, detail: expect.stringMatching(detail) });
  });

  test('does not keep the others from being counted, and its inputs are saved', async () => {
    // Its mutations are 0, which is fine, and 1, which is told.
    const result = await runInputs({ parser: badModule, seed: 3, from: 1, to: 601 });
    expect(result.findings).toEqual([]);
    expect(result.tally).toEqual({ value: expect.any(Number), BAD_KNOWN: expect.any(Number) });
    const lines = await saveFindings('bad', badModule, 3, [{ index: 9, kind: 'crash', detail: 'x' }], folder);
    const [file] = readdirSync(folder).filter((name) => name.startsWith('bad-3-9'));
    expect(new Uint8Array(readFileSync(join(folder, file!)))).toEqual(inputAt(bad, corpusOf('bad-parser'), 3, 9));
    expect(lines.join('\n')).toContain(`pnpm fuzz --parser bad --file ${join(folder, file!)}`);
    rmSync(folder, { recursive: true });
  });
});
