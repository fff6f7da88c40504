import '@tensorflow/tfjs';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTensors } from '@amnl/core-loop/testing';
import { describe, expect, it, test } from 'vitest';
import { modelOf, valuesOf } from '../test/any-model.js';
import { readOnly } from '../test/memory-disk.js';
import { encodeFile } from '../test/tensor-bytes.js';
import reference from './fixtures/safetensors.json' with { type: 'json' };
import { loadWeights, loadWeightsWith } from './load-weights.js';
import { encodeSafetensors } from './safetensors.js';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.safetensors`, import.meta.url));
const { pytorch } = reference.files;

describe('a file that PyTorch or Hugging Face wrote', () => {
  const shapes = { 'fc/w': [2, 3], 'fc/b': [2], 'bn/gamma': [2], 'bn/mean': [2] };
  const table = {
    'fc.weight': 'fc/w',
    'fc.bias': 'fc/b',
    'bn.weight': 'bn/gamma',
    'bn.running_mean': 'bn/mean',
  };
  const expected = {
    'fc/w': pytorch['fc.weight'].values,
    'fc/b': pytorch['fc.bias'].values,
    'bn/gamma': pytorch['bn.weight'].values,
    'bn/mean': pytorch['bn.running_mean'].values,
  };

  it('is loaded: float32, and float16, bfloat16 and float64 converted; the count of batches is left out', async () => {
    const model = modelOf(shapes);
    let report: unknown;
    expect(
      await countTensors(async () => {
        report = await loadWeights(model, fixture('pytorch'), { rename: table });
      }),
    ).toBe(0);
    expect(valuesOf(model)).toEqual(expected);
    expect(report).toEqual({
      metadata: { format: 'pt' },
      loaded: Object.keys(shapes),
      missing: [],
      unused: ['bn.num_batches_tracked'],
      different: {},
    });
  });

  it('names may be mapped by a function, and tensors left out', async () => {
    const names: Record<string, string | null> = table;
    const model = modelOf({ 'fc/w': [2, 3], 'fc/b': [2] });
    const rename = (name: string) => (name.startsWith('fc.') ? names[name]! : null);
    const { unused } = await loadWeights(model, fixture('pytorch'), { rename });
    expect(unused).toEqual(expect.arrayContaining(['bn.weight', 'bn.running_mean', 'bn.num_batches_tracked']));
    expect(valuesOf(model)).toEqual({ 'fc/w': expected['fc/w'], 'fc/b': expected['fc/b'] });
  });

  const other = { 'fc.weight': [3, 2], 'fc.bias': [3], 'bn.weight': [2], other: [1] };
  it('that does not fit changes nothing, and all that differs is listed', async () => {
    const model = modelOf(other);
    const failed = loadWeights(model, fixture('pytorch'));
    await expect(failed).rejects.toMatchObject({ code: 'CK_MODEL_MISMATCH' });
    await expect(failed).rejects.toThrow(
      /pytorch.safetensors do not fit the model. Not in the file: other; not in the model: bn.running_mean; of another shape or dtype: fc.weight \(file F32\[2,3\], which looks transposed, model float32\[3,2\]\), fc.bias \(file F16\[2\], model float32\[3\]\)\. /,
    );
    expect(new Set(Object.values(valuesOf(model)).flat())).toEqual(new Set([9]));
  });

  it('is loaded in part on request, with a report of what was and was not', async () => {
    const model = modelOf(other);
    expect(await loadWeights(model, fixture('pytorch'), { partial: true })).toEqual({
      metadata: { format: 'pt' },
      loaded: ['bn.weight'],
      missing: ['other'],
      unused: ['bn.num_batches_tracked', 'bn.running_mean'],
      different: {
        'fc.weight': 'file F32[2,3], which looks transposed, model float32[3,2]',
        'fc.bias': 'file F16[2], model float32[3]',
      },
    });
    expect(valuesOf(model)).toMatchObject({ 'bn.weight': expected['bn/gamma'], other: [9] });
  });

  it('of which nothing fits is an error also where a part would do', async () => {
    const failed = loadWeights(modelOf({ nothing: [1] }), fixture('pytorch'), { partial: true });
    await expect(failed).rejects.toThrow('CK_MODEL_MISMATCH');
  });

  it.each([
    [{ 'fc.weight': 'a', 'fc.bias': 'a' }, /"fc\.(weight|bias)" and "fc\.(weight|bias)" one name, "a"/],
    [{ 'fc.wieght': 'a' }, /has "fc.wieght", which is not a name in the file/],
    [() => undefined as unknown as null, /gives undefined for "/],
  ])('a rule for names that cannot be meant is refused: %o', async (rename, message) => {
    const failed = loadWeights(modelOf({ a: [2] }), fixture('pytorch'), { rename });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code: 'CL_OPTION_INVALID' });
  });
});

describe('dtypes', () => {
  it('that are unknown matter only where their tensor is wanted', async () => {
    const model = modelOf({ w: [2] });
    await loadWeights(model, fixture('exotic'), { rename: { f8: null, u64: null } });
    expect(valuesOf(model)).toEqual({ w: [1.5, -2] });
    const wanted = loadWeights(modelOf({ w: [2], f8: [2] }), fixture('exotic'), { rename: { u64: null } });
    await expect(wanted).rejects.toThrow(
      /f8 \(file F8_E4M3\[2\], a dtype that cannot be read, model.*CK_DTYPE_UNKNOWN/,
    );
  });

  it.each([
    [
      'f',
      'i',
      'float32',
      [2],
      /tensor "f" of .*too-large.safetensors: value 1 is 1e\+39, which does not fit into float32/,
    ],
    ['i', 'f', 'int32', [1], /tensor "i" of .*: value 0 is 2147483648, which does not fit into int32/],
  ] as const)(
    'values that do not fit are refused, and nothing is changed: %s',
    async (name, out, dtype, shape, text) => {
      const model = modelOf({ [name]: shape }, dtype);
      const failed = loadWeights(model, fixture('too-large'), { rename: { [out]: null } });
      await expect(failed).rejects.toThrow(text);
      await expect(failed).rejects.toMatchObject({ code: 'CK_OUT_OF_RANGE' });
      expect(valuesOf(model)[name]![0]).toBe(9);
    },
  );

  const only = (name: string) => (given: string) => (given === name ? name : null);
  it.each([
    ['i64', [3], 'int32', [-(2 ** 31), 0, 2 ** 31 - 1]],
    ['u8', [2], 'int32', [0, 255]],
    ['bool', [1, 2], 'int32', [1, 0]],
    ['bool', [1, 2], 'bool', [1, 0]],
    ['nothing', [0, 3], 'float32', []],
  ] as const)('whole numbers and bools go where they fit: %s %o as %s', async (name, shape, dtype, values) => {
    const model = modelOf({ [name]: shape }, dtype);
    await loadWeights(model, fixture('dtypes'), { rename: only(name) });
    expect(valuesOf(model)).toEqual({ [name]: values });
  });

  it.each([
    ['i64', [3], 'float32', 'CK_MODEL_MISMATCH'],
    ['f32', [3], 'int32', 'CK_MODEL_MISMATCH'],
    ['i8', [3], 'bool', 'CK_OUT_OF_RANGE'],
  ] as const)('%s %o is no %s', async (name, shape, dtype, code) => {
    const failed = loadWeights(modelOf({ [name]: shape }, dtype), fixture('dtypes'), { rename: only(name) });
    await expect(failed).rejects.toMatchObject({ code });
  });
});

describe('what is read of a large file', () => {
  const gigabytes = 3_000_000_000;

  it('is its header and the tensors that are wanted', async () => {
    const count = 50_000;
    const header = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `t${i}`,
        { dtype: 'F32', shape: [1], data_offsets: [4 * i, 4 * i + 4] },
      ]),
    );
    const behind = { dtype: 'F32', shape: [gigabytes / 4], data_offsets: [4 * count, 4 * count + gigabytes] };
    const bytes = encodeFile(
      { ...header, behind },
      new Uint8Array(Float32Array.from({ length: count }, (_, i) => i).buffer),
    );
    const { files, reads, open } = readOnly(bytes, bytes.length + gigabytes);
    const model = modelOf({ t1: [1], t40000: [1] });
    const wanted = new Set(['t1', 't40000']);
    await loadWeightsWith(files, model, '/x', { rename: (name) => (wanted.has(name) ? name : null) });
    expect(valuesOf(model)).toEqual({ t1: [1], t40000: [40_000] });
    const dataStart = bytes.length - 4 * count;
    expect(reads).toEqual([
      [0, 9],
      [0, dataStart],
      [dataStart + 4, 4],
      [dataStart + 160_000, 4],
    ]);
    expect(open()).toBe(0);
  });

  it.each([
    ['is nothing where it begins with nothing', new Uint8Array(9), 9],
    ['is little where it claims a long header', Uint8Array.of(0, 0xe0, 0xf5, 0x05, 0, 0, 0, 0, 0), 9],
    ['is its header where that does not describe the rest', encodeFile({}), 9 + 10],
  ])('%s', async (_, bytes, most) => {
    const { files, reads, open } = readOnly(bytes, gigabytes);
    await expect(loadWeightsWith(files, modelOf({ w: [1] }), '/x')).rejects.toThrow('CK_CORRUPT');
    expect(reads.reduce((sum, [, length]) => sum + length, 0)).toBeLessThanOrEqual(most);
    expect(open()).toBe(0);
  });

  it('that is a checkpoint is its header, where that was changed', async () => {
    const about = { format: 'amnl-checkpoint', version: '2', kind: 'best', epochs: '1', sha256_header: '0'.repeat(64) };
    const w = { dtype: 'F32', shape: [gigabytes / 4], data_offsets: [0, gigabytes] };
    const bytes = encodeFile({ __metadata__: about, 'model/w': w });
    const { files, reads } = readOnly(bytes, bytes.length + gigabytes);
    await expect(loadWeightsWith(files, modelOf({ w: [1] }), '/x')).rejects.toThrow(/header was altered.*CK_CORRUPT/);
    expect(reads).toEqual([
      [0, 9],
      [0, bytes.length],
    ]);
  });

  it('that becomes shorter meanwhile is told', async () => {
    const w = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
    const { files } = readOnly(encodeFile({ w }, new Uint8Array(4)), encodeFile({ w }).length + 8);
    await expect(loadWeightsWith(files, modelOf({ w: [2] }), '/x')).rejects.toThrow(/truncated.*CK_CORRUPT/);
  });
});

test('names that objects inherit are names as any other', async () => {
  const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  const model = modelOf({ w: [1] });
  const text = JSON.stringify({ w: one }).replace(
    '}}',
    '},"__proto__":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}',
  );
  const extra = readOnly(encodeFile(text, new Uint8Array(4)));
  await expect(loadWeightsWith(extra.files, model, '/x')).rejects.toThrow(/not in the model: __proto__;/);
  const lacking = readOnly(encodeFile({ w: one }, new Uint8Array(4)));
  const named = modelOf({ w: [1], constructor: [1] });
  await expect(loadWeightsWith(lacking.files, named, '/x')).rejects.toThrow(/Not in the file: constructor;/);
});

const python = process.env['AMNL_PYTHON'] ?? 'python3';
const hasSafetensors = spawnSync(python, ['-c', 'import safetensors.numpy']).status === 0;

test.skipIf(!hasSafetensors)("what is written here is what Python's safetensors reads", () => {
  const folder = mkdtempSync(join(tmpdir(), 'amnl-python-'));
  const path = join(folder, 'ours.safetensors');
  const tensors = {
    'model/w': { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1.5, -2, 3e38, 1e-45) },
    flag: { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
    __proto__x: { dtype: 'int32', shape: [], data: Int32Array.of(-7) },
    ünï: { dtype: 'float32', shape: [0, 3], data: new Float32Array() },
  } as const;
  writeFileSync(path, encodeSafetensors({ tensors, metadata: { format: 'pt', text: '"\\\n' } }));
  const program = `
import json, sys, safetensors
with safetensors.safe_open(sys.argv[1], 'np') as file:
    tensors = {name: file.get_tensor(name) for name in file.keys()}
    print(json.dumps([file.metadata(), {n: [str(t.dtype), list(t.shape), t.ravel().tolist()] for n, t in tensors.items()}]))`;
  const said: unknown = JSON.parse(execFileSync(python, ['-c', program, path], { encoding: 'utf8' }));
  rmSync(folder, { recursive: true });
  expect(said).toEqual([
    { format: 'pt', text: '"\\\n' },
    {
      'model/w': ['float32', [2, 2], [...tensors['model/w'].data]],
      flag: ['bool', [3], [true, false, true]],
      __proto__x: ['int32', [], [-7]],
      ünï: ['float32', [0, 3], []],
    },
  ]);
});
