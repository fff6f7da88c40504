import { type Optimizer, OptimizerToken, type Plugin } from '@amnl/core-loop';
import { applyAdamW } from './apply.js';
import { type ResolvedGroup, resolveGroups } from './groups.js';
import { type AdamWOptions, withDefaults } from './options.js';

/**
 * AdamW as the run's optimiser. Its rate and decay are the run's scalars `learningRate` and `weightDecay`, which schedules
 * multiply; where a plugin before it declared them already, theirs stay. All state is run-owned variables, so that a
 * skipped step leaves it untouched.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID at once; AW_MATCH_EMPTY and AW_GROUP_OVERLAP before the first batch
 */
export function adamW(options: AdamWOptions = {}): Plugin {
  const full = withDefaults('adamW', options);
  return {
    name: 'adamw',
    fingerprint: full,
    provide(bind) {
      bind(OptimizerToken, () => optimizer(full));
    },
    hooks: {
      fitStart({ scalars, model }) {
        for (const name of ['learningRate', 'weightDecay'] as const) {
          if (!scalars.has(name)) scalars.set(name, full[name]);
        }
        resolveGroups(Object.keys(model.parameters), full); // for its errors: before the first batch, not inside it
      },
    },
  };
}

function optimizer(options: ReturnType<typeof withDefaults>): Optimizer {
  let groups: readonly ResolvedGroup[] | undefined;
  return {
    update(step, parameters, gradients) {
      groups ??= resolveGroups(Object.keys(parameters), options);
      const rates = { learningRate: step.scalar('learningRate'), weightDecay: step.scalar('weightDecay') };
      applyAdamW(step, parameters, gradients, rates, groups, options);
    },
  };
}
