import { type Hooks, RecentReports, type Run, TrainData, type TrainEvents } from '@amnl/core-loop';
import type { StepPoint } from './run-data.js';

/** At most one point a second; later one in a thousandth of the time so far, so that a long run has no more than some thousands. */
const EVERY_MS = 1000;
const EVERY_PART = 1 / 1000;

/**
 * Hooks that look at a run between steps, for a live page and for curves within an epoch: rarely enough to cost nothing.
 * @param take gets each point; called between steps, so it must be quick
 * @param now milliseconds of a clock that never goes back
 */
export function stepPoints(
  take: (point: StepPoint, run: Run) => void,
  now: () => number = () => performance.now(),
): Pick<Hooks, 'fitStart' | 'epochStart' | 'stepEnd' | 'fitEnd'> {
  const recent = new RecentReports();
  let fitBegan = 0;
  let looked = 0;
  let epochBegan = 0;
  let samples = 0;
  const heard = ({ samples: more }: TrainEvents['batch:ended']) => void (samples += more);

  async function look(run: Run, samplesPerSecond: number): Promise<void> {
    const metrics = await recent.look(run);
    const { epoch, batch, step } = run.progress;
    const batches = run.get(TrainData).batchesPerEpoch ?? null;
    take({ epoch, batch, batches, step, at: Date.now(), samplesPerSecond, metrics }, run);
  }
  return {
    fitStart(run) {
      fitBegan = looked = now();
      run.events.off('batch:ended', heard).on('batch:ended', heard);
    },
    epochStart(run) {
      epochBegan = now();
      samples = 0;
      return recent.begin(run);
    },
    stepEnd(run) {
      const at = now();
      if (at - looked < Math.max(EVERY_MS, (at - fitBegan) * EVERY_PART)) return;
      looked = at;
      return look(run, samples / ((at - epochBegan) / 1000));
    },
    fitEnd: (run) => void run.events.off('batch:ended', heard),
  };
}
