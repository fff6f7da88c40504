import { availableParallelism } from 'node:os';
import type { HostTensors } from '@amnl/core-loop';
import { HEALTH_STATES, type Windows } from '@amnl/data-fleet';
import { exportOnnx } from '@amnl/engine-onnx';
import { probeOnnx } from '../../compute/engine.js';
import { TOLERANCE, windowModel } from '../../export/window-model.js';
import { predictWindows } from '../../pipeline/predict-units.js';
import type { OpenRun } from '../../run-folder/open-run.js';
import type { Graph } from './session.js';
import { type Inferred, WindowQueue } from './window-queue.js';
import { openWorkerSession } from './worker-session.js';

/** A network that answers requests. */
export interface Inference {
  /** Outputs for windows: `rul` [N], `health` [N, 3] logits, of an ensemble `rul_spread` [N]. */
  run(windows: Windows, signal: AbortSignal): Promise<HostTensors>;
  close(): Promise<void>;
}

/**
 * The run's network as a graph of ONNX Runtime in threads of its own, which costs a part of a step of the training engine; where that does not
 * load, or the eager engine is asked for, the trainer's own.
 */
export async function openInference(run: OpenRun, eager: boolean): Promise<Inference> {
  if (eager || !(await probeOnnx()).ok) return byTrainer(run);
  const graph = await graphOf(run);
  const sessions = await Promise.all(Array.from({ length: threads() }, () => openWorkerSession(graph)));
  const widths = { rul: 1, health: HEALTH_STATES.length, ...(run.members && { rul_spread: 1 }) };
  const queue = new WindowQueue(
    sessions.map(({ infer }) => infer),
    widths,
  );
  return {
    async run(windows, signal) {
      return hostTensors(await queue.run(windows, signal), widths);
    },
    close: async () => void (await Promise.all(sessions.map(({ close }) => close()))),
  };
}

/** Threads that predict: one processor is left for the requests. */
function threads(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1));
}

function byTrainer({ trainer, config }: OpenRun): Inference {
  return {
    run: (windows) => predictWindows(trainer, windows, config.evaluationBatchSize),
    close: async () => {},
  };
}

async function graphOf({ model, config, scaler }: OpenRun): Promise<Graph> {
  const { window } = config;
  const features = scaler.inputs.length;
  const { bytes } = await exportOnnx(windowModel(model, [window, features]), { tolerance: TOLERANCE });
  return { bytes, window, features };
}

function hostTensors(outputs: Inferred, widths: Readonly<Record<string, number>>): HostTensors {
  const shape = (width: number, { length }: Float32Array) => (width === 1 ? [length] : [length / width, width]);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, data]) => [name, { data, shape: shape(widths[name]!, data) }]),
  );
}
