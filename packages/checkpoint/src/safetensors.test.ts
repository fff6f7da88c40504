import { TrainError } from '@amnl/core-loop';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFile as file } from '../test/tensor-bytes.js';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';

const storedTensor: fc.Arbitrary<StoredTensor> = fc
  .tuple(fc.constantFrom('float32', 'int32', 'bool'), fc.array(fc.nat(4), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const exactly = { minLength: length, maxLength: length };
    if (dtype === 'float32') return fc.float32Array(exactly).map((data): StoredTensor => ({ dtype, shape, data }));
    if (dtype === 'int32') return fc.int32Array(exactly).map((data): StoredTensor => ({ dtype, shape, data }));
    return fc.uint8Array({ ...exactly, max: 1 }).map((data): StoredTensor => ({ dtype: 'bool', shape, data }));
  });
const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('__proto__', 'constructor', 'model/w', 'ünï'));
const content = fc.record({
  tensors: fc.dictionary(
    name.filter((n) => n !== '__metadata__'),
    storedTensor,
    { maxKeys: 5, noNullPrototype: true },
  ),
  metadata: fc.dictionary(name, fc.string(), { maxKeys: 3, noNullPrototype: true }),
});

describe('safetensors', () => {
  it('writes the format byte for byte', () => {
    const encoded = encodeSafetensors({
      tensors: {
        flag: { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
        w: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, -2) },
      },
      metadata: { a: 'b' },
    });
    const header =
      '{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"flag":{"dtype":"BOOL","shape":[2],"data_offsets":[8,10]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
    expect(encoded).toEqual(file(padded, [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, 0]));
  });

  it('gives back what it was given', () => {
    fc.assert(
      fc.property(content, (given) => {
        expect(decodeSafetensors(encodeSafetensors(given))).toEqual(given);
      }),
    );
  });

  it('reads from a Node Buffer and from the middle of a buffer, into memory of its own', () => {
    const given = {
      tensors: { w: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } },
      metadata: {},
    } as const;
    const encoded = encodeSafetensors(given);
    const shifted = new Uint8Array(encoded.length + 3);
    shifted.set(encoded, 3);
    for (const bytes of [Buffer.from(encoded), shifted.subarray(3)]) {
      const { tensors } = decodeSafetensors(bytes);
      bytes.fill(0);
      expect(tensors).toEqual(given.tensors);
      expect(tensors['w']!.data.buffer.byteLength).toBe(8);
    }
  });

  it('reads tensors at offsets that are not multiples of 4', () => {
    const header = {
      flag: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] },
      w: { dtype: 'F32', shape: [], data_offsets: [1, 5] },
    };
    const { tensors } = decodeSafetensors(file(header, [1, 0, 0, 0x80, 0x3f]));
    expect(tensors['w']!.data).toEqual(Float32Array.of(1));
  });

  const F32 = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  const entry = '{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}';
  it.each([
    ['a name that comes twice', `{"a":${entry},"b":${entry.replace('[0,1]', '[1,2]')},"a":${entry}}`],
    ['a name that comes twice, written in two ways', `{"a":${entry},"\\u0061":${entry}}`],
    ['metadata that come twice', `{"__metadata__":{},"__metadata__":{},"a":${entry}}`],
    ['a metadata name that comes twice', `{"__metadata__":{"k":"1","k":"2"},"a":${entry}}`],
    ['an offset that comes twice', `{"a":${entry.replace('}', ',"data_offsets":[0,1]}')}}`],
    ['something behind the object', `{"a":${entry}}{}`],
    ['a comma too many', `{"a":${entry},}`],
    ['space before the object', ` {"a":${entry}}`],
  ])('refuses %s', (_, header) => {
    expect(() => decodeSafetensors(file(header, [1]))).toThrow('CK_CORRUPT');
  });

  const inherited = '__proto__';
  it('takes names that objects inherit as names, and says nothing of those that are not there', () => {
    const header = `{"__metadata__":{"__proto__":"p"},"__proto__":${entry}, "constructor" :${entry.replace('[0,1]', '[1,2]')}}`;
    const { tensors, metadata } = decodeSafetensors(file(header, [1, 0]));
    expect(Object.keys(tensors)).toEqual(['__proto__', 'constructor']);
    expect(tensors[inherited]!.data).toEqual(Uint8Array.of(1));
    expect(tensors['toString']).toBeUndefined();
    expect(metadata[inherited]).toBe('p');
    expect(metadata['constructor']).toBeUndefined();
  });

  it('calls a dtype that it does not know by a code of its own', () => {
    const header = { w: { ...F32, dtype: 'F8_E4M3', shape: [4] } };
    expect(() => decodeSafetensors(file(header, [0, 0, 0, 0]))).toThrow(/"w" has dtype "F8_E4M3".*CK_DTYPE_UNKNOWN/);
    expect(() => decodeSafetensors(file(header, [0, 0, 0]))).toThrow('CK_CORRUPT');
  });

  it('refuses a bool that is neither 0 nor 1', () => {
    expect(() => decodeSafetensors(file(`{"a":${entry}}`, [2]))).toThrow(/"a": value 0 is 2.*CK_OUT_OF_RANGE/);
  });

  it('writes no tensor over the metadata, and no header that could not be read', () => {
    const tensor: StoredTensor = { dtype: 'bool', shape: [0], data: new Uint8Array() };
    const reserved = () => encodeSafetensors({ tensors: { __metadata__: tensor }, metadata: { a: 'b' } });
    expect(reserved).toThrow('CK_NAME');
    const long = () => encodeSafetensors({ tensors: {}, metadata: { a: 'x'.repeat(100_000_000) } });
    expect(long).toThrow('CK_WRITE_FAILED');
  });

  it.each([
    ['an empty file', new Uint8Array()],
    ['seven bytes', new Uint8Array(7)],
    ['a header longer than the file', file({}, [], 3n)],
    ['an enormous header', file({}, [], 2n ** 63n)],
    ['no JSON', file('{"w":')],
    ['JSON that is no object', file([])],
    ['null', file('null')],
    ['bytes that are no UTF-8', new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe])],
    ['metadata that are not strings', file({ __metadata__: { a: 1 } })],
    ['metadata that are no object', file({ __metadata__: [] })],
    ['an entry that is no object', file({ w: 7 })],
    ['a dtype that is no text', file({ w: { ...F32, dtype: 7 } }, [0, 0, 0, 0])],
    ['a negative size', file({ w: { ...F32, shape: [-1] } }, [0, 0, 0, 0])],
    ['a size of minus zero', file('{"w":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}')],
    ['a fractional size', file({ w: { ...F32, shape: [0.5] } }, [0, 0, 0, 0])],
    ['an enormous shape', file({ w: { ...F32, shape: [1e15, 1e15] } }, [0, 0, 0, 0])],
    ['no shape', file({ w: { dtype: 'F32', data_offsets: [0, 4] } }, [0, 0, 0, 0])],
    ['three offsets', file({ w: { ...F32, data_offsets: [0, 4, 8] } }, [0, 0, 0, 0])],
    ['offsets the wrong way round', file({ w: { ...F32, data_offsets: [4, 0] } }, [0, 0, 0, 0])],
    ['bytes that do not fit the shape', file({ w: { ...F32, shape: [2] } }, [0, 0, 0, 0])],
    ['offsets outside the file', file({ w: F32 }, [0, 0])],
    ['data behind the last tensor', file({ w: F32 }, [0, 0, 0, 0, 9])],
    ['a hole', file({ a: F32, b: { ...F32, data_offsets: [8, 12] } }, Array(12).fill(0))],
    ['an overlap', file({ a: F32, b: { ...F32, data_offsets: [0, 4] } }, [0, 0, 0, 0])],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeSafetensors(bytes)).toThrow('CK_CORRUPT');
  });

  it('refuses a file cut short anywhere', () => {
    fc.assert(
      fc.property(content, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, part) => {
        const encoded = encodeSafetensors(given);
        expect(() => decodeSafetensors(encoded.subarray(0, Math.floor(part * encoded.length)))).toThrow('CK_CORRUPT');
      }),
    );
  });

  it('meets any damage with CK_CORRUPT or with tensors that fill the file exactly', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(content, damage, (given, changes) => {
        const bytes = encodeSafetensors(given);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        try {
          const { tensors } = decodeSafetensors(bytes);
          const header = Number(new DataView(bytes.buffer).getBigUint64(0, true));
          const data = Object.values(tensors).reduce((sum, t) => sum + t.data.byteLength, 0);
          expect(8 + header + data).toBe(bytes.length);
        } catch (error) {
          if (!(error instanceof TrainError)) throw error;
          // A damaged name of a dtype may be one that nobody knows, a damaged bool neither true nor false.
          expect(error.code).toMatch(/^CK_(CORRUPT|DTYPE_UNKNOWN|OUT_OF_RANGE)$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('walks into no depths of a header', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (const entry of [`{"dtype":${deep}}`, `{"dtype":"F32","shape":${deep}}`, `{"dtype":"F32","shape":[${deep}]}`]) {
      expect(() => decodeSafetensors(file(`{"w":${entry}}`))).toThrow('CK_CORRUPT');
    }
  });

  it('keeps messages short, whatever the names', () => {
    const long = 'x'.repeat(100_000);
    try {
      decodeSafetensors(file({ [long]: { ...F32, dtype: long } }));
      expect.unreachable();
    } catch (error) {
      expect((error as TrainError).code).toBe('CK_CORRUPT');
      expect((error as TrainError).message.length).toBeLessThan(400);
    }
  });

  it('allocates nothing by what a header claims', () => {
    // So much that an attempt would be a RangeError of its own.
    const petabyte = 2 ** 50;
    const claims = [
      file({ w: { ...F32, shape: [petabyte / 4], data_offsets: [0, petabyte] } }),
      file({ w: { ...F32, shape: [petabyte / 4] } }, [0, 0, 0, 0]),
      file({}, [], BigInt(petabyte)),
    ];
    for (const claim of claims) expect(() => decodeSafetensors(claim)).toThrow('CK_CORRUPT');
  });

  it('refuses data that do not fit their shape', () => {
    const wrong: StoredTensor = { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2) };
    expect(() => encodeSafetensors({ tensors: { wrong }, metadata: {} })).toThrow(/'wrong'.*CK_DTYPE/);
  });
});
