import '@tensorflow/tfjs';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { modelOf, valuesOf } from '../test/any-model.js';
import { loadWeights } from './load-weights.js';
import { encodeSafetensors } from './safetensors.js';

const temporary = mkdtempSync(join(tmpdir(), 'amnl index '));
afterAll(() => rmSync(temporary, { recursive: true }));
let folder: string;
let index: string;
beforeEach(() => {
  folder = mkdtempSync(join(temporary, 'm-'));
  index = join(folder, 'model.safetensors.index.json');
});

/** Writes a file of tensors of one value each. */
function file(name: string, values: Readonly<Record<string, number>>): void {
  const one = ([key, value]: [string, number]) =>
    [key, { dtype: 'float32', shape: [1], data: Float32Array.of(value) }] as const;
  const tensors = Object.fromEntries(Object.entries(values).map(one));
  writeFileSync(join(folder, name), encodeSafetensors({ tensors, metadata: { format: 'pt' } }));
}
const writeIndex = (content: unknown) =>
  writeFileSync(index, typeof content === 'string' ? content : JSON.stringify(content));

describe('a model that Hugging Face cut into several files', () => {
  it('is loaded by its index, names mapped as of one file', async () => {
    mkdirSync(join(folder, 'sub'));
    file('1.safetensors', { 'm.a': 1, 'm.b': 2 });
    file('sub/2.safetensors', { 'm.c': 3 });
    const weight_map = { 'm.a': '1.safetensors', 'm.b': '1.safetensors', 'm.c': 'sub/2.safetensors' };
    writeIndex({ metadata: { total_size: 12 }, weight_map });
    const model = modelOf({ a: [1], b: [1], c: [1] });
    const { loaded, metadata } = await loadWeights(model, index, { rename: (name) => name.slice(2) });
    expect(valuesOf(model)).toEqual({ a: [1], b: [2], c: [3] });
    expect({ loaded, metadata }).toEqual({ loaded: ['a', 'b', 'c'], metadata: { format: 'pt' } });
  });

  it('tells what is missing and what nobody wants, of all files together', async () => {
    file('1.safetensors', { a: 1 });
    file('2.safetensors', { b: 2 });
    writeIndex({ weight_map: { a: '1.safetensors', b: '2.safetensors' } });
    const failed = loadWeights(modelOf({ a: [1], c: [1] }), index);
    await expect(failed).rejects.toThrow(/Not in the file: c; not in the model: b;.*CK_MODEL_MISMATCH/);
  });

  it.each([
    ['no JSON', '{', 'CK_CORRUPT', /not an index of safetensors files: /],
    ['null', null, 'CK_CORRUPT', /has no `weight_map`/],
    ['a map that is none', { weight_map: { a: 1 } }, 'CK_CORRUPT', /"a" is in 1/],
    ['a file that is not there', { weight_map: { a: '3.safetensors' } }, 'CK_NOT_FOUND', /3\.safetensors/],
    ['a way out', { weight_map: { a: '../1.safetensors' } }, 'CK_PATH', /not in its own folder/],
    [
      'a tensor where it is not',
      { weight_map: { b: '1.safetensors' } },
      'CK_CORRUPT',
      /places "b" in .*where it is missing/,
    ],
    [
      'a tensor in two files',
      { weight_map: { a: '1.safetensors', c: '2.safetensors' } },
      'CK_CORRUPT',
      /two of which have "a"/,
    ],
  ])('%s', async (_, content, code, message) => {
    file('1.safetensors', { a: 1 });
    file('2.safetensors', { a: 1, c: 1 });
    writeIndex(content);
    const failed = loadWeights(modelOf({ a: [1] }), index);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code });
  });

  it('an index that is not there', async () => {
    await expect(loadWeights(modelOf({ a: [1] }), index)).rejects.toMatchObject({ code: 'CK_NOT_FOUND' });
  });
});
