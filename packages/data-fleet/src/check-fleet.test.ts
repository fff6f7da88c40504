import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { errorOf } from '../../../tools/vitest/thrown.js';
import { checkFleet } from './check-fleet.js';
import { fitScaler } from './fit-scaler.js';
import { CHANNELS, running, tinyFleet, truncated, WIDTH } from './fixtures/tiny-fleet.js';
import type { Fleet, UnitEnd } from './fleet.js';
import { prepareFleet } from './prepare.js';
import { splitFleet } from './split.js';
import { makeWindows } from './windows.js';

type Change = Partial<Record<keyof Fleet, unknown>>;

/** P-1 has the rows 0–2, P-2 the rows 3–4, P-3 the rows 5–8. */
const pumps = tinyFleet({ lengths: [3, 2, 4], ends: [{ kind: 'failed' }, ...running(1), ...truncated(7)] });
const changed = (change: Change) => ({ ...pumps, ...change }) as Fleet;
const times = (...values: number[]) => ({ times: Float64Array.from(values) });
const offsets = (...values: number[]) => ({ offsets: Int32Array.from(values) });
const value = (at: number, found: number) => ({ values: pumps.values.with(at, found) });
const lastEnd = (end: unknown) => ({ ends: [...pumps.ends.slice(0, 2), end] });
const clock = { format: 'iso', zone: 'Z', unitMs: 3_600_000, starts: new Float64Array(3) };

