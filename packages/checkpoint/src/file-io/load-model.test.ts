import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countTensors } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeEach, describe, expect, it, test } from 'vitest';
import { nodeFiles } from '../file-system.js';
import { fileSystem } from './index.js';
import { loadModel } from './load-model.js';

const temporary = mkdtempSync(join(tmpdir(), 'amnl load-model '));
afterAll(() => rmSync(temporary, { recursive: true }));
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(temporary, 'm-'));
  path = join(folder, 'model.json');
});

/** Writes a model of so many bytes of weights; files of other names beside it. */
function write(model: unknown, files: Readonly<Record<string, ArrayLike<number>>> = {}): void {
  writeFileSync(path, typeof model === 'string' ? model : JSON.stringify(model));
  for (const [name, values] of Object.entries(files)) writeFileSync(join(folder, name), Uint8Array.from(values));
}
const modelOf = (...weightsManifest: unknown[]) => ({ modelTopology: {}, weightsManifest });
const group = (paths: unknown, ...weights: unknown[]) => ({ paths, weights });
const float = (name: string, ...shape: unknown[]) => ({ name, shape, dtype: 'float32' });
const little = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** Values of all weights, as TensorFlow.js decodes them. */
async function values(load = () => fileSystem(path).load()) {
  const { weightData, weightSpecs } = await load();
  return tf.tidy(() => {
    const decoded = Object.entries(tf.io.decodeWeights(weightData!, weightSpecs!));
    return Object.fromEntries(decoded.map(([name, value]) => [name, [...value.dataSync()]]));
  });
}

describe('weights of the converter', () => {
  it('in several groups and files, with a tensor that goes over from one file to the next', async () => {
    const all = little(1, 2, 3, 4);
    write(modelOf(group(['a', 'b'], float('x', 1), float('y', 2)), group(['c'], float('z'))), {
      a: all.slice(0, 6),
      b: all.slice(6, 12),
      c: all.slice(12),
    });
    const wanted = { x: [1], y: [2, 3], z: [4] };
    expect(await values()).toEqual(wanted);
    // In pieces, as weights of gigabytes are.
    expect(await values(() => loadModel({ files: nodeFiles, path, largest: 5 }))).toEqual(wanted);
  });

  it('made smaller, in every way there is', async () => {
    const entry = (name: string, dtype: string, quantization: object) => ({ name, shape: [2], dtype, quantization });
    write(
      modelOf(
        group(
          ['w'],
          entry('u8', 'float32', { dtype: 'uint8', min: -1, scale: 0.5 }),
          entry('u16', 'int32', { dtype: 'uint16', min: 10, scale: 2 }),
          entry('f16', 'float32', { dtype: 'float16' }),
          { name: 'text', shape: [2], dtype: 'string' },
          { name: 'yes', shape: [1], dtype: 'bool' },
        ),
      ),
      // u8: 0 4; u16: 1 and 256; f16: 1 and -2; texts 'hi' and ''; true
      { w: [0, 4, 1, 0, 0, 1, 0, 0x3c, 0, 0xc0, 2, 0, 0, 0, 104, 105, 0, 0, 0, 0, 1] },
    );
    expect(await values()).toEqual({ u8: [-1, 1], u16: [12, 522], f16: [1, -2], text: ['hi', ''], yes: [1] });
  });

  it('progress is told up to 1, by TensorFlow.js’s own option', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    await model.save(`file://${folder}`);
    const told: number[] = [];
    await tf.loadLayersModel(`file://${path}`, { onProgress: (fraction) => told.push(fraction) });
    expect(told).toEqual([1]);
  });
});

test('a graph model is loaded, runs, and is saved with all it needs', async () => {
  const node = (name: string, op: string, input: string[] = []) => ({ name, op, input, attr: {} });
  const graph = {
    node: [node('x', 'Placeholder'), node('w', 'Const'), node('y', 'AddV2', ['x', 'w'])],
    versions: { producer: 1, minConsumer: 1 },
  };
  const initializerSignature = { outputs: {} };
  write(
    { ...modelOf(group(['w.bin'], float('w', 2))), modelTopology: graph, format: 'graph-model', initializerSignature },
    {
      'w.bin': little(10, 20),
    },
  );
  const left = await countTensors(async () => {
    const model = await tf.loadGraphModel(`file://${path}`);
    const sum = tf.tidy(() => (model.predict(tf.tensor1d([1, 2])) as tf.Tensor).dataSync());
    expect([...sum]).toEqual([11, 22]);
    await model.save(`file://${folder}/again`);
    model.dispose();
  });
  expect(left).toBe(0);
  const again = await fileSystem(join(folder, 'again', 'model.json')).load();
  expect(again).toMatchObject({ modelTopology: graph, format: 'graph-model', initializerSignature });
});

