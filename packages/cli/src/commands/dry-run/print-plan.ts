import { numberOf } from '@amnl/core-loop';
import { type ModelSummary, summaryTable } from '@amnl/engine-onnx/summary';
import { inform } from '../../terminal/terminal.js';
import type { RunPlan } from './plan.js';

const epochs = (n: number) => `${count(n)} epoch${n === 1 ? '' : 's'}`;
const count = (n: number) => n.toLocaleString('en-US');

/** Prints what the run would do, what its network is made of, and the result of the steps. */
export function printPlan(plan: RunPlan, summary: ModelSummary): void {
  const { schedule, tried } = plan;
  const steps = plan.steps_per_epoch;
  inform(
    `  steps   ${count(steps)} per epoch (batches: ${count(plan.batches_per_epoch)}), at most ${count(plan.steps)} in total; ${threadsOf(plan)}`,
  );
  inform(`  rate    ${schedule.learning_rate}, ${schedule.scheduler}, warm-up: ${epochs(schedule.warmup_epochs)}`);
  inform(`  stop    early, after ${epochs(schedule.early_stop_patience)} without improvement`);
  inform(`  files   ${plan.files.join(', ')}`);
  inform('');
  for (const line of summaryTable(summary).split('\n')) inform(line);
  inform('');
  inform(`Took ${numberOf(tried.steps, 'step')} and evaluated one batch${timeOf(plan)}. Nothing was written.`);
}

function threadsOf({ threads }: RunPlan): string {
  return threads === null ? 'the engine chooses its threads' : numberOf(threads, 'thread');
}

/** An epoch's time, from that of a step: without its evaluation. */
function timeOf({ steps_per_epoch: steps, tried: { seconds_per_step: each } }: RunPlan): string {
  return each === null ? '' : `: ${duration(each)} per step, so about ${duration(steps * each)} of training per epoch`;
}

function duration(seconds: number): string {
  if (seconds < 1) return `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}
