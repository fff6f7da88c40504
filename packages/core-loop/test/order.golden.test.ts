import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { Plugin } from '../src/index.js';
import { SaverToken } from '../src/index.js';
import { recordOrder, tinyTrainer } from '../src/testing/index.js';

// The order of everything, as a literal. Changing it is a breaking change and needs a changeset.
test('two epochs of three micro-batches, accumulation 2, with evaluation and saving', async () => {
  const order: string[] = [];
  const saver: Plugin = {
    name: 'saver',
    provide(bind) {
      bind(SaverToken, () => ({
        save(run) {
          order.push('write');
          run.events.emit('checkpoint:saved', { progress: run.progress, uri: 'memory' });
        },
      }));
    },
  };
  const trainer = tinyTrainer({
    epochs: 2,
    samples: 12,
    batchSize: 4,
    accumulate: 2,
    plugins: [recordOrder(order, 'a', { events: true }), recordOrder(order, 'b'), saver],
  });
  await trainer.fit();

  const epoch = [
    'a.epochStart',
    'b.epochStart',
    'epoch:started',
    'a.stepStart',
    'b.stepStart',
    'a.loss',
    'b.loss',
    'batch:ended',
    'a.loss',
    'b.loss',
    'a.gradients',
    'b.gradients',
    'a.updated',
    'b.updated',
    'batch:ended',
    'a.stepEnd',
    'b.stepEnd',
    'step:ended',
    // the third micro-batch is a group of its own, which the end of the data shows: flushed then
    'a.stepStart',
    'b.stepStart',
    'a.loss',
    'b.loss',
    'batch:ended',
    'a.gradients',
    'b.gradients',
    'a.updated',
    'b.updated',
    'a.stepEnd',
    'b.stepEnd',
    'step:ended',
    'eval:started',
    'a.evaluate {',
    'b.evaluate {',
    '} b.evaluate',
    '} a.evaluate',
    'eval:ended',
    'a.epochEnd',
    'b.epochEnd',
    'epoch:ended',
    'a.save {',
    'b.save {',
    'write',
    'checkpoint:saved',
    '} b.save',
    '} a.save',
  ]; // prettier-ignore
  expect(order).toEqual(['a.fitStart', 'b.fitStart', ...epoch, ...epoch, 'a.fitEnd', 'b.fitEnd', 'fit:ended']);
  trainer.dispose();
});

test('a stop after the first epoch: saved first, then stopped, fitEnd all the same', async () => {
  const order: string[] = [];
  const stopper: Plugin = { name: 'stopper', hooks: { epochEnd: (run) => run.stop('enough') } };
  const trainer = tinyTrainer({ epochs: 9, samples: 4, plugins: [stopper, recordOrder(order, 'r', { events: true })] });
  const { reason, history } = await trainer.fit();
  expect(reason).toEqual({ by: 'stopper', because: 'enough' });
  expect(history).toHaveLength(1);
  expect(order.slice(order.indexOf('run:stopping'))).toEqual([
    'run:stopping',
    'r.epochEnd',
    'epoch:ended',
    'r.save {',
    '} r.save',
    'r.fitEnd',
    'fit:ended',
  ]);
  trainer.dispose();
});

test('an error in a hook: named, fitEnd still runs, nothing else does', async () => {
  const order: string[] = [];
  const broken: Plugin = {
    name: 'broken',
    hooks: {
      stepEnd() {
        throw new Error('boom');
      },
    },
  };
  const trainer = tinyTrainer({ plugins: [broken, recordOrder(order, 'r', { events: true })] });
  await expect(trainer.fit()).rejects.toThrow("[broken] hook 'stepEnd' failed: boom. (CL_HOOK_FAILED)");
  expect(order.slice(-3)).toEqual(['batch:ended', 'r.fitEnd', 'fit:ended']);
  trainer.dispose();
});
