import type { IntervalData } from '@amnl/conformal';
import { numberOf } from '@amnl/core-loop';
import type { Costs } from '@amnl/maintenance-policy';
import { agesInWords } from '../pipeline/ages.js';
import type { MaintenanceParts, PlanRule } from '../pipeline/maintenance.js';
import { errorDecimals } from '../pipeline/predictions.js';
import type { OpenRun } from '../run-folder/open-run.js';
import { cliError } from '../terminal/errors.js';
import { notice } from '../terminal/terminal.js';
import { noCalibration } from './coverage.js';

/** Flags that say what changing a unit costs. */
export interface CostFlags {
  readonly costEarly?: string;
  readonly costFailure?: string;
}

/** Both costs, or none. @throws CLI_USAGE */
export function costsIn({ costEarly, costFailure }: CostFlags): Costs | undefined {
  if (costEarly === undefined && costFailure === undefined) return undefined;
  if (costEarly === undefined || costFailure === undefined) {
    const [there, missing] = costEarly === undefined ? ['failure', 'early'] : ['early', 'failure'];
    throw cliError('CLI_USAGE', `--cost-${there} needs --cost-${missing}: only together do they say when to change`);
  }
  const costs = { early: cost('early', costEarly), failure: cost('failure', costFailure) };
  if (costs.failure > costs.early) return costs;
  throw cliError(
    'CLI_USAGE',
    `--cost-failure is ${costs.failure} and --cost-early ${costs.early}: nothing is saved by changing early. Let units fail, or give a failure's whole cost`,
  );
}

function cost(name: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw cliError('CLI_USAGE', `--cost-${name} is '${text}'. Give a number above 0, in any currency`);
}

/** What policies are chosen on, where costs are given. @throws CLI_NO_CALIBRATION, CLI_NOT_AGES */
export function maintenanceParts(
  folder: string,
  { calibration, config }: Pick<OpenRun, 'calibration' | 'config'>,
  { costs, intervals }: { readonly costs: Costs | undefined; readonly intervals: IntervalData | undefined },
): MaintenanceParts | undefined {
  if (!costs) return undefined;
  if (!calibration) throw noCalibration(folder, config.selection === 'holdout');
  const doubt = agesInWords(calibration);
  if (doubt !== undefined) notice(doubt);
  return { calibration, intervals, costs };
}

/** What the plan of a prediction follows. */
export function planInWords({ threshold, indicator }: PlanRule, { calibration }: MaintenanceParts): string {
  const { units, timeUnit, rulCap } = calibration;
  const digits = Math.max(0, errorDecimals({ rulCap: rulCap ?? Number.POSITIVE_INFINITY }) - 1);
  const when =
    threshold === Number.NEGATIVE_INFINITY
      ? 'never'
      : `when ${indicator} is down to ${threshold.toFixed(digits)} ${timeUnit}`;
  return `change: ${when}, which is cheapest for ${numberOf(units.length, 'unit')} held out. 'amnl evaluate' with these costs says what it saves`;
}
