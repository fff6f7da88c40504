import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTensors } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeEach, describe, expect, it, test } from 'vitest';
import expected from '../fixtures/tfjs-node.json' with { type: 'json' };
import { fileSystem } from './index.js';
import { register } from './register.js';

const written = fileURLToPath(new URL('../fixtures/tfjs-node', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'amnl file-io '));
afterAll(() => rmSync(temporary, { recursive: true }));
let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(temporary, 'm-')), 'model');
});
const bytes = (...path: string[]) => readFileSync(join(...path));

/** A model with one weight, [[value]]. */
function oneWeight(value: number): tf.Sequential {
  const model = tf.sequential({
    name: 'one',
    layers: [tf.layers.dense({ name: 'dense', units: 1, inputShape: [1], useBias: false })],
  });
  const kernel = tf.tensor2d([value], [1, 1]);
  model.setWeights([kernel]);
  kernel.dispose();
  return model;
}
const weightOf = (model: tf.LayersModel) => model.getWeights()[0]!.dataSync()[0];

describe('a model that tfjs-node wrote', () => {
  const near = (actual: ArrayLike<number>, wanted: readonly number[]) =>
    expect(Array.from(actual, (value, i) => Math.abs(value - wanted[i]!) < 1e-6)).toEqual(wanted.map(() => true));

  it('is loaded, predicts, and goes on training with the state of its optimiser', async () => {
    const left = await countTensors(async () => {
      const model = await tf.loadLayersModel(`file://${written}/model.json`);
      expect(model.getUserDefinedMetadata()).toEqual({ note: 'größer' });
      const [x, y] = [tf.tensor2d(expected.x, [4, 2]), tf.tensor2d(expected.y, [4, 1])];
      const outputs = () => tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
      near(outputs(), expected.outputs);
      await model.fit(x, y, { epochs: 3, shuffle: false, verbose: 0 });
      near(outputs(), expected.trained);
      model.dispose();
      model.optimizer.dispose();
      tf.dispose([x, y]);
    });
    expect(left).toBe(0);
  });

  it('is saved again to the same bytes, the first time and over itself', async () => {
    const model = await tf.loadLayersModel(fileSystem(join(written, 'model.json')));
    for (const time of ['first', 'again']) {
      await model.save(`file://${folder}`, { includeOptimizer: true });
      for (const name of ['model.json', 'weights.bin']) {
        expect(bytes(folder, name).equals(bytes(written, name)), `${name}, ${time}`).toBe(true);
      }
      expect(readdirSync(folder).sort()).toEqual(['model.json', 'weights.bin']);
    }
    model.dispose();
    model.optimizer.dispose();
  });
});

