import { numberOf } from '@amnl/core-loop';
import { showLines } from '@amnl/progress';
import type { PlannedRun } from '../../plan/plan.js';
import { standingOf } from '../../plan/standing.js';
import { readRunFile } from '../../run-folder/read-run-file.js';
import { RUN_FILES } from '../../run-folder/run-folder.js';
import { parseSteps } from '../../schemas/steps.js';
import type { RunState } from '../../schemas/sweep.js';
import { aligned } from '../../terminal/aligned.js';
import type { Outcome, PoolEvents } from './pool.js';
import { bestSoFar, figureText } from './run-figures.js';

/** Milliseconds between two looks into the folders of the runs under way. */
const RHYTHM = 1000;

/** Shows how a pool gets on: a block with the runs under way on a terminal, and a line for each that begins or ends. */
export function shownPool(states: ReadonlyMap<PlannedRun, RunState>): PoolEvents & { close(): Promise<void> } {
  const now = new Map(states);
  const under = new Map<PlannedRun, readonly string[]>();
  const count = (wanted: RunState) => [...now.values()].filter((state) => state === wanted).length;
  const head = () => {
    const parts = (['done', 'running', 'failed'] as const).map((state) => [count(state), state] as const);
    const left = now.size - parts.reduce((sum, [n]) => sum + n, 0);
    const words = [...parts, [left, 'to go'] as const].filter(([n]) => n > 0).map(([n, state]) => `${n} ${state}`);
    return `${numberOf(now.size, 'run')}: ${words.join(', ')}`;
  };
  const printing: Promise<void>[] = [];
  const shown = showLines(() => [
    head(),
    ...(under.size === 0 ? [] : aligned([...under.values()], CELLS).map((line) => `  ${line}`)),
  ]);
  const look = async () => {
    for (const run of under.keys()) {
      const cells = await cellsOf(run).catch(() => undefined); // a file is being replaced, or damaged: its process says so
      if (cells !== undefined && under.has(run)) under.set(run, cells);
    }
  };
  const timer = setInterval(() => void look(), RHYTHM);
  return {
    started(run) {
      now.set(run, 'running');
      under.set(run, [run.name, 'begins', '', '']);
      shown.print(`${run.name}: begins (run ${run.index})`);
    },
    ended(run, outcome) {
      under.delete(run);
      now.set(run, STATE_AFTER[outcome.came]);
      printing.push(endLine(run, outcome).then((line) => shown.print(`${run.name}: ${line}`)));
    },
    waiting(runs) {
      shown.print(
        `Waiting for ${numberOf(runs.length, 'run')} that another process trains: ${runs.map(({ name }) => name).join(', ')}`,
      );
    },
    async close() {
      clearInterval(timer);
      await Promise.all(printing);
      shown.close();
    },
  };
}

const STATE_AFTER = { done: 'done', left: 'interrupted', busy: 'running', failed: 'failed' } as const;

async function endLine(run: PlannedRun, outcome: Outcome): Promise<string> {
  if (outcome.came === 'failed') return `failed: ${outcome.because}`;
  if (outcome.came === 'busy') return 'another process trains it';
  const standing = await standingOf(run).catch(() => undefined); // damaged since: the next one to read it says so
  const epochs = numberOf(standing?.history.length ?? 0, 'epoch');
  if (standing === undefined) return `ended: ${outcome.came}`;
  return outcome.came === 'done' ? `done after ${epochs}, ${figureText(standing)}` : `stopped after ${epochs}`;
}

/** Cells of a line. */
const CELLS = 4;

/** `name  epoch 3/8  41 %  RMSE 14.57 on held-out units (epoch 2)`. */
async function cellsOf(run: PlannedRun): Promise<readonly string[]> {
  const standing = await standingOf(run);
  const { history, record } = standing;
  const epochs = record?.config.epochs ?? run.config.epochs;
  const step = parseSteps((await readRunFile(run.folder, RUN_FILES.steps)) ?? '').at(-1);
  const within = step?.batches && step.epoch === history.length ? step.batch / step.batches : undefined;
  return [
    run.name,
    history.length < epochs ? `epoch ${history.length + 1}/${epochs}` : 'evaluates',
    within === undefined ? '' : `${Math.round(100 * within)} %`,
    bestSoFar(standing) === undefined ? '' : figureText(standing),
  ];
}
