import { amnlLoss } from '@amnl/amnl-loss';
import { arrayData, createTrainer, fillNormal, fillUniform, type TrainError } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { createRulModel } from '@amnl/model-rul';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, loadRuntime, onnxEngine } from '../src/index.js';

const SIZES = { hidden: 8, window: 6, features: 5, channels: [6, 8], heads: 2, funnel: [8, 6] };
const BATCH = 4;
const STEPS = 10;

/** ONNX Runtime lets CUDA multiply in TF32, which has 10 bits of mantissa. */
const PROVIDERS = [
  { name: 'webgpu', tolerance: 1e-3 },
  { name: 'cuda', tolerance: 1e-2 },
] as const;

beforeAll(async () => {
  await tf.setBackend('cpu');
  (await loadRuntime()).env.logLevel = 'fatal'; // a provider that is not here is no news
});

/** The error of a provider that cannot be used here; undefined if it can. */
async function missing(provider: string): Promise<TrainError | undefined> {
  const negative = compile(({ x }: { x: tf.Tensor }) => tf.neg(x), { providers: [provider] });
  try {
    (await negative.run({ x: 1 })).dispose();
    return undefined;
  } catch (error) {
    return error as TrainError;
  } finally {
    await negative.dispose();
  }
}

/** The network's weights after some steps. */
async function trained(providers: readonly string[]): Promise<Record<string, Float32Array>> {
  const samples = STEPS * BATCH;
  const { window, features } = SIZES;
  const model = createRulModel(SIZES);
  const trainer = createTrainer({
    model,
    data: arrayData({
      inputs: {
        window: {
          data: fillNormal(new Float32Array(samples * window * features), 1, 'x', 0),
          shape: [samples, window, features],
        },
      },
      targets: {
        rul: { data: fillUniform(new Float32Array(samples), 1, 'y', 0).map((u) => u * 125), shape: [samples] },
        health: { data: Int32Array.from({ length: samples }, (_, i) => i % 3), shape: [samples] },
      },
      batchSize: BATCH,
    }),
    plugins: [amnlLoss(), gradClip(), adamW(), ema()],
    engine: onnxEngine({ providers, threads: 1 }),
    epochs: 1,
  });
  await trainer.fit();
  const values: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(trainer.snapshot().tensors)) {
    values[name] = (await tensor.data()).slice() as Float32Array;
  }
  trainer.dispose();
  model.dispose();
  return values;
}

const norm = (values: Float32Array) => Math.hypot(...values);

describe.each(PROVIDERS)('the provider $name', ({ name, tolerance }) => {
  let error: TrainError | undefined;
  beforeAll(async () => {
    error = await missing(name);
  });

  it(`trains as the processor does, over ${STEPS} steps`, async (context) => {
    if (error !== undefined) context.skip(error.message);
    const [expected, found] = [await trained(['cpu']), await trained([name])];
    // Weights whose gradient is 0 but for rounding differ everywhere; see parity.test.ts.
    for (const weights of Object.keys(expected).filter((name) => !/(conv\d\/(bias|norm\/mean)|inBias)$/.test(name))) {
      const difference = norm(found[weights]!.map((value, i) => value - expected[weights]![i]!));
      expect(difference, weights).toBeLessThanOrEqual(tolerance * norm(expected[weights]!) + 1e-9);
    }
  });

  it('or the error says what this machine lacks', async (context) => {
    if (error === undefined) return context.skip(`${name} is here`);
    expect(error.code).toBe('EO_PROVIDER_MISSING');
    expect(error.message).toContain(`provider '${name}'`);
    expect(error.message).toContain('Leave `providers` out to run on the processor');
    expect(error.message).not.toContain('/onnxruntime_src/');
    const builtWith = (await loadRuntime()).listSupportedBackends().map((backend) => backend.name);
    expect(error.message).toContain(builtWith.includes(name) ? 'does not start on this machine: ' : 'was built with: ');
  });
});
