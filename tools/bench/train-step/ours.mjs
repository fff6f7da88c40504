// Worker: the step of this repository, by its own trainer. --engine onnx (compiled) or a TensorFlow.js backend (eager);
// --preset compact, paper or tiny; --ema with the moving average of the weights.
import { eagerEngine } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import * as tf from '@tensorflow/tfjs';
import { serve, workerOptions } from './serve.mjs';
import { watchSessions } from './sessions.mjs';
import { networkTrainer } from './trainer.mjs';

const { engine: name, batch, threads, preset, ema: averaged } = workerOptions();
const compiled = name === 'onnx';
const sessions = compiled ? await watchSessions() : undefined;
const engine = compiled ? await compiledEngine() : await eager(name);

let steps = 0;
let epochs = 0;
const trainer = networkTrainer({ preset, batch, steps: () => steps, plugins: averaged ? [ema()] : [], engine });

/** One epoch of `count` steps: the loop, the masks of dropout and the upload of the batch are all in its time. */
async function run(count) {
  steps = count;
  const { history } = await trainer.fit({ epochs: ++epochs });
  return history.at(-1).seconds;
}

const started = performance.now();
const first = await run(1);
const about = sessions?.report(started);
const warm = await run(compiled ? 2 : 1);
await serve(
  {
    version: compiled ? sessions.version : tf.version.tfjs,
    parameters: trainer.run.model.parameterCount,
    firstStepMs: first * 1000,
    stepMs: (warm / steps) * 1000,
    ...about,
  },
  run,
  () => ({ tensors: tf.memory().numTensors }),
);

async function compiledEngine() {
  const { onnxEngine } = await import('@amnl/engine-onnx');
  return onnxEngine({ threads });
}

async function eager(backend) {
  if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(backend))) throw new Error(`the TensorFlow.js backend '${backend}' does not start`);
  return eagerEngine();
}
