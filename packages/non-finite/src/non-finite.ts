import { numberOf, type Plugin, type Run, TrainError } from '@amnl/core-loop';
import { firstBadOperation } from './anomaly.js';
import { decide } from './decide.js';
import { GoodState } from './good-state.js';
import { advise, describe, overflowed, weightsInWords } from './messages.js';
import { type NonFiniteOptions, withDefaults } from './options.js';
import { firstBadWeight, readRecorded, standsWell } from './read-recorded.js';
import { type Learnt, StepCheck } from './step-check.js';

const NAME = 'non-finite';
const VERSION = 1;

/**
 * Guards a run against NaN and infinity. A step whose inputs, targets, losses or gradients are not finite is skipped without
 * a trace (weights, moments, averages, batch-norm statistics, running means and reported numbers keep every bit), and
 * the first bad tensor is recorded on the device. The record is read every so many steps, and `policy` decides what to do.
 *
 * Reports `skipped_steps`. With `@amnl/loss-scale` in the list, that plugin handles infinite gradients: inputs, targets and losses
 * are checked here.
 * @throws CL_OPTION_INVALID
 */
export function nonFinite(options: NonFiniteOptions = {}): Plugin {
  const { policy, maxInARow, maxRollbacks, factor, every, detectAnomaly } = withDefaults(options);
  const inStep = new StepCheck();
  const good = new GoodState();
  let rollbacks = 0;
  let current: Run;

  const save = (): Learnt & { rollbacks: number } => ({ rollbacks, ...inStep.learnt });
  // Frozen parameters join the buffers: they need copies before that step.
  const renew = () => inStep.renew(current);
  const lowerRate = (run: Run) => run.scalars.factor('learningRate', NAME, factor ** rollbacks);

  const tell = (run: Run, message: string) => run.events.emit('run:notice', { by: NAME, message });

  const goBack = (run: Run, found: string, row: string): void => {
    rollbacks++;
    lowerRate(run);
    run.rewind(good.withState(NAME, VERSION, save()));
    const times = `${rollbacks} of ${maxRollbacks} times`;
    tell(run, `${found}. ${row}the run rolls back, with ${factor} times the learning rate (${times})`);
  };

  /** Reads what the steps recorded, and acts on it. @returns whether the run rolls back */
  const check = async (run: Run): Promise<boolean> => {
    const { data, gradients } = inStep.learnt;
    const found = await readRecorded(run, [...data, ...gradients]);
    if (found === undefined) return false;
    const { kind, longest, skipped } = found;
    const isData = kind === 'input' || kind === 'target';
    const verdict = decide({ policy, longest, maxInARow, data: isData, rollbacks, maxRollbacks });
    const operation = detectAnomaly ? `. ${await firstBadOperation(run, found)}` : '';
    const row = `${numberOf(longest, 'step')} in a row`;

    if (verdict === 'fail') {
      const tried = policy === 'throw' ? '' : `, ${row}${policy === 'skip' ? '' : `, rollbacks so far: ${rollbacks}`}`;
      const weights = weightsInWords(await firstBadWeight(run));
      throw new TrainError(
        'NF_NOT_FINITE',
        `${describe(found)}${tried}${operation}. No such step was taken: ${weights}. ${advise(found)}`,
        { by: NAME },
      );
    }
    if (verdict === 'go back') goBack(run, `${describe(found)}${operation}`, `After ${row} `);
    else tell(run, `${describe(found)}${operation}. The step was skipped; skipped so far: ${skipped}`);
    return verdict === 'go back';
  };

  /** An update can overflow though all that goes into it is finite. Looked at before the epoch is saved. */
  const checkWeights = async (run: Run): Promise<void> => {
    const name = await firstBadWeight(run);
    if (name === undefined) return;
    const found = overflowed(name, run.progress.epoch);
    if (policy !== 'rollback' || rollbacks >= maxRollbacks) {
      throw new TrainError('NF_NOT_FINITE', `${found}. Lower the learning rate`, { by: NAME });
    }
    goBack(run, found, 'Therefore ');
  };

  return {
    name: NAME,
    // The interval decides when it acts, not what a step does.
    fingerprint: { policy, maxInARow, maxRollbacks, factor },
    after: ['loss-scale'],
    hooks: {
      fitStart(run) {
        current = run;
        run.events.on('model:changed', renew);
        lowerRate(run);
      },
      async epochStart(run) {
        if (run.progress.batch === 0) inStep.begin(run);
        // Here, where the epoch is counted and all plugins have begun.
        if (policy === 'rollback' && (!good.taken || (await standsWell(run)))) good.take(run);
      },
      stepStart: (run) => inStep.watch(run),
      loss(step, total) {
        inStep.micro(current, step);
        return total;
      },
      gradients(step, gradients) {
        inStep.update(current, step, gradients);
        return gradients;
      },
      // No promise of every step: the loop waits for those that look.
      stepEnd: (run) => (run.progress.step % every === 0 ? check(run).then(() => undefined) : undefined),
      async epochEnd(run) {
        if (!(await check(run))) await checkWeights(run);
      },
      async fitEnd(run, reason) {
        run.events.off('model:changed', renew);
        // No rollback after this; a resumed run finds its marks again.
        if (reason.by !== 'error' && policy !== 'rollback') await check(run);
        good.dispose();
      },
    },
    state: {
      version: VERSION,
      save,
      load(saved) {
        const { rollbacks: times, ...learnt } = saved as ReturnType<typeof save>;
        rollbacks = times;
        inStep.learnt = learnt;
      },
    },
    dispose: () => good.dispose(),
  };
}
