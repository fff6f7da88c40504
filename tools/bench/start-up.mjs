// What a run waits for before its first step: tracing the step, and ONNX Runtime loading it. For the networks of two presets.
import { median } from './median.mjs';
import { table } from './table.mjs';
import { ourWorker } from './train-step/configurations.mjs';
import { PRESETS } from './train-step/work.mjs';
import { startWorker } from './train-step/worker.mjs';

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
      const { command, args } = ourWorker(['--preset', preset, '--batch', batch, '--threads', count]);
      const worker = await startWorker(command, args);
      seen.push(worker.about);
      await worker.close();
    }
    const middle = (name) => median(seen.map((about) => about[name]));
    const { parameters, nodes, modelMB } = seen[0];
    const [traceMs, sessionMs, firstStepMs] = ['traceMs', 'sessionMs', 'firstStepMs'].map(middle);
    const bothMs = median(seen.map((about) => about.traceMs + about.sessionMs));
    rows.push({
      preset,
      batch,
      threads: count,
      parameters,
      nodes,
      modelMB,
      starts,
      traceMs,
      sessionMs,
      bothMs,
      firstStepMs,
    });
  }
  return rows;
}

/** Rows of {@link startUp} as text. */
export function startUpReport(rows) {
  const heads = [
    'network',
    'batch',
    'threads',
    'parameters',
    'nodes',
    'trace ms',
    'session ms',
    'both',
    'first step ms',
  ];
  const lines = rows.map(({ preset, batch, threads, parameters, nodes, ...times }) => {
    const both = times.bothMs.toFixed(0) + (preset === GOAL.preset ? ` (goal ≤ ${GOAL.ms})` : '');
    const [trace, session, first] = [times.traceMs, times.sessionMs, times.firstStepMs].map((ms) => ms.toFixed(0));
    return [preset, batch, threads, parameters, nodes, trace, session, both, first];
  });
  return `Start-up: medians of ${rows[0].starts} fresh processes\n\n${table(heads, lines, [0])}`;
}