describe('what is no model', () => {
  const one = group(['w'], float('w', 2));
  it.each([
    ['no JSON', '{', 'CK_NOT_A_MODEL', /model\.json is not the model\.json of a TensorFlow\.js model: it is not JSON/],
    ['a list', [], 'CK_NOT_A_MODEL', /it holds \[\]/],
    ['JSON of another kind', { name: 'x', version: '1.0.0' }, 'CK_NOT_A_MODEL', /it has no `modelTopology`/],
    ['no list of weights', modelOf(...[1]), 'CK_CORRUPT', /lacks `paths` or `weights`/],
    ['a manifest that is none', { modelTopology: {}, weightsManifest: {} }, 'CK_CORRUPT', /is not a list/],
    ['paths that are none', modelOf(group([1], float('w', 2))), 'CK_CORRUPT', /lacks `paths`/],
    ['a weight without a name', modelOf(group(['w'], { shape: [] })), 'CK_CORRUPT', /no name/],
    ['a shape that is none', modelOf(group(['w'], float('w', -1))), 'CK_CORRUPT', /"w" has shape \[-1\]/],
    ['a shape too large', modelOf(group(['w'], float('w', 2 ** 30, 2 ** 30))), 'CK_CORRUPT', /has shape/],
    ['a dtype unknown', modelOf(group(['w'], { ...float('w'), dtype: 'int64' })), 'CK_DTYPE_UNKNOWN', /"int64"/],
    [
      'a quantisation unknown',
      modelOf(group(['w'], { ...float('w'), quantization: { dtype: 'constructor' } })),
      'CK_DTYPE_UNKNOWN',
      /"constructor"/,
    ],
    ['weights cut short', modelOf(group(['w'], float('w', 3))), 'CK_CORRUPT', /w has 8 bytes, and its weights need 12/],
    ['weights too long', modelOf(group(['w'], float('w', 1))), 'CK_CORRUPT', /w has 8 bytes, and its weights need 4/],
    ['strings cut short', modelOf(group(['w'], { ...float('w', 2), dtype: 'string' })), 'CK_CORRUPT', /strings end at/],
    ['no weights’ file', modelOf(group(['v'], float('w', 2))), 'CK_NOT_FOUND', /there is no .*v, which .* refers to/],
    [
      'a way out',
      modelOf(group(['../w'], float('w', 2))),
      'CK_PATH',
      /names "\.\.\/w", which is not in its own folder/,
    ],
    ['the folder itself', modelOf(group(['.'], float('w', 2))), 'CK_PATH', /"\."/],
    ['a folder as weights', modelOf(group(['sub'], float('w', 2))), 'CK_READ_FAILED', /sub: it is a folder/],
    ['a name with a NUL', modelOf(group(['w\0'], float('w', 2))), 'CK_READ_FAILED', /null bytes/],
  ])('%s', async (_, model, code, message) => {
    mkdirSync(join(folder, 'sub'));
    write(model, { w: little(1, 2) });
    const failed = tf.loadLayersModel(`file://${path}`);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code });
  });

  it('bytes that are no text', async () => {
    writeFileSync(path, Uint8Array.of(0x7b, 0xff, 0x7d));
    await expect(fileSystem(path).load()).rejects.toMatchObject({ code: 'CK_NOT_A_MODEL' });
  });

  it('nothing there, the folder in its place, a URL with escapes', async () => {
    await expect(tf.loadLayersModel(`file://${path}`)).rejects.toThrow(/there is no model .*model\.json.*CK_NOT_FOUND/);
    await expect(tf.loadLayersModel(`file://${folder}`)).rejects.toThrow(/it is a folder.*CK_READ_FAILED/);
    const escaped = pathToFileURL(join(folder, 'a b.json')).href;
    await expect(tf.loadLayersModel(escaped)).rejects.toThrow(/a plain path, without escapes such as %20/);
  });

  it('weights that say what they are twice are read as TensorFlow.js reads them', async () => {
    write(modelOf(one, group(['w'], float('v', 2))), { w: little(1, 2) });
    expect(await values()).toEqual({ w: [1, 2], v: [1, 2] });
  });
});

test('a layer that nobody registered is told in TensorFlow.js’s own words, and once registered is loaded', async () => {
  class Twice extends tf.layers.Layer {
    static className = 'TwiceOfTests';
    override call(inputs: tf.Tensor | tf.Tensor[]) {
      return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, 2);
    }
  }
  const model = tf.sequential({ layers: [new Twice({ inputShape: [1] } as object)] });
  await model.save(`file://${folder}`);
  const load = () => tf.loadLayersModel(`file://${path}`);
  await expect(load()).rejects.toThrow(/Unknown layer: TwiceOfTests.*not registered properly/s);
  tf.serialization.registerClass(Twice);
  const again = await load();
  expect(tf.tidy(() => [...(again.predict(tf.tensor2d([1, 2], [2, 1])) as tf.Tensor).dataSync()])).toEqual([2, 4]);
});
