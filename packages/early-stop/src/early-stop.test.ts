import '@tensorflow/tfjs';
import { EvaluatorToken, type Metrics, monitorOf, type Plugin, type Run } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { ema } from '@amnl/ema';
import { describe, expect, it } from 'vitest';
import { BestToken, type EarlyStopOptions, earlyStop } from './early-stop.js';

const weightsOf = ({ model }: Pick<Run, 'model'>) =>
  Object.fromEntries(Object.entries({ ...model.parameters, ...model.buffers }).map(([n, v]) => [n, [...v.dataSync()]]));

/** Reports a given value of `score` in each epoch, and notes the weights evaluated there. */
function scripted(scores: readonly number[]) {
  const evaluated: ReturnType<typeof weightsOf>[] = [];
  const plugin: Plugin = {
    name: 'scripted',
    after: ['ema'],
    hooks: {
      async evaluate(run, next): Promise<Metrics> {
        evaluated.push(weightsOf(run));
        return { ...(await next()), score: scores[run.progress.epoch]! };
      },
    },
  };
  return { evaluated, plugin };
}

function scriptedTrainer(scores: readonly number[], options: EarlyStopOptions = {}, others: readonly Plugin[] = []) {
  const script = scripted(scores);
  const plugins = [earlyStop({ monitor: 'score', ...options }), ...others, script.plugin];
  return { ...script, trainer: tinyTrainer({ epochs: scores.length, plugins }) };
}

