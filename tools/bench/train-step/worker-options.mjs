import { parseArgs } from 'node:util';

/** Flags of every worker. */
export function workerOptions() {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'onnx' },
      batch: { type: 'string', default: '64' },
      threads: { type: 'string', default: '1' },
      preset: { type: 'string', default: 'compact' },
      ema: { type: 'boolean', default: false },
    },
  });
  return { ...values, batch: Number(values.batch), threads: Number(values.threads) };
}
