import { numberOf, requireOption, TrainError } from '@amnl/core-loop/errors';
import type { Costs, UnitHistory, UnitLife } from './units.js';

const BY = 'maintenance-policy';

/** An error of this package. */
export function failure(code: string, message: string): TrainError {
  return new TrainError(code, message, { by: BY });
}

/** Throws `CL_OPTION_INVALID` unless `ok`: “`name` must be `what`, but is …”. */
export function requireValue(ok: boolean, name: string, what: string, found: unknown): void {
  requireOption(BY, ok, name, what, found);
}

/** @throws CL_OPTION_INVALID */
export function checkBandwidth(bandwidth: number | undefined): void {
  const ok = bandwidth === undefined || (Number.isFinite(bandwidth) && bandwidth >= 0);
  requireValue(ok, 'bandwidth', 'a number of at least 0', bandwidth);
}

/** Sums of both costs keep seven digits of the smaller one. */
const MOST_RATIO = 1e6;

/** @throws MP_COST, MP_COST_ORDER */
export function checkCosts(costs: Costs): void {
  for (const name of ['early', 'failure'] as const) {
    const cost: unknown = costs?.[name];
    if (typeof cost === 'number' && Number.isFinite(cost) && cost > 0) continue;
    throw failure('MP_COST', `the cost \`${name}\` is ${String(cost)}. Give a number above 0, in any currency`);
  }
  if (costs.failure > MOST_RATIO * costs.early) {
    throw failure(
      'MP_COST',
      `a failure costs ${costs.failure} and an early change ${costs.early}: more than ${MOST_RATIO} times as much, so that early changes are lost in rounding. Give costs that are nearer to each other`,
    );
  }
  if (costs.failure > costs.early) return;
  throw failure(
    'MP_COST_ORDER',
    `a failure costs ${costs.failure} and an early change ${costs.early}: nothing is saved by changing early. Let units fail, or give a failure's whole cost`,
  );
}

/** @throws MP_EMPTY, MP_LIFE */
export function checkLives(units: readonly UnitLife[]): void {
  if (units.length === 0) throw failure('MP_EMPTY', 'there are no units. Give at least one with a known life');
  units.forEach(({ life }, unit) => {
    if (!(Number.isFinite(life) && life > 0)) {
      throw failure('MP_LIFE', `unit ${unit} has a life of ${life}. Give its age at failure, above 0, or leave it out`);
    }
  });
  if (units.every(({ running }) => running)) {
    throw failure(
      'MP_EMPTY',
      `none of ${numberOf(units.length, 'unit')} has failed, so no policy can be judged. Give units that failed`,
    );
  }
}

/** @throws MP_EMPTY, MP_LIFE, MP_LENGTH, MP_TIME, MP_INDICATOR */
export function checkHistories(histories: readonly UnitHistory[]): void {
  checkLives(histories);
  histories.forEach(({ time, indicator, life }, unit) => {
    if (time.length !== indicator.length) {
      throw failure(
        'MP_LENGTH',
        `unit ${unit} has ${numberOf(indicator.length, 'indicator')} at ${numberOf(time.length, 'time')}. Give one for each`,
      );
    }
    for (let row = 0; row < time.length; row++) {
      const [at, before] = [time[row]!, row === 0 ? 0 : time[row - 1]!];
      if (!(at >= before && at <= life)) {
        throw failure(
          'MP_TIME',
          `row ${row} of unit ${unit} is at age ${at}, after ${before} and with a life of ${life}. Give ages that ascend from 0 to the life`,
        );
      }
      if (Number.isNaN(indicator[row])) {
        throw failure('MP_INDICATOR', `row ${row} of unit ${unit} has the indicator NaN. Leave such rows out`);
      }
    }
  });
}