describe('earlyStop', () => {
  it('stops when patience is at its end, with the best weights in the model', async () => {
    const { trainer, evaluated } = scriptedTrainer([5, 3, 4, 4, 1], { patience: 2 });
    const { reason, history } = await trainer.fit();
    expect(history).toHaveLength(4);
    expect(reason).toEqual({
      by: 'early-stop',
      because: 'score has not improved for 2 epochs; best 3 in epoch 2 of 4',
    });
    expect(weightsOf(trainer)).toEqual(evaluated[1]);
    expect(trainer.run.get(BestToken)).toMatchObject({ epoch: 1, value: 3 });
    expect(monitorOf(trainer.run)).toEqual({ metric: expect.any(String), mode: 'min' });
  });

  it('restores the best after the last epoch and after somebody else’s stop', async () => {
    const whole = scriptedTrainer([5, 1, 4, 4]);
    await whole.trainer.fit();
    expect(weightsOf(whole.trainer)).toEqual(whole.evaluated[1]);

    const stopper: Plugin = {
      name: 'stopper',
      hooks: {
        epochEnd(run) {
          if (run.progress.epoch === 2) run.stop('enough');
        },
      },
    };
    const stopped = scriptedTrainer([1, 5, 4, 4], {}, [stopper]);
    const { reason } = await stopped.trainer.fit();
    expect(reason.by).toBe('stopper');
    expect(weightsOf(stopped.trainer)).toEqual(stopped.evaluated[0]);
  });

  it('restores the best after an error', async () => {
    const failing: Plugin = {
      name: 'failing',
      hooks: {
        stepEnd(run) {
          if (run.progress.epoch === 2) throw new Error('power cut');
        },
      },
    };
    const { trainer, evaluated } = scriptedTrainer([5, 1, 4], {}, [failing]);
    await expect(trainer.fit()).rejects.toThrow('power cut');
    expect(weightsOf(trainer)).toEqual(evaluated[1]);
  });

  it('leaves the model alone after an error in the first epoch', async () => {
    const failing: Plugin = { name: 'failing', hooks: { stepEnd: () => Promise.reject(new Error('power cut')) } };
    const { trainer } = scriptedTrainer([5], {}, [failing]);
    await expect(trainer.fit()).rejects.toThrow('power cut');
    expect(trainer.run.get(BestToken).epoch).toBeUndefined();
    expect(trainer.model.parameters['w']!.dataSync()[0]).not.toBe(0); // the one step that was made
  });

  it('keeps the first epoch even when its metric is NaN', async () => {
    const { trainer, evaluated } = scriptedTrainer([Number.NaN, Number.NaN, Number.NaN], { patience: 2 });
    const { reason } = await trainer.fit();
    expect(reason.because).toBe('score has not improved for 2 epochs; best none in epoch 1 of 2');
    expect(weightsOf(trainer)).toEqual(evaluated[0]);
    expect(trainer.run.get(BestToken)).toMatchObject({ epoch: 0, value: undefined });
  });

  it('keeps the averaged weights where `ema` runs, listed in either order', async () => {
    for (const order of ['before', 'after']) {
      const script = scripted([5, 1, 4]);
      const stop = earlyStop({ monitor: 'score' });
      const plugins = order === 'before' ? [stop, ema(), script.plugin] : [ema(), stop, script.plugin];
      const trainer = tinyTrainer({ epochs: 3, plugins });
      await trainer.fit();
      expect(weightsOf(trainer)).toEqual(script.evaluated[1]);
    }
  });

  it('measures again what it calls best', async () => {
    const trainer = tinyTrainer({ epochs: 6, plugins: [ema(), earlyStop()] });
    await trainer.fit();
    const now = await trainer.evaluate();
    expect(now['val_loss']).toBe(trainer.run.get(BestToken).value);
  });

  it('watches any reported number; without evaluation it keeps the weights of the epoch’s end', async () => {
    const seen: ReturnType<typeof weightsOf>[] = [];
    const note: Plugin = { name: 'note', hooks: { epochEnd: (run) => void seen.push(weightsOf(run)) } };
    const trainer = tinyTrainer({ plugins: [note, earlyStop({ monitor: 'loss', mode: 'max' })], epochs: 3 });
    await trainer.fit();
    expect(weightsOf(trainer)).toEqual(seen[trainer.run.get(BestToken).epoch!]);
  });

  it('only restores with infinite patience, only stops without restoreBest', async () => {
    const patient = scriptedTrainer([1, 2, 3, 4], { patience: Number.POSITIVE_INFINITY });
    expect((await patient.trainer.fit()).reason.by).toBe('epochs');
    expect(weightsOf(patient.trainer)).toEqual(patient.evaluated[0]);

    const strict = scriptedTrainer([1, 2, 3, 4], { patience: 1, restoreBest: false });
    expect((await strict.trainer.fit()).history).toHaveLength(2);
    expect(weightsOf(strict.trainer)).toEqual(strict.evaluated[1]);
    expect(Object.keys(strict.trainer.snapshot().tensors).filter((name) => name.startsWith('early-stop'))).toEqual([]);
  });

  it('refuses a word for a flag', () => {
    expect(() => earlyStop({ restoreBest: 'no' as never })).toThrow(
      /`restoreBest` must be true or false, but is "no".*CL_OPTION_INVALID/,
    );
  });

  it('names a metric that nobody reports, and what exists', async () => {
    const trainer = tinyTrainer({ plugins: [earlyStop({ monitor: 'valRmse' })] });
    await expect(trainer.fit()).rejects.toThrow(
      /\[early-stop\].*no metric 'valRmse'; reported: .*loss.*rmse.*CL_METRIC_UNKNOWN/,
    );
  });

  it('refuses val_loss before anything is trained where nothing is evaluated', async () => {
    const trainer = tinyTrainer({ evaluation: undefined as never, plugins: [earlyStop()] });
    await expect(trainer.fit()).rejects.toThrow(
      "no metric 'val_loss' can be reported: the trainer evaluates nothing. Give validation data with the option `evaluation`, or set { monitor: 'loss' }. (CL_METRIC_UNKNOWN)",
    );
    expect(trainer.run.progress.step).toBe(0);
    trainer.dispose();
  });

  it('says where val_loss comes from, next to an evaluator that does not report it', async () => {
    const own: Plugin = { name: 'own', provide: (bind) => bind(EvaluatorToken, () => async () => ({ score: 1 })) };
    const trainer = tinyTrainer({ plugins: [own, earlyStop()] });
    await expect(trainer.fit()).rejects.toThrow(
      "no metric 'val_loss'; reported: learningRate, loss, score (names with val_ come from the option `evaluation`). Set { monitor } to one of them. (CL_METRIC_UNKNOWN)",
    );
    trainer.dispose();
  });

  it('passes the conformance kit', async () => {
    await checkPlugin(() => earlyStop());
    await checkPlugin(() => [ema(), earlyStop({ patience: 3, mode: 'max' })]);
  });
});
