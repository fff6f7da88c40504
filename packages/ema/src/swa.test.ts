import '@tensorflow/tfjs';
import { type Plugin, type Run, TrainData } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { describe, expect, it } from 'vitest';
import { ema } from './ema.js';
import { type SwaOptions, swa } from './swa.js';

type Weights = Record<string, number[]>;
/** Current parameters and buffers. */
const weightsOf = ({ model }: Pick<Run, 'model'>): Weights =>
  Object.fromEntries(Object.entries({ ...model.parameters, ...model.buffers }).map(([n, v]) => [n, [...v.dataSync()]]));

/** Notes the weights that training has at the end of an epoch, and those that evaluation sees. */
function spy() {
  const trained: Weights[] = [];
  const evaluated: Weights[] = [];
  const plugin: Plugin = {
    name: 'spy',
    after: ['swa'],
    hooks: {
      async evaluate(run, next) {
        evaluated.push(weightsOf(run));
        return next();
      },
      epochEnd: (run) => void trained.push(weightsOf(run)),
    },
  };
  return { trained, evaluated, plugin };
}

/** The plain mean, in doubles. */
const mean = (of: readonly Weights[], name: string) =>
  of[0]![name]!.map((_, i) => of.reduce((sum, weights) => sum + weights[name]![i]!, 0) / of.length);
const closeTo = (values: readonly number[]) => values.map((v) => expect.closeTo(v, 5));

async function runWith(options: SwaOptions, trainerOptions: Parameters<typeof tinyTrainer>[0] = {}) {
  const watch = spy();
  const trainer = tinyTrainer({ epochs: 5, plugins: [swa(options), watch.plugin], ...trainerOptions });
  const notices: string[] = [];
  trainer.events.on('run:notice', ({ message }) => void notices.push(message));
  const result = await trainer.fit();
  return { ...watch, trainer, result, notices };
}

describe('swa', () => {
  it.each(['average', 'recompute', 'copy'] as const)(
    'evaluates the equal average of epochs (buffers: %s)',
    async (buffers) => {
      const { trained, evaluated } = await runWith({ startEpoch: 2, buffers });
      for (const name of ['w', 'b']) {
        expect(evaluated.slice(0, 2).map((weights) => weights[name])).toEqual([trained[0]![name], trained[1]![name]]);
        expect(evaluated[2]![name]).toEqual(closeTo(mean([trained[2]!], name)));
        expect(evaluated[3]![name]).toEqual(closeTo(mean([trained[2]!, trained[3]!], name)));
        expect(evaluated[4]![name]).toEqual(closeTo(mean([trained[2]!, trained[3]!, trained[4]!], name)));
      }
      if (buffers === 'average') expect(evaluated[4]!['seen']).toEqual(closeTo(mean(trained.slice(2), 'seen')));
      if (buffers === 'copy') expect(evaluated[4]!['seen']).toEqual(trained[4]!['seen']);
    },
  );

  it('recomputes statistics over the training data: the mean of what every batch gives', async () => {
    // `seen` moves by a tenth of the mean input of a batch, and all batches have 4 samples: the mean input.
    const { evaluated, trainer } = await runWith({ startEpoch: 3 });
    let [sum, count] = [0, 0];
    for await (const { inputs } of trainer.run.get(TrainData).batches({ epoch: 0, seed: 42 })) {
      for (const x of inputs['x']!.data as Float32Array) [sum, count] = [sum + x, count + 1];
    }
    expect(evaluated[4]!['seen']).toEqual(closeTo([sum / count]));
  });

  it('does not change training, and leaves what was evaluated last in the model', async () => {
    const plain = spy();
    await tinyTrainer({ epochs: 5, plugins: [plain.plugin] }).fit();
    const { trained, evaluated, trainer, result } = await runWith({ startEpoch: 1 });
    expect(trained).toEqual(plain.trained); // bit for bit
    expect(weightsOf(trainer)).toEqual(evaluated[4]);
    expect((await trainer.evaluate())['RMSE_last_cycle']).toBe(result.history[4]!.metrics['RMSE_last_cycle']);
  });

  it('takes the weights at the end of cycles', async () => {
    const { trained, evaluated } = await runWith({ startEpoch: 0, every: 2 }, { accumulate: 2 });
    expect(evaluated[3]!['w']).toEqual(evaluated[2]!['w']);
    expect(evaluated[4]!['w']).toEqual(closeTo(mean([trained[0]!, trained[2]!, trained[4]!], 'w')));
  });

  it('averages without an evaluation, too', async () => {
    const { trained, trainer } = await runWith({ startEpoch: 3 }, { evaluation: undefined as never });
    expect(weightsOf(trainer)['w']).toEqual(closeTo(mean(trained.slice(3), 'w')));
  });

  it('keeps the weights of training where the run ends before the first epoch is taken, and says so', async () => {
    const stop: Plugin = {
      name: 'stop',
      hooks: { epochEnd: (run) => (run.progress.epoch === 1 ? run.stop('enough') : undefined) },
    };
    const watch = spy();
    const short = await runWith({ startEpoch: 5 });
    expect(short.notices).toEqual([expect.stringContaining('this run of 5 epochs ends before that')]);
    expect(weightsOf(short.trainer)).toEqual(short.trained[4]);
    const stopped = await runWith({ startEpoch: 3 }, { plugins: [swa({ startEpoch: 3 }), watch.plugin, stop] });
    expect(stopped.notices).toEqual([expect.stringContaining('the run ended before that')]);
    expect(weightsOf(stopped.trainer)).toEqual(watch.trained[1]);
  });

  it('puts the weights back when evaluation throws', async () => {
    const watch = spy();
    const failing = { name: 'failing', hooks: { evaluate: () => Promise.reject(new Error('no metrics today')) } };
    const plain = spy();
    await tinyTrainer({ epochs: 1, plugins: [plain.plugin] }).fit();
    const trainer = tinyTrainer({ epochs: 5, plugins: [swa({ startEpoch: 0 }), watch.plugin, failing] });
    await expect(trainer.fit()).rejects.toThrow('no metrics today');
    expect(weightsOf(trainer)).toEqual(plain.trained[0]);
  });

  it('is not used beside ema', () => {
    expect(() => {
      const trainer = tinyTrainer({ plugins: [ema(), swa({ startEpoch: 1 })] });
      trainer.dispose();
    }).toThrow('CL_TOKEN_TWICE');
  });

  it.each([{}, { startEpoch: -1 }, { startEpoch: 1.5 }, { startEpoch: 1, every: 0 }, { startEpoch: 1, buffers: 'x' }])(
    'refuses %o',
    (options) => {
      expect(() => swa(options as SwaOptions)).toThrow(/^\[swa\] .*CL_OPTION_INVALID/);
    },
  );

  it('passes the conformance kit', async () => {
    await checkPlugin(() => swa({ startEpoch: 1 }));
    await checkPlugin(() => swa({ startEpoch: 1, every: 2, buffers: 'average' }));
  });
});
