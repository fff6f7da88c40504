// node bench/stopwatch.mjs (after a build): what the stopwatch of a run costs a small step: what it does in one (with and without it, in
// turns), as a share of a step of the tiny network in the same process. Time is the processor's, as the wall's belongs to whoever else
// computes. One JSON line a figure.
import * as tf from '@tensorflow/tfjs';
import { figure, median } from '../../../tools/bench/table.mjs';
import { networkTrainer } from '../../../tools/bench/train-step/trainer.mjs';
import { ema } from '../../ema/dist/index.js';
import { onnxEngine } from '../../engine-onnx/dist/index.js';
import { weightDecaySteps } from '../../optim-adamw/dist/index.js';
import { warmup } from '../../sched-warmup-cosine/dist/index.js';
import { eagerEngine } from '../dist/index.js';
import { Stopwatch } from '../dist/state/stopwatch.js';

const STEPS = 200;
const ROUNDS = 15;

/** Hooks between steps, as a run with displays and writers has them. */
const watching = ['a', 'b', 'c', 'd'].map((name) => ({ name, hooks: { stepStart() {}, stepEnd() {} } }));

/** Processor milliseconds of some work. */
async function processorMs(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Processor milliseconds of a step's calls alone. @param time runs a call, and maybe looks at the clock */
const callsOfStep = async (time) =>
  (await processorMs(async () => {
    for (let i = 0; i < CALLS; i++) {
      time(nothing); // the batch
      await time(later); // the step
      for (let hook = 0; hook < 2 * watching.length; hook++) time(nothing);
    }
  })) / CALLS;

const CALLS = 50_000;
const nothing = () => undefined;
const later = async () => undefined;

/** What the watch adds to a step, in processor milliseconds. */
async function watchAlone() {
  const watch = new Stopwatch();
  const part = watch.hooksOf('x');
  const differences = [];
  for (let round = 0; round < ROUNDS; round++) {
    watch.start();
    const timed = await callsOfStep((call) => watch.time(part, call));
    watch.stop();
    differences.push(timed - (await callsOfStep((call) => call())));
  }
  return median(differences);
}

await tf.setBackend('cpu');
const alone = await watchAlone();
figure('stopwatch, 10 parts of a step', 1000 * alone, 'µs/step (processor)');
const ENGINES = [
  ['onnx, 1 thread', onnxEngine({ threads: 1 }), 6],
  ['eager on cpu', eagerEngine(), 2],
];
for (const [name, engine, most] of ENGINES) {
  const plugins = [weightDecaySteps(), warmup(), ema(), ...watching];
  const trainer = networkTrainer({ preset: 'tiny', steps: () => STEPS, plugins, engine });
  const steps = [];
  for (let epochs = 1; epochs <= most; epochs++) steps.push((await processorMs(() => trainer.fit({ epochs }))) / STEPS);
  trainer.dispose();
  const step = median(steps.slice(1));
  figure(`step of the tiny network, ${name}`, step, 'ms (processor)');
  figure(`stopwatch of that step, ${name} (goal < 0.5)`, (100 * alone) / step, '%');
}
