import { z } from 'zod';
import { readJson } from './lines.js';

const column = () => z.array(z.number());

/** `calibration.json`: predictions over the whole lives of units that a run held out. */
export const calibrationSchema = z
  .looseObject({
    format: z.literal('amnl-calibration').describe('What the file is.'),
    version: z.literal(1).describe('Another number: the meaning of a field has changed.'),
    weights: z
      .string()
      .exactOptional()
      .describe('sha256 of `checkpoints/best.safetensors`: the weights that it is for. Absent: not checked.'),
    timeUnit: z.string().describe('Unit of all times and lives.'),
    rulCap: z.number().nullable().describe('Cap of the targets; `null`: none.'),
    ranges: column().describe('Inner borders of the ranges of the RUL.'),
    remaining: z
      .tuple([z.number(), z.number()])
      .nullable()
      .describe('Least and greatest remaining life of the rows that intervals are calibrated on; `null`: all.'),
    units: z.array(z.string()).describe('Names of the units that were held out and whose life is known.'),
    rows: z
      .strictObject({
        unit: z.array(z.int().nonnegative()).describe('Index in `units`; ascending.'),
        time: column().describe('Age, ascending within a unit.'),
        rul: column().describe('Predicted RUL.'),
        remaining: column().describe('True RUL, not capped.'),
      })
      .describe('Columns of equal length, one entry a prediction: every row of the units, or evenly spaced ones.'),
    lives: column().describe('Ages at the end of the known lives that were trained on, of units not among `units`.'),
  })
  .meta({
    title: 'calibration.json',
    description:
      'What prediction intervals and alarm rules are made of: predictions for units that a run held out, over their whole lives.',
  });

/** The content of `calibration.json`. */
export type CalibrationData = z.infer<typeof calibrationSchema>;

/** Some 50,000 rows of four numbers, and names. */
const MOST = 1 << 26;

/** Reads the text of a `calibration.json`; see `readJson`. */
export function readCalibration(text: string) {
  const read = readJson(text, calibrationSchema, MOST);
  const fault = read.ok ? faultOf(read.value) : undefined;
  return fault === undefined ? read : { ok: false as const, why: () => fault };
}

function faultOf({ units, rows }: CalibrationData): string | undefined {
  const lengths = new Set(Object.values(rows).map(({ length }) => length));
  if (lengths.size > 1) return 'has columns of different lengths';
  if (rows.unit.length === 0) return 'has no rows';
  if (rows.unit.some((unit) => unit >= units.length)) return 'has a row of a unit that it does not name';
  const isAfter = (at: number) => {
    const step = rows.unit[at]! - rows.unit[at - 1]!;
    return step > 0 || (step === 0 && rows.time[at]! > rows.time[at - 1]!);
  };
  if (!rows.unit.every((_, at) => at === 0 || isAfter(at))) return 'has rows that are not in order of unit and time';
  if (rows.remaining.some((life) => life < 0)) return 'has a remaining life below 0';
  return undefined;
}
