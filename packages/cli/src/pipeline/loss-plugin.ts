import { type AmnlOptions, amnlLoss, rulHealthTasks } from '@amnl/amnl-loss';
import type { Plugin } from '@amnl/core-loop';
import { caGrad, dwa, gaba, gradNorm, pcGrad, uncertaintyWeighting } from '@amnl/multi-task';
import type { Config } from '../config/config.js';

/** The loss that `config.loss` names. What is compared with AMNL has its RUL loss, unless its authors published another one. */
export function lossPlugin(config: Config): Plugin {
  const { rulCap: cap, lossRate: learningRate } = config;
  const weighting = config.weighNearFailure ? 'linear' : 'none';
  const tasks = rulHealthTasks({ cap, weighting });
  const amnl = (options: AmnlOptions) => amnlLoss({ cap, weighting, ...options });
  switch (config.loss) {
    case 'amnl':
      return amnl({});
    case 'amnl-instant':
      return amnl({ normalizer: 'instant' });
    case 'amnl-bias-corrected':
      return amnl({ normalizer: 'bias-corrected' });
    case 'amnl-fixed':
      return amnl({ normalizer: 'fixed', reduction: 'mean' });
    case 'fixed': {
      const { rulWeight: weight } = config;
      const weighted = { rul: { ...tasks.rul, weight }, health: { ...tasks.health, weight: 1 - weight } };
      return amnlLoss({ normalizer: 'fixed', tasks: weighted });
    }
    case 'uncertainty':
      return uncertaintyWeighting({ tasks, learningRate });
    case 'dwa':
      return dwa({ tasks, temperature: config.dwaTemperature });
    case 'gradnorm':
      return gradNorm({ tasks, alpha: config.gradNormAlpha, learningRate });
    case 'gaba':
      return gaba({ tasks: rulHealthTasks({ cap, weighting: 'none' }) });
    case 'grace':
      return gaba({ tasks: rulHealthTasks({ cap, weighting, reduction: 'mean' }) });
    case 'pcgrad':
      return pcGrad({ tasks });
    case 'cagrad':
      return caGrad({ tasks, c: config.caGradRadius });
    case 'rul':
      return amnlLoss({ normalizer: 'fixed', tasks: { rul: tasks.rul } });
  }
}
