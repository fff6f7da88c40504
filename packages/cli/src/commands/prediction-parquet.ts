import { HEALTH_STATES } from '@amnl/data-fleet';
import type { ParquetColumn } from '../files/write-parquet.js';
import type { RangedPrediction } from '../pipeline/predict-units.js';
import { intervalOf, type PredictionFacts } from '../pipeline/predictions.js';
import { tableColumns } from './prediction-format.js';

type Column = Omit<ParquetColumn<RangedPrediction>, 'name'>;

/**
 * The columns of the table in a Parquet file: their names and order are the same, numbers are not rounded, timestamps are in UTC.
 * @param zoned whether the table's timestamps have a zone; without one they are what a clock shows
 */
export function parquetColumns(facts: PredictionFacts, zoned: boolean): ParquetColumn<RangedPrediction>[] {
  const moment = zoned ? 'instant' : 'clock';
  const float = (cell: (prediction: RangedPrediction) => number): Column => ({ type: 'float', cell });
  const text = (cell: (prediction: RangedPrediction) => string): Column => ({ type: 'text', cell });
  const double = (cell: (prediction: RangedPrediction) => number): Column => ({ type: 'double', cell });
  const time = double((prediction) => prediction.time);
  const date = { type: moment, optional: true } as const;
  const known: Readonly<Record<string, Column>> = {
    unit: text(({ unit }) => unit),
    cycle: time,
    time,
    timestamp: { type: moment, cell: ({ timestamp }) => microseconds(timestamp!) },
    rul: float(({ rul }) => rul),
    rul_spread: float(({ spread }) => spread!),
    rul_low: double(({ rul }) => intervalOf(rul, facts)[0]!),
    rul_high: double(({ rul }) => intervalOf(rul, facts)[1]!),
    health: text(({ health }) => health),
    ...Object.fromEntries(HEALTH_STATES.map((state, i) => [`p_${state}`, double((one) => one.probabilities[i]!)])),
    fails_about: {
      ...date,
      cell: ({ failsAbout }) => (failsAbout === undefined ? null : microseconds(failsAbout)),
    },
    action: text(({ plan }) => plan!.action),
    change_by: facts.dated
      ? { ...date, cell: ({ plan }) => (plan!.changeDate === undefined ? null : microseconds(plan!.changeDate)) }
      : { type: 'double', optional: true, cell: ({ plan }) => plan!.changeBy ?? null },
    in_range: { type: 'truth', cell: ({ inRange }) => inRange },
    worst_channel: text(({ worstChannel }) => worstChannel),
    worst_kind: text(({ worstKind }) => worstKind),
    worst_deviation: float(({ worstDeviation }) => worstDeviation),
  };
  return tableColumns(facts).map((name) => ({ name, ...known[name]! }));
}

/** Microseconds since 1970 of an ISO 8601 time; without a zone as in UTC. */
function microseconds(iso: string): bigint {
  const [, day, clock = '00:00:00', fraction = '', zone] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d+))?(.*))?$/.exec(iso) ?? [];
  return BigInt(Date.parse(`${day}T${clock}${zone || 'Z'}`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
}
