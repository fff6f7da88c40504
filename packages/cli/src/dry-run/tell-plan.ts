import { type ModelSummary, summaryTable } from '@amnl/engine-onnx/summary';
import { tell } from '../terminal.js';
import type { RunPlan } from './plan.js';

const count = (n: number) => n.toLocaleString('en-US');

/** Tells what the run would do, what its network is made of, and what came of the steps. */
export function tellPlan(plan: RunPlan, summary: ModelSummary): void {
  const { schedule, tried } = plan;
  const steps = plan.steps_per_epoch;
  tell(
    `  steps   ${count(steps)} an epoch of ${count(plan.batches_per_epoch)} batches, ${count(plan.steps)} in all; ${threadsOf(plan)}`,
  );
  tell(
    `  rate    ${schedule.learning_rate}, ${schedule.scheduler}; epochs of warm-up: ${schedule.warmup_epochs}; early stop after this many epochs without a better one: ${schedule.early_stop_patience}`,
  );
  tell(`  files   ${plan.files.join(', ')}`);
  tell('');
  for (const line of summaryTable(summary).split('\n')) tell(line);
  tell('');
  tell(
    `Took ${tried.steps} step${tried.steps === 1 ? '' : 's'} and evaluated a batch${timeOf(plan)}. Nothing was written.`,
  );
}

function threadsOf({ threads }: RunPlan): string {
  return threads === null ? 'the engine chooses its threads' : `${threads} thread${threads === 1 ? '' : 's'}`;
}

/** An epoch's time, from that of a step: without its evaluation. */
function timeOf({ steps_per_epoch: steps, tried: { seconds_per_step: each } }: RunPlan): string {
  return each === null ? '' : `: ${duration(each)} a step, some ${duration(steps * each)} of training an epoch`;
}

function duration(seconds: number): string {
  if (seconds < 1) return `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}
