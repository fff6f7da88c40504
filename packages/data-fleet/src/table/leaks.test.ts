import { expect, it } from 'vitest';
import type { Fleet, UnitEnd } from '../fleet.js';
import { knowsFuture } from './choose-columns.js';
import { fleetRules } from './fleet-rules.js';

/** Pumps with these lives, a row for every hour; the last one still runs. Channels by age, life and number of the pump. */
function pumps(
  lives: readonly number[],
  channels: Record<string, (age: number, life: number, pump: number) => number>,
) {
  const offsets = [0];
  const [times, values] = [[] as number[], [] as number[]];
  for (const [pump, life] of lives.entries()) {
    for (let age = 0; age <= life; age++) {
      times.push(100 * pump + age);
      for (const of of Object.values(channels)) values.push(of(age, life, pump));
    }
    offsets.push(times.length);
  }
  const ends = lives.map((_, i): UnitEnd => ({ kind: i === lives.length - 1 ? 'running' : 'failed' }));
  return {
    ...{ name: 'pumps', noun: 'pump', timeUnit: 'hours', role: 'train', settings: [], ends },
    channels: Object.keys(channels),
    units: lives.map((_, i) => `P-${i}`),
    offsets: Int32Array.from(offsets),
    times: Float64Array.from(times),
    values: Float32Array.from(values),
    origin: { checksum: '', simulated: true },
  } satisfies Fleet;
}

const LIVES = [20, 31, 12, 44, 27, 38, 50];
/** Between −0.5 and 0.5, and the same for the same numbers. */
const noise = (age: number, pump: number) => ((age * 7919 + pump * 104729) % 1000) / 999 - 0.5;
const told = (fleet: Fleet) =>
  fleetRules(fleet)
    .notices.filter((notice) => notice.includes('knows the future'))
    .map((notice) => notice.split(' ')[0]);

it('tells of channels that are the remaining life, or the whole one', () => {
  const fleet = pumps(LIVES, {
    left: (age, life) => life - age,
    scaled: (age, life) => 7 - 0.01 * (life - age),
    noisy: (age, life, pump) => life - age + noise(age, pump),
    capped: (age, life) => Math.min(life - age, 15),
    whole: (_, life) => 3 + life / 2,
  });
  expect(told(fleet)).toEqual(['left', 'scaled', 'noisy', 'capped', 'whole']);
  const { notices } = fleetRules(fleet);
  // Rows 0 to life of the six failed pumps: 21 + 32 + 13 + 45 + 28 + 39, without the one at the greatest value.
  expect(notices[0]).toBe(
    'left is the remaining life itself, or nearly (correlation 1.0000 over 177 rows of failed pumps). If it knows the future, put it into `ignore`',
  );
  expect(notices[4]).toBe(
    'whole is the same in all rows of a pump, and goes with its whole life (correlation 1.0000 over 6 failed pumps). If it knows the future, put it into `ignore`',
  );
});

it('does not tell of counters, wear that differs, steps, and what few pumps have by chance', () => {
  const fleet = pumps(LIVES, {
    age: (age) => age,
    counter: (age, _, pump) => 1000 * pump + age,
    wear: (age, life) => age / life,
    late: (age, life) => Math.exp((age - life) / 5),
    alarm: (age, life) => (life - age < 5 ? 1 : 0),
    constant: () => 3,
    load: (age, _, pump) => noise(age, pump),
    factor: (_age, _life, pump) => pump,
  });
  expect(told(fleet)).toEqual([]);
  expect(told(pumps([20, 31, 12, 44], { load: (age, _, pump) => noise(age, pump), whole: (_, life) => life }))).toEqual(
    [],
  );
});

it('cannot tell remaining life from age where all live for the same time', () => {
  expect(told(pumps([30, 30, 30], { left: (age) => 30 - age, load: noise }))).toEqual([]);
});

it('tells only of what a network is to see', () => {
  const fleet = pumps(LIVES, { left: (age, life) => life - age, load: (age, _, pump) => noise(age, pump) });
  expect(fleetRules(fleet, { inputs: ['load'] }).notices.join()).not.toContain('knows the future');
});

it.each([
  ...[
    'rul',
    'RUL',
    'ttf',
    'remaining_life',
    'time_to_failure',
    'timeToFailure',
    'days_to_failure',
    'hours_until_failure',
  ],
  ...['DaysToFailure', 'cycles to end', 'hours_left', 'cycles_left', 'CyclesLeft', 'countdown', 'failure_cause'],
  ...['failure_cause_code', 'failure code', 'FailureMode', 'failure_date', 'Restlebensdauer', 'Restlaufzeit [h]'],
])('takes %s for one that knows the future', (name) => {
  expect(knowsFuture(name)).toBe(true);
});

it.each([
  ...[
    'failed',
    'failure',
    'fault_code',
    'flow',
    'cycles',
    'hours',
    'running_hours',
    'left_bearing_temp',
    'hours_since_service',
  ],
  ...[
    'temp_left',
    'days_to_service',
    'mode',
    'end_cap_temp',
    'account',
    'trull',
    'counter',
    'restart_count',
    'rest_level',
  ],
])('does not take %s for one', (name) => {
  expect(knowsFuture(name)).toBe(false);
});
