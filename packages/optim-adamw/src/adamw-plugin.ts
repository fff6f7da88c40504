import { type Optimizer, OptimizerToken, type Plugin, type Run, type TrainableModel } from '@amnl/core-loop';
import { applyAdamW, lateOnes } from './apply.js';
import { type GroupOptions, type ResolvedGroup, resolveGroups } from './groups.js';
import { type AdamWOptions, withDefaults } from './options.js';

/**
 * AdamW as the run's optimiser. Its rate and decay are the run's scalars `learningRate` and `weightDecay`, which schedules
 * multiply; if an earlier plugin has declared them, its values stay. All state is run-owned variables, so that a
 * skipped step leaves it untouched.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID at once; AW_MATCH_EMPTY and AW_GROUP_OVERLAP before the first batch
 */
export function adamW(options: AdamWOptions = {}): Plugin {
  const full = withDefaults('adamW', options);
  let late: ReadonlySet<string> = new Set();
  let current: Run;
  const look = () => {
    late = lateIn(current);
  };
  return {
    name: 'adamw',
    fingerprint: full,
    provide(bind) {
      bind(OptimizerToken, () => optimizer(full, () => late));
    },
    hooks: {
      fitStart(run) {
        const { scalars, model, progress, events } = run;
        for (const name of ['learningRate', 'weightDecay'] as const) {
          if (!scalars.has(name)) scalars.set(name, full[name]);
        }
        groupsOf(model, full); // for its errors: before the first batch, not inside it
        current = run;
        if (progress.step > 0) look();
        events.on('model:changed', look);
      },
      fitEnd: ({ events }) => void events.off('model:changed', look),
    },
  };
}

function lateIn(run: Run): ReadonlySet<string> {
  const { tensors } = run.snapshot();
  return lateOnes(Object.keys(run.model.parameters), (variable) => variable in tensors);
}

function optimizer(options: ReturnType<typeof withDefaults>, late: () => ReadonlySet<string>): Optimizer {
  let known: ReadonlySet<string> = new Set();
  let groups: readonly ResolvedGroup[] = [];
  return {
    update(step, parameters, gradients) {
      if (!Object.keys(parameters).every((name) => known.has(name))) {
        groups = groupsOf(step, options);
        known = new Set([...Object.keys(parameters), ...Object.keys(step.buffers)]);
      }
      const rates = { learningRate: step.scalar('learningRate'), weightDecay: step.scalar('weightDecay') };
      applyAdamW(step, parameters, gradients, rates, groups, options, late());
    },
  };
}

/** Frozen parameters are among the buffers, and may be freed later. */
function groupsOf(
  { parameters, buffers = {} }: Pick<TrainableModel, 'parameters' | 'buffers'>,
  options: GroupOptions,
): readonly ResolvedGroup[] {
  return resolveGroups(Object.keys(parameters), options, Object.keys(buffers));
}
