// What a run waits for before its first step: tracing the step, and ONNX Runtime loading it. For the networks of two presets.
import { nodeWorker, startWorker } from './processes.mjs';
import { column, hundredth, median, table, whole } from './table.mjs';
import { PRESETS } from './train-step/work.mjs';

/** Milliseconds that trace and session may take together. */
const GOAL = { preset: 'paper', ms: 4000 };

/** @returns a row per preset: medians over `options.starts` fresh processes */
export async function startUp({ threads, starts }, say) {
  const rows = [];
  const count = Math.max(...threads);
  for (const [preset, { batch }] of Object.entries(PRESETS)) {
    const seen = [];
    for (let i = 0; i < starts; i++) {
      say(`start-up of the ${preset} network, ${i + 1} of ${starts}`);
      const worker = await startWorker(nodeWorker('ours.mjs', { preset, batch, threads: count }));
      seen.push({ ...worker.about, bothMs: worker.about.traceMs + worker.about.sessionMs });
      await worker.close();
    }
    const middle = (name) => ({ [name]: median(seen.map((about) => about[name])) });
    const times = Object.assign({}, ...['traceMs', 'sessionMs', 'bothMs', 'firstStepMs'].map(middle));
    rows.push({ ...seen[0], preset, batch, threads: count, starts, ...times });
  }
  return rows;
}

const COLUMNS = [
  column('network', ({ preset }) => preset, true),
  ...['batch', 'threads', 'parameters', 'nodes'].map((name) => column(name)),
  column('model MB', ({ modelMB }) => hundredth(modelMB)),
  column('trace ms', ({ traceMs }) => whole(traceMs)),
  column('session ms', ({ sessionMs }) => whole(sessionMs)),
  column('both', ({ preset, bothMs }) => whole(bothMs) + (preset === GOAL.preset ? ` (goal ≤ ${GOAL.ms})` : '')),
  column('first step ms', ({ firstStepMs }) => whole(firstStepMs)),
];

/** Rows of {@link startUp} as text. */
export const startUpReport = (rows) =>
  `Start-up: medians of ${rows[0].starts} fresh processes\n\n${table(COLUMNS, rows)}`;
