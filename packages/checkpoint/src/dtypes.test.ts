import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { fromBF16, fromF16 } from './dtypes.js';
import reference from './fixtures/safetensors.json' with { type: 'json' };
import { decodeSafetensors } from './safetensors.js';

const all = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);

/** The definition of IEEE 754: exponent bits and fraction bits to a number. */
function defined(bits: number, exponentBits: number): number {
  const fractionBits = 15 - exponentBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits >= 2 ** 15 ? -1 : 1;
  const exponent = Math.floor(bits / 2 ** fractionBits) % 2 ** exponentBits;
  const fraction = (bits % 2 ** fractionBits) / 2 ** fractionBits;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}

describe.each([
  ['float16', fromF16, 5],
  ['bfloat16', fromBF16, 8],
] as const)('all 65,536 values of %s', (name, convert, exponentBits) => {
  const converted = convert(all);

  it('are those of the definition', () => {
    const wrong = [...all].filter((bits) => !Object.is(converted[bits], defined(bits, exponentBits)));
    expect(wrong).toEqual([]);
  });

  it('are those of numpy', () => {
    const bits = new Uint32Array(converted.buffer).map((word, i) => (Number.isNaN(converted[i]) ? 0x7fc00000 : word));
    const hash = createHash('sha256').update(new Uint8Array(bits.buffer)).digest('hex');
    expect(hash).toBe(reference.halves[name]);
  });
});

test('every dtype that can be read, as Python wrote it', () => {
  const bytes = readFileSync(new URL('fixtures/dtypes.safetensors', import.meta.url));
  const { tensors, metadata } = decodeSafetensors(bytes);
  const read = Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, values: [...data] }]);
  expect(Object.fromEntries(read)).toEqual(reference.files.dtypes);
  expect(metadata).toEqual({});
  const dtypes = Object.fromEntries(Object.entries(tensors).map(([name, { dtype }]) => [name, dtype]));
  expect(dtypes).toEqual({
    ...Object.fromEntries(['f64', 'f32', 'f16', 'bf16', 'scalar', 'nothing'].map((name) => [name, 'float32'])),
    ...Object.fromEntries(['i64', 'i32', 'i16', 'i8', 'u8'].map((name) => [name, 'int32'])),
    bool: 'bool',
  });
});
