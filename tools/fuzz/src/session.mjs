// Drives the workers of one parser: counts, catches what stops them, and goes on behind it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MAX_MS } from './judge.mjs';

const POLL_MS = 100;
/** Twice what may be used, so that a collection that is late is no finding; and the stack of the main thread. */
const LIMITS = { maxOldGenerationSizeMb: 192, stackSizeMb: 1 };

/**
 * Runs inputs `from` … `to − 1` of a parser.
 * @param task `{ parser: URL of its module, seed, from, to, file?, maxMs? }`
 * @returns `{ inputs, tally: outcomes by name, findings: { index, kind, detail }[], seconds }`
 */
export async function runInputs(task) {
  const folder = mkdtempSync(join(tmpdir(), 'amnl-fuzz-'));
  const started = performance.now();
  const tally = {};
  const findings = new Map();
  const alarms = new Map();
  try {
    for (let from = task.from; from < task.to; ) {
      const part = await runWorker({ ...task, from, folder, skip: [...findings.keys()] });
      for (const [name, n] of Object.entries(part.tally)) tally[name] = (tally[name] ?? 0) + n;
      for (const finding of [...part.findings, ...(part.stopped ? [part.stopped] : [])]) {
        // A machine that is busy makes anything slow: only what is slow again, by itself, is a hang.
        const times = (alarms.get(finding.index) ?? 0) + 1;
        alarms.set(finding.index, times);
        const sure = finding.kind === 'hang' && times < 3 ? await alone(task, folder, finding.index) : finding;
        if (sure) findings.set(finding.index, sure);
      }
      from = part.upTo;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const list = [...findings.values()].sort((a, b) => a.index - b.index);
  return { inputs: task.to - task.from, tally, findings: list, seconds: (performance.now() - started) / 1000 };
}

/** The finding of one input in a fresh thread; undefined if it behaves there. */
async function alone(task, folder, index) {
  const { findings, stopped } = await runWorker({ ...task, from: index, to: index + 1, folder, skip: [] });
  return stopped ?? findings[0];
}

/** @returns what was counted up to `upTo`, and `stopped`: the input that ended the thread early */
function runWorker(task) {
  const clock = new Float64Array(new SharedArrayBuffer(16));
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { ...task, clock },
    resourceLimits: LIMITS,
    execArgv: [], // the packages as they are built, whatever conditions the tests run under
  });
  const result = { tally: {}, findings: [], upTo: task.from, stopped: undefined };
  return new Promise((resolve, reject) => {
    let finished = false;
    const stop = (kind, detail) => (result.stopped ??= { index: clock[0], kind, detail });
    const poll = setInterval(() => {
      const { maxMs = MAX_MS } = task;
      if (clock[1] === 0 || Date.now() - clock[1] <= maxMs) return;
      stop('hang', `stopped after ${maxMs} ms`);
      void worker.terminate();
    }, POLL_MS);
    worker.on('message', ({ tally, upTo, finding, done }) => {
      if (done) finished = true;
      else if (finding) result.findings.push(finding);
      else {
        for (const [name, n] of Object.entries(tally)) result.tally[name] = (result.tally[name] ?? 0) + n;
        result.upTo = upTo;
      }
    });
    worker.on('error', (error) => {
      if (clock[1] === 0)
        reject(error); // not the parser's doing
      else if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') stop('over-allocation', error.message);
      else stop('crash', String(error.stack ?? error));
    });
    worker.on('exit', () => {
      clearInterval(poll);
      if (!finished && result.stopped === undefined) stop('hang', 'the thread ended while the parser was waiting');
      resolve(result);
    });
  });
}
