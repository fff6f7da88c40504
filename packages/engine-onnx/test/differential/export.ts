import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExportOnnxOptions, exportOnnx } from '../../src/index.js';
import { run } from '../export/run.js';
import type { Case } from './case.js';
import { prepared } from './train.js';

/** Of the largest number of an output, or of 1. */
const TOLERANCE = 1e-6;

/** A model of a case, and its exported file. */
export async function exported(given: Case, options: ExportOnnxOptions = {}) {
  const { model, inputs } = prepared({ ...given, samples: 7 });
  const types = Object.fromEntries(
    inputs.map(({ shape: [, ...shape], data }, i) => [`in${i}`, { shape: [null, ...shape], example: data }]),
  );
  return { model, inputs, file: () => exportOnnx(model as never, { inputs: types, tolerance: TOLERANCE, ...options }) };
}

/** Models with states cannot be exported. */
export function isStateful(model: tf.LayersModel): boolean {
  return model.layers.some(({ stateful }) => stateful);
}

/** The first samples of the inputs, and what `model.predict` makes of them. */
export function predicted({ model, inputs }: Omit<Awaited<ReturnType<typeof exported>>, 'file'>, batch: number) {
  const feeds = inputs.map(({ data, shape: [samples, ...shape] }, i) => {
    const [name, size] = [`in${i}`, data.length / samples!];
    return { name, data: data.slice(0, size * batch), shape: [batch, ...shape], dtype: model.inputs[i]!.dtype };
  });
  const tensors = feeds.map(({ data, shape, dtype }) => tf.tensor(data, shape, dtype));
  const outputs = [model.predict(tensors.length === 1 ? tensors[0]! : tensors, { batchSize: batch })].flat();
  const numbers = outputs.map((output) => ({ data: output.dataSync(), shape: output.shape }));
  tf.dispose([tensors, outputs]);
  return { feeds, numbers };
}

/** Exports every model; ONNX Runtime then predicts what `model.predict` does, for batches of 1, 3 and 7. */
export function compareExported(cases: readonly Case[]): void {
  beforeAll(() => tf.setBackend('cpu'));

  describe('the exported model predicts the same', () => {
    it.each(cases.map((given) => [given.name, given] as const))('%s', async (_name, given) => {
      const made = await exported(given);
      if (isStateful(made.model)) {
        await expect(made.file()).rejects.toThrow('EO_EXPORT_STATE');
        return;
      }
      const file = await made.file();
      for (const batch of [1, 3, 7]) {
        const { feeds, numbers } = predicted(made, batch);
        const found = Object.values(await run(file.bytes, feeds));
        expect(found.map(({ dims }) => dims)).toEqual(numbers.map(({ shape }) => shape));
        numbers.forEach(({ data }, i) => {
          expect(apart(found[i]!.data as Float32Array, data), `output ${i} of ${batch}`).toBeLessThanOrEqual(TOLERANCE);
        });
      }
      made.model.dispose();
    });
  });
}

function apart(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Math.max(1, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, i) => Math.abs(value - found[i]!))) / largest;
}
