import { memory } from '@tensorflow/tfjs-core';
import type { PluginEntry } from '../compose/validate-plugins.js';
import type { Plugin } from '../contract/plugin.js';
import type { Snapshot } from '../contract/records.js';
import type { Trainer } from '../contract/trainer.js';
import { type TinyOptions, tinyTrainer } from './tiny-trainer.js';

/** Options of {@link checkPlugin}: anything {@link tinyTrainer} takes. */
export interface CheckPluginOptions extends TinyOptions {
  /** Further plugins that the checked one needs. */
  readonly with?: () => readonly PluginEntry[];
}

/**
 * The conformance kit: tests that every plugin must pass. Throws an `Error` that says which one failed.
 *
 * 1. Resume: 4 epochs equal 2 epochs, a snapshot in the `save` slot, a new trainer, restore, 2 more epochs: same weights,
 *    run-owned variables and history, bit for bit.
 * 2. Memory: no tensor is left by a longer run; after `dispose` the count is where it started.
 * 3. Reuse: a second `fit` continues.
 * @param make returns a fresh plugin (or several) each time
 */
export async function checkPlugin(make: () => PluginEntry, options: CheckPluginOptions = {}): Promise<void> {
  const { with: others = () => [], ...tiny } = options;
  const started = memory().numTensors;
  const build = (probe?: Plugin) => tinyTrainer({ ...tiny, epochs: 4, plugins: [probe, make(), ...others()] });
  const discard = (trainer: ReturnType<typeof build>) => {
    trainer.dispose();
    trainer.model.dispose?.();
  };

  const whole = build();
  await whole.fit();
  const expected = await fingerprint(whole);
  discard(whole);

  let saved: Snapshot | undefined;
  const first = build({
    name: 'conformance-probe',
    hooks: {
      async save(run, next) {
        await next();
        if (run.progress.epoch !== 2) return;
        const { tensors, state } = run.snapshot();
        const copies = Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.clone()]));
        saved = { tensors: copies, state: JSON.parse(JSON.stringify(state)) };
        run.stop('interrupted');
      },
    },
  });
  await first.fit();
  const second = build();
  await second.restore(saved!);
  for (const copy of Object.values(saved!.tensors)) copy.dispose();
  await second.fit();
  compare(expected, await fingerprint(second), 'a resumed run differs from an uninterrupted one');

  await first.fit();
  if (first.run.history.length < 3)
    throw new Error(`a second fit() did not continue: ${first.run.history.length} epochs`);
  discard(first);

  const before = memory().numTensors;
  await second.fit({ epochs: 6 });
  const settled = memory().numTensors;
  await second.fit({ epochs: 14 }); // 48 more steps
  if (memory().numTensors > settled)
    throw new Error(`tensors grow: ${before} → ${settled} → ${memory().numTensors} over 48 steps`);
  discard(second);
  if (memory().numTensors !== started) throw new Error(`dispose() leaves ${memory().numTensors - started} tensors`);
}

async function fingerprint(trainer: Trainer): Promise<Record<string, string>> {
  const { tensors, state } = trainer.snapshot();
  const print: Record<string, string> = {
    history: JSON.stringify(state.history.map(({ epoch, metrics }) => ({ epoch, metrics }))),
  };
  for (const [name, tensor] of Object.entries(tensors)) print[name] = (await tensor.data()).join();
  for (const [name, own] of Object.entries(state.plugins)) print[`state of ${name}`] = JSON.stringify(own);
  return print;
}

function compare(expected: Record<string, string>, found: Record<string, string>, what: string): void {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    if (expected[name] !== found[name])
      throw new Error(`${what} in '${name}': ${expected[name]?.slice(0, 200)} ≠ ${found[name]?.slice(0, 200)}`);
  }
}
