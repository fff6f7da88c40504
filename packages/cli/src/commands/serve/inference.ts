import type { HostTensors } from '@amnl/core-loop';
import { HEALTH_STATES, type Windows } from '@amnl/data-fleet';
import { exportOnnx, loadRuntime } from '@amnl/engine-onnx';
import { probeOnnx } from '../../compute/engine.js';
import { predictWindows } from '../../pipeline/predict-units.js';
import type { OpenRun } from '../../run-folder/open-run.js';
import { type Infer, WindowQueue } from './window-queue.js';

/** A network that answers requests. */
export interface Inference {
  /** Outputs for windows: `rul` [N], `health` [N, 3] logits. */
  run(windows: Windows, signal: AbortSignal): Promise<HostTensors>;
  /** Windows that wait. */
  readonly waiting: number;
  close(): Promise<void>;
}

/**
 * The run's network as a graph of ONNX Runtime, which costs a small part of a step of the training engine; where that does not
 * load, or the eager engine is asked for, the trainer's own.
 */
export async function openInference(run: OpenRun, eager: boolean): Promise<Inference> {
  if (eager || !(await probeOnnx()).ok) return byTrainer(run);
  const { infer, close } = await openSession(run);
  const queue = new WindowQueue(infer, HEALTH_STATES.length);
  return {
    async run(windows, signal) {
      const { rul, health } = await queue.run(windows, signal);
      return hostTensors(rul, health);
    },
    get waiting() {
      return queue.waiting;
    },
    close,
  };
}

function byTrainer({ trainer, config }: OpenRun): Inference {
  let waiting = 0;
  return {
    async run(windows) {
      const count = windows.starts.length;
      waiting += count;
      try {
        return await predictWindows(trainer, windows, config.evaluationBatchSize);
      } finally {
        waiting -= count;
      }
    },
    get waiting() {
      return waiting;
    },
    close: async () => {},
  };
}

async function openSession({ model, config, scaler }: OpenRun): Promise<{ infer: Infer; close: () => Promise<void> }> {
  const { window } = config;
  const features = scaler.inputs.length;
  const { bytes } = await exportOnnx(
    {
      inputs: { window: { shape: [null, window, features] } },
      ...model, // of a class: its own properties
      parameters: model.parameters,
      ...(model.buffers && { buffers: model.buffers }),
      forward: (inputs, context) => model.forward(inputs, context),
    },
    { outputs: ['rul', 'health'], tolerance: 1e-4 },
  );
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  return {
    async infer(input, count) {
      // A batch of one goes through another multiplication, whose last digits may differ: so a window that is alone is given twice.
      const [data, batch] = count === 1 ? [twice(input), 2] : [input, count];
      const made = await session.run({ window: new Tensor('float32', data, [batch, window, features]) });
      const [rul, health] = [made['rul']!.data as Float32Array, made['health']!.data as Float32Array];
      return { rul: rul.subarray(0, count), health: health.subarray(0, (count * health.length) / batch) };
    },
    close: () => session.release(),
  };
}

function twice(input: Float32Array): Float32Array {
  const both = new Float32Array(2 * input.length);
  both.set(input);
  both.set(input, input.length);
  return both;
}

function hostTensors(rul: Float32Array, health: Float32Array): HostTensors {
  return {
    rul: { data: rul, shape: [rul.length] },
    health: { data: health, shape: [rul.length, HEALTH_STATES.length] },
  };
}