describe('saving', () => {
  it('says what TensorFlow.js says of every handler', async () => {
    const model = oneWeight(1);
    const { modelArtifactsInfo } = await model.save(`file://${folder}`);
    expect(modelArtifactsInfo).toMatchObject({ modelTopologyType: 'JSON', weightDataBytes: 4 });
    model.dispose();
  });

  it('makes the folder and those above it, by a relative path as well', async () => {
    const model = oneWeight(2);
    const path = relative(process.cwd(), join(folder, 'a', 'b'));
    await model.save(`file://${path}`);
    const again = await tf.loadLayersModel(`file://${path}/model.json`);
    expect(weightOf(again)).toBe(2);
    tf.dispose([model.getWeights(), again.getWeights()]);
  });

  it('replaces a model, whatever its weights are called, and leaves other files alone', async () => {
    mkdirSync(folder);
    for (const name of ['notes.txt', 'group1-shard1of1.bin']) writeFileSync(join(folder, name), 'mine');
    const old = JSON.parse(bytes(written, 'model.json').toString());
    old.weightsManifest[0].paths = ['group1-shard1of1.bin'];
    writeFileSync(join(folder, 'model.json'), JSON.stringify(old));
    const model = oneWeight(3);
    await model.save(`file://${folder}`);
    expect(readdirSync(folder).sort()).toEqual(['group1-shard1of1.bin', 'model.json', 'notes.txt', 'weights.bin']);
    expect(bytes(folder, 'notes.txt').toString()).toBe('mine');
    expect(weightOf(await tf.loadLayersModel(`file://${folder}/model.json`))).toBe(3);
    model.dispose();
  });

  it('of several models to one folder at once: the last one stands, whole', async () => {
    const models = [4, 5, 6].map(oneWeight);
    await Promise.all(models.map((model) => model.save(`file://${folder}`)));
    expect(weightOf(await tf.loadLayersModel(`file://${folder}/model.json`))).toBe(6);
    expect(readdirSync(folder).sort()).toEqual(['model.json', 'weights.bin']);
    for (const model of models) model.dispose();
  });

  it('leaves no tensor', async () => {
    const model = oneWeight(7);
    expect(await countTensors(async () => void (await model.save(`file://${folder}`)))).toBe(0);
    model.dispose();
  });

  it.each([
    ['a binary topology', { modelTopology: new ArrayBuffer(4) }, 'CK_NOT_A_MODEL'],
    ['more weights than are listed', { weightData: new ArrayBuffer(8) }, 'CK_DTYPE'],
    ['a dtype unknown', { weightSpecs: [{ name: 'w', shape: [1], dtype: 'int8' as 'int32' }] }, 'CK_DTYPE'],
  ])('with %s is refused, and nothing is written', async (_, wrong, code) => {
    const weightSpecs = [{ name: 'w', shape: [1], dtype: 'float32' as const }];
    const artifacts = { modelTopology: {}, weightSpecs, weightData: new ArrayBuffer(4), ...wrong };
    await expect(fileSystem(folder).save(artifacts)).rejects.toMatchObject({ code });
    expect(() => readdirSync(folder)).toThrow('ENOENT');
  });

  it('takes weights in pieces and as a stream, and a topology without any', async () => {
    const weightSpecs = [{ name: 'w', shape: [3], dtype: 'float32' as const }];
    const values = new Float32Array([1, 2, 3]).buffer;
    const pieces = [values.slice(0, 5), values.slice(5)];
    const getWeightStream = () => new Blob(pieces).stream() as unknown as ReadableStream<ArrayBuffer>;
    for (const weights of [{ weightData: pieces }, { getWeightStream }]) {
      await fileSystem(folder).save({ modelTopology: {}, weightSpecs, ...weights });
      expect(new Uint8Array(bytes(folder, 'weights.bin'))).toEqual(new Uint8Array(values));
    }
    await fileSystem(folder).save({ modelTopology: { a: 1 } });
    const loaded = await fileSystem(join(folder, 'model.json')).load();
    expect(loaded).toMatchObject({ modelTopology: { a: 1 } });
    expect(loaded).not.toHaveProperty('weightData');
  });
});

describe('beside another handler of file://', () => {
  test('TensorFlow.js knows ours once, however often it is registered', () => {
    register();
    expect(tf.io.getSaveHandlers('file://x')).toHaveLength(1);
    expect(tf.io.getLoadHandlers('file://x')).toHaveLength(1);
    for (const url of ['folder', 'file:/x', '']) expect(tf.io.getSaveHandlers(url)).toHaveLength(0);
  });

  test('that one is taken, as if ours were not there', async () => {
    let active = true; // a router cannot be taken back
    const theirs = {
      save: async () => ({ modelArtifactsInfo: {} as tf.io.ModelArtifactsInfo }),
      load: async () => ({}),
    };
    const router = (url: string | string[]) =>
      (active && String(url).startsWith('file://') ? theirs : null) as tf.io.IOHandler;
    tf.io.registerSaveRouter(router);
    tf.io.registerLoadRouter(router);
    expect(tf.io.getSaveHandlers('file://x')).toEqual([theirs]);
    expect(tf.io.getLoadHandlers('file://x')).toEqual([theirs]);
    active = false;
    expect(tf.io.getSaveHandlers('file://x')).toHaveLength(1);
    expect(tf.io.getSaveHandlers('file://x')).not.toEqual([theirs]);
  });
});