const FAULTS: [what: string, change: Change, message: RegExp, code?: string][] = [
  ['no name', { name: '' }, /`name` of a fleet must be a text that is not empty, but is ""/],
  ['a noun of another type', { noun: 3 }, /`noun` of a fleet must be a text .* but is 3/],
  ['no unit of time', { timeUnit: undefined }, /`timeUnit` of a fleet .* but is undefined/],
  ['an unknown role', { role: 'training' }, /pumps has the role "training". Give one of train, test, holdout, unknown/],
  ['channels that are no list', { channels: 'speed' }, /`channels` of pumps must be a list of names, but is "speed"/],
  ['no channels', { channels: [], settings: [] }, /pumps has no channels/],
  ['a channel twice', { channels: ['speed', 'load', 'load', 'a', 'b'] }, /pumps has "load" twice in `channels`/],
  ['a setting twice', { settings: ['load', 'load'] }, /pumps has "load" twice in `settings`/],
  [
    'an unknown setting',
    { settings: ['tide'] },
    /setting "tide".*one of its channels: speed, load/,
    'DF_CHANNEL_UNKNOWN',
  ],
  ['no origin', { origin: undefined }, /`origin` of pumps must be .* but is undefined/],
  ['no units', { units: [], ends: [], ...offsets(0) }, /pumps has no units. Give the rows of at least one pump/],
  ['numbers for names', { units: [1, 2, 3] }, /`units\[0\]` of pumps must be a name, .* but is 1/],
  ['a unit twice', { units: ['P-1', 'P-2', 'P-1'] }, /pumps has "P-1" twice in `units`/],
  ['a list of offsets', { offsets: [0, 3, 5, 9] }, /`offsets` of pumps must be an Int32Array, but is a list of 4/],
  ['offsets of fractions', { offsets: Float64Array.of(0, 3, 5.5, 9) }, /an Int32Array, but is a Float64Array/],
  ['an offset too few', offsets(0, 3, 9), /pumps has 3 `offsets`; for 3 units there must be 4/],
  ['offsets from 1 on', offsets(1, 3, 5, 9), /`offsets` of pumps must start with 0, but start with 1/],
  ['a unit without rows', offsets(0, 3, 3, 9), /pump P-2 of pumps has no rows: its `offsets` are 3 and 3/],
  ['offsets that descend', offsets(0, 5, 3, 9), /pump P-2 of pumps ends before it starts: its `offsets` are 5 and 3/],
  ['rows that no unit has', offsets(0, 3, 5, 8), /end with 8, but there are 9 times/],
  [
    'times of float32',
    { times: new Float32Array(9) },
    /`times` of pumps must be a Float64Array, but is a Float32Array/,
  ],
  ['values in a list', { values: [1] }, /`values` of pumps must be a Float32Array, but is a list of 1/],
  ['a value too few', { values: pumps.values.slice(1) }, /has 44 `values`, but 9 rows of 5 channels are 45/],
  ['a time that is NaN', times(1, 2, 3, 1, NaN, 1, 2, 3, 4), /pump P-2 of pumps has the time NaN in row 4/],
  ['a time that is infinite', times(-Infinity, 2, 3, 1, 2, 1, 2, 3, 4), /pump P-1 .* the time -Infinity in row 0/],
  [
    'time going backwards',
    times(1, 2, 3, 1, 2, 1, 2, 4, 3),
    /P-3 of pumps goes backwards from 4 to 3, in rows 7 and 8/,
  ],
  [
    'a time twice',
    times(1, 2, 2, 1, 2, 1, 2, 3, 4),
    /pump P-1 of pumps has time 2 twice, in rows 1 and 2/,
    'DF_DUPLICATE_ROW',
  ],
  [
    'a value that is NaN',
    value(4 * WIDTH + 2, NaN),
    /temperature of pump P-2 of pumps at time 2 \(row 4\) is NaN/,
    'DF_NOT_FINITE',
  ],
  [
    'an infinite value',
    value(5 * WIDTH, Infinity),
    /speed of pump P-3 of pumps at time 1 \(row 5\) is Infinity/,
    'DF_NOT_FINITE',
  ],
  ['an end too few', { ends: running(2) }, /pumps has 2 `ends` for 3 units. Give one for each pump/],
  ['no ends', { ends: undefined }, /`ends` of pumps must be a list, but is undefined/],
  ['a misspelt end', lastEnd({ kind: 'faild' }), /end of pump P-3 of pumps has the kind "faild". Give one of failed/],
  ['an end that is a text', lastEnd('failed'), /end of pump P-3 .* such as \{ kind: 'failed' \}, but is "failed"/],
  ['a remaining life in a text', lastEnd({ kind: 'truncated', remaining: '30' }), /P-3 of pumps has remaining: "30"/],
  ['no remaining life', lastEnd({ kind: 'truncated' }), /P-3 of pumps has remaining: undefined. .* a number ≥ 0/],
  ['a negative remaining life', lastEnd({ kind: 'truncated', remaining: -1 }), /has remaining: -1/],
  ['an infinite remaining life', lastEnd({ kind: 'truncated', remaining: Infinity }), /has remaining: Infinity/],
  ['a survival that is NaN', lastEnd({ kind: 'running', survived: NaN }), /P-3 of pumps has survived: NaN/],
  [
    'an instant too few',
    { clock: { ...clock, starts: new Float64Array(2) } },
    /`clock.starts` of pumps .* each of 3 units/,
  ],
  [
    'a zone by name',
    { clock: { ...clock, zone: 'Europe/Berlin' } },
    /`clock.zone` of pumps is "Europe\/Berlin". Give Z/,
  ],
  ['an offset of 99 hours', { clock: { ...clock, zone: '+99:00' } }, /`clock.zone` of pumps is "\+99:00"/],
  ['a clock without a zone', { clock: { ...clock, zone: undefined } }, /`clock.zone` of pumps is undefined/],
  ['an unknown format', { clock: { ...clock, format: 'unix' } }, /`clock.format` of pumps is "unix". Give one of iso/],
  [
    'an instant that no date has',
    { clock: { ...clock, starts: Float64Array.of(0, 0, 1e16) } },
    /`clock.starts` of pumps .* each of 3 units/,
  ],
  ['a clock without its unit', { clock: { ...clock, unitMs: 0 } }, /`clock.unitMs` of pumps .* but is 0/],
];

