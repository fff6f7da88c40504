// Gives a parser inputs until one does harm, and shrinks that one.
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';

const CORPUS = fileURLToPath(new URL('../corpus', import.meta.url));
/** Longer inputs are cut there. */
const MAX_INPUT = (1 << 20) - 1;
/** More is a hang. */
const MAX_MS = 1000;
/** A machine that is busy makes anything slow: only what is slow so many times in a row is a hang. */
const HANG_TRIES = 3;
/** Twice what may be used, so that a collection that is late is not a finding; and the stack of the main thread. */
const LIMITS = { maxOldGenerationSizeMb: 192, stackSizeMb: 1 };

/**
 * @param task `{ module: URL, name of the parser in it, seed, inputs: how many, file?: this input alone, maxMs?, shrinkMs? }`
 * @returns `{ tally: how many inputs came to what, finding?: { outcome, detail, input }, seconds }`
 */
export async function fuzz({ module, name, seed, inputs, file = undefined, maxMs = MAX_MS, shrinkMs = 30_000 }) {
  const started = performance.now();
  const { [name]: parser } = await import(module);
  const corpus = corpusOf(name);
  const folder = mkdtempSync(join(tmpdir(), 'amnl-fuzz-'));
  const thread = threadOf({ module, name, folder }, maxMs);
  const tally = {};
  const harmless = fc.asyncProperty(file ? fc.constant(file) : parser.inputs(corpus), async (input) => {
    const found = await thread.judge(Uint8Array.from(input.subarray(0, MAX_INPUT)));
    if (found.detail !== undefined) throw Object.assign(new Error(found.detail), found);
    tally[found.outcome] = (tally[found.outcome] ?? 0) + 1;
  });
  const run = { seed, numRuns: file ? 1 : inputs, examples: file ? [] : corpus.map((bytes) => [bytes]) };
  try {
    const first = await fc.check(harmless, { ...run, endOnFailure: true });
    const seconds = (performance.now() - started) / 1000;
    if (!first.failed) return { tally, seconds };
    const plugins = [fc.interruptAfterTimeLimit(shrinkMs)];
    const shrunk = await fc.check(harmless, { ...run, path: first.counterexamplePath, plugins });
    const { counterexample, errorInstance } = shrunk.counterexample ? shrunk : first; // not every crash comes again
    const { outcome, detail } = errorInstance;
    return { tally, seconds, finding: { outcome, detail, input: counterexample[0] } };
  } finally {
    await thread.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Saved inputs of a parser, in the order of their names. */
function corpusOf(name) {
  const folder = join(CORPUS, name);
  if (!existsSync(folder)) return [new Uint8Array(0)];
  const files = readdirSync(folder).sort();
  return files.map((file) => new Uint8Array(readFileSync(join(folder, file))));
}

/** A thread with a parser; a fresh one after each that had to be stopped. */
function threadOf(workerData, maxMs) {
  let worker;

  async function start() {
    // The packages as they are built, whatever conditions the tests run under.
    worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData, resourceLimits: LIMITS, execArgv: [] });
    await once(worker, 'message');
  }

  async function ask(input) {
    if (!worker) await start();
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), maxMs);
    try {
      worker.postMessage(input);
      const [found] = await once(worker, 'message', { signal: timeout.signal });
      return found;
    } catch (error) {
      await stop();
      if (error.name === 'AbortError') return { outcome: 'hang', detail: `stopped after ${maxMs} ms` };
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return { outcome: 'over-allocation', detail: error.message };
      return { outcome: 'crash', detail: String(error?.stack ?? error) };
    } finally {
      clearTimeout(timer);
    }
  }

  async function judge(input) {
    for (let tries = 1; ; tries++) {
      const found = await ask(input);
      if (found.outcome !== 'hang' || tries === HANG_TRIES) return found;
    }
  }

  async function stop() {
    await worker?.terminate();
    worker = undefined;
  }

  return { judge, stop };
}
