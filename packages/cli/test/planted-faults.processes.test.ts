// A fleet in which one channel alone says how long a machine lives, all others are noise: explanations name it first. A network is trained for
// each seed, which also chooses the channel.
import '@tensorflow/tfjs';
import { fillNormal } from '@amnl/core-loop';
import type { Fleet, FleetData, UnitEnd } from '@amnl/data-fleet';
import { onnxEngine } from '@amnl/engine-onnx';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { presetConfig } from '../src/config/resolve-config.js';
import { evaluateFully } from '../src/pipeline/evaluation.js';
import { reasonsFile } from '../src/pipeline/explain/reasons-file.js';
import { createRulPipeline } from '../src/pipeline/pipeline.js';

const CHANNELS = Array.from({ length: 12 }, (_, i) => `channel ${i}`);
const SEEDS = Array.from({ length: 10 }, (_, i) => 100 + 7 * i);
const NETWORK = { hidden: 8, heads: 2, channels: [8], funnel: [8], dropout: 0, convDropout: 0, attentionDropout: 0 };
const TRAINING = {
  epochs: 5,
  batchSize: 32,
  stride: 3,
  window: 15,
  learningRate: 0.01,
  warmupEpochs: 0,
  emaDecay: 0.98,
};

beforeAll(async () => {
  await setBackend('cpu');
});

/** Machines whose channel `planted` rises before they fail. */
function fleetWith(planted: number, seed: number): FleetData & { test: Fleet } {
  return {
    train: made('train', 24, () => 0),
    test: made('test', 12, (unit) => 3 + ((31 * unit) % 60)),
    rules: {
      labels: { rulCap: 80, healthBorders: { degrading: 40, critical: 15 } },
      scaling: { inputs: CHANNELS, conditions: 1 },
    },
  };

  function made(role: 'train' | 'test', units: number, remaining: (unit: number) => number): Fleet {
    const lives = Array.from({ length: units }, (_, unit) => 100 + ((53 * unit + seed) % 70));
    const rows = lives.flatMap((life, unit) =>
      Array.from({ length: life - remaining(unit) }, (_, row) => ({ unit, cycle: row + 1, left: life - row - 1 })),
    );
    const noise = fillNormal(new Float32Array(rows.length * CHANNELS.length), seed, `planted ${role}`, 0);
    const values = noise.map((value, k) => {
      if (k % CHANNELS.length !== planted) return value;
      return 0.3 * value + 3 * Math.exp(-rows[Math.floor(k / CHANNELS.length)]!.left / 30);
    });
    return {
      name: 'planted',
      noun: 'machine',
      timeUnit: 'cycles',
      role,
      channels: CHANNELS,
      settings: [],
      units: lives.map((_, unit) => String(unit + 1)),
      offsets: Int32Array.from([...lives, 0], (_, unit) => rows.filter((row) => row.unit < unit).length),
      times: Float64Array.from(rows, ({ cycle }) => cycle),
      values,
      ends: lives.map((_, unit): UnitEnd => {
        const left = remaining(unit);
        return left === 0 ? { kind: 'failed' } : { kind: 'truncated', remaining: left };
      }),
      origin: { checksum: `planted ${role} ${seed}`, simulated: true },
    };
  }
}

test.each(SEEDS)(
  'seed %i: the channel that alone says it is named first, of every urgent unit and over all',
  async (seed) => {
    const planted = seed % CHANNELS.length;
    const fleet = fleetWith(planted, seed);
    const config = presetConfig('quick', { ...NETWORK, ...TRAINING, seed, selection: 'test' });
    const { trainer, model, sources, dispose } = createRulPipeline({ config, fleet, engine: onnxEngine() });
    await trainer.fit();
    const { windows } = sources.test;
    const evaluated = { windows, rulCap: 80, ranges: [15, 40, 64], timeUnit: 'cycles', simulated: true };
    const { rul, metrics } = await evaluateFully(trainer, sources.test, evaluated);
    expect(metrics['RMSE_last_cycle']).toBeLessThan(15); // it has learned something to explain
    const { content } = await reasonsFile(
      { trainer, model, scaler: sources.scaler },
      { windows, rul, rulCap: 80, simulated: true },
    );
    const total = new Map<string, number>();
    for (const { channels, among } of content.units) {
      if (among.includes('urgent')) expect(channels[0]!.channel).toBe(CHANNELS[planted]);
      for (const { channel, contribution } of channels) {
        total.set(channel, (total.get(channel) ?? 0) + Math.abs(contribution));
      }
    }
    const [first] = [...total].sort(([, a], [, b]) => b - a);
    expect(first![0]).toBe(CHANNELS[planted]);
    dispose();
  },
);