describe('checkFleet', () => {
  it.each(FAULTS)('refuses %s', (_, change, message, code = 'DF_FLEET_INVALID') => {
    expect(errorOf(() => checkFleet(changed(change)))).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([undefined, null, 'pumps', 3, []])('refuses %j instead of a fleet', (fleet) => {
    expect(errorOf(() => checkFleet(fleet as never)).code).toBe('DF_FLEET_INVALID');
  });

  it('takes what is right', () => {
    checkFleet(pumps);
    checkFleet(changed({ settings: [], clock }));
    for (const zone of ['', 'date', '+05:45', '-11:00']) checkFleet(changed({ clock: { ...clock, zone } }));
    for (const format of ['epoch-seconds', 'epoch-milliseconds']) checkFleet(changed({ clock: { ...clock, format } }));
    checkFleet(changed({ ends: [{ kind: 'failed' }, { kind: 'running', survived: 0 }, ...truncated(0)] }));
  });

  const end = fc.oneof<fc.Arbitrary<UnitEnd>[]>(
    fc.constant({ kind: 'failed' }),
    fc.constant({ kind: 'running' }),
    fc.record({ kind: fc.constant('truncated'), remaining: fc.double({ min: 0, max: 1e9, noNaN: true }) }),
  );
  const unit = fc.record({ steps: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 9 }), end });
  const fleets = fc.array(unit, { minLength: 1, maxLength: 8 }).map((units) => ({
    ...tinyFleet({ lengths: units.map(({ steps }) => steps.length), ends: units.map(({ end }) => end) }),
    times: Float64Array.from(
      units.flatMap(({ steps }) => steps.map((_, i) => steps.slice(0, i + 1).reduce((a, b) => a + b))),
    ),
  }));
  /** One fault each, in unit `u`, row `r` or value `v`. */
  const plants: ((fleet: Fleet, at: { u: number; r: number; v: number }) => Change)[] = [
    ({ values }, { v }) => ({ values: values.with(v, NaN) }),
    ({ values }, { v }) => ({ values: values.with(v, -Infinity) }),
    ({ times }, { r }) => ({ times: times.with(r, NaN) }),
    ({ times, offsets }, { r }) =>
      offsets.includes(r) ? { times: times.with(r, Infinity) } : { times: times.with(r, times[r - 1]!) },
    ({ offsets }, { u }) => ({ offsets: offsets.with(u + 1, offsets[u]!) }),
    ({ offsets }, { u }) => ({ offsets: Int32Array.from([...offsets].toSpliced(u, 1)) }),
    ({ units }, { u }) => ({ units: units.with(u, '') }),
    ({ units, ends }, { u }) => ({ ends: ends.with(u, { kind: units[u] } as never) }),
    ({ ends }, { u }) => ({ ends: ends.toSpliced(u, 1) }),
    ({ times }) => ({ times: times.slice(1) }),
    ({ values }) => ({ values: values.slice(1) }),
    (_, { v }) => ({ channels: CHANNELS.with(v % WIDTH, CHANNELS[(v + 1) % WIDTH]!) }),
  ];

  it('takes every fleet that is whole, and refuses it with any one fault', () => {
    const place = fc.record({ plant: fc.nat(plants.length - 1), u: fc.nat(), r: fc.nat(), v: fc.nat() });
    fc.assert(
      fc.property(fleets, place, (fleet, { plant, u, r, v }) => {
        checkFleet(fleet);
        const at = { u: u % fleet.units.length, r: r % fleet.times.length, v: v % fleet.values.length };
        const faulty = { ...fleet, ...plants[plant]!(fleet, at) } as Fleet;
        expect(errorOf(() => checkFleet(faulty)).code).toMatch(/^DF_/);
      }),
      { numRuns: 500 },
    );
  });
});

test('a fleet is checked wherever it enters', () => {
  const fleet = tinyFleet({ lengths: Array.from({ length: 6 }, () => 40) });
  const scaler = fitScaler(fleet);
  const labels = { rulCap: 125, healthBorders: { degrading: 50, critical: 15 } };
  // An object of its own for each call, because a sound fleet is looked at once.
  const faulty = (): Fleet => ({ ...fleet, values: fleet.values.with(7, NaN) });
  for (const enter of [
    () => fitScaler(faulty()),
    () => splitFleet(faulty()),
    () => makeWindows(faulty(), scaler),
    () => scaler.transform(faulty()),
    () => prepareFleet({ train: faulty(), rules: { labels } }),
    () => prepareFleet({ train: fleet, test: { ...faulty(), role: 'test' }, rules: { labels } }),
  ]) {
    expect(errorOf(enter)).toMatchObject({
      code: 'DF_NOT_FINITE',
      message: expect.stringContaining('pump P-1 of pumps at time 2 (row 1)'),
    });
  }
});
