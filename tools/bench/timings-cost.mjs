// What the stopwatch of a run costs a small step: what it does in one (with and without it, in turns), as a share of a step of the tiny
// network in the same process. Time is the processor's, as the wall's belongs to whoever else computes.

import { eagerEngine } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { weightDecaySteps } from '@amnl/optim-adamw';
import { warmup } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import { median } from './table.mjs';
import { networkTrainer } from './train-step/trainer.mjs';

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
  const { Stopwatch } = await import('../../packages/core-loop/dist/state/stopwatch.js');
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

/** Figures of what `run.timings` costs. */
export async function timingsCost() {
  await tf.setBackend('cpu');
  const { onnxEngine } = await import('@amnl/engine-onnx');
  const alone = await watchAlone();
  const figures = [{ name: 'stopwatch, 10 parts of a step', value: 1000 * alone, unit: 'µs/step (processor)' }];
  const engines = [
    ['onnx, 1 thread', onnxEngine({ threads: 1 })],
    ['eager on cpu', eagerEngine()],
  ];
  for (const [name, engine] of engines) {
    const plugins = [weightDecaySteps(), warmup(), ema(), ...watching];
    const trainer = networkTrainer({ preset: 'tiny', steps: () => STEPS, plugins, engine });
    const steps = [];
    for (let epochs = 1; epochs <= (name.startsWith('eager') ? 2 : 6); epochs++)
      steps.push((await processorMs(() => trainer.fit({ epochs }))) / STEPS);
    trainer.dispose();
    const step = median(steps.slice(1));
    figures.push({ name: `step of the tiny network, ${name}`, value: step, unit: 'ms (processor)' });
    figures.push({ name: `stopwatch of that step, ${name} (goal < 0.5)`, value: (100 * alone) / step, unit: '%' });
  }
  return figures;
}
