import { envelopeOf, type ScalerData, stillMargin } from '@amnl/data-fleet';
import type { ModelOperand } from '@amnl/engine-onnx';
import type { RawNodes } from './raw-nodes.js';
import type { ScaledRows } from './scaling.js';
import { stillRuns } from './still-runs.js';

/** What may be found of a row, one after the other: each is [batch, window, width]. */
interface Finding {
  /** How far beyond the extremes of training, in margins: above 1 is out of range. float32, as in `RowChecks`. */
  readonly excess: ModelOperand;
  readonly deviation: ModelOperand;
  /** Index in `RANGE_KINDS`. */
  readonly kind: number;
  /** Indices of the channels; −1 for one that differs from row to row. */
  readonly channels: readonly number[];
  /** Which that one is: int64 [batch, window, 1]. */
  readonly channel?: ModelOperand;
}

/** How windows compare with training. */
export interface RangeOutputs {
  /** Of the worst row, float32 [batch]. */
  readonly excess: ModelOperand;
  /** int64 [batch]. */
  readonly channel: ModelOperand;
  /** int64 [batch]. */
  readonly kind: ModelOperand;
  /** float64 [batch]. */
  readonly deviation: ModelOperand;
}

/** What is not looked at, of what `amnl predict` looks at. */
export const NOT_JUDGED =
  'in_range has no times and no rows before the window: it does not see rows farther apart than in training, nor a channel that stood still before the window; the rows in front that equal the first one count once, as padding, unless the whole window is one row';

/** What `checkRows` and `checkWindows` of `@amnl/data-fleet` do, as far as it can be known from a window. */
export function rangeOf(
  g: RawNodes,
  rows: ModelOperand,
  scaled: ScaledRows,
  { scaler, window }: { readonly scaler: ScalerData; readonly window: number },
): RangeOutputs {
  const near = [values(g, scaled, scaler), ...settings(g, scaled, scaler)];
  const so = g.op(
    'ReduceMax',
    [
      joined(
        g,
        near.map(({ excess }) => excess),
      ),
      g.ints([2]),
    ],
    { keepdims: 1 },
  );
  return worst(g, [...near, ...together(g, scaled, so, scaler), ...still(g, rows, window, scaler)]);
}

const indices = ({ channels }: ScalerData, names: readonly string[]) => names.map((name) => channels.indexOf(name));
const LEAST = Number.NEGATIVE_INFINITY;

/** Each input's value in its operating condition. */
function values(g: RawNodes, { z, ofCondition }: ScaledRows, scaler: ScalerData): Finding {
  const { min, max, margin } = envelopeOf(scaler);
  const deviation = g.cast(z, 'float64');
  const beyond = g.op('Max', [g.op('Sub', [deviation, ofCondition(max)]), g.op('Sub', [ofCondition(min), deviation])]);
  const excess = g.cast(g.op('Div', [beyond, g.doubles([margin], [])]), 'float32');
  return { excess, deviation, kind: 0, channels: indices(scaler, scaler.inputs) };
}

/** The settings' distance to the nearest condition. */
function settings(g: RawNodes, { settings, ofCondition }: ScaledRows, scaler: ScalerData): Finding[] {
  if (settings === undefined) return [];
  const { distance } = envelopeOf(scaler);
  const column = (list: readonly number[]) => ofCondition(list.map((value) => [value]));
  const off = g.op('Div', [g.op('Sub', [settings, ofCondition(scaler.centroids)]), g.doubles(scaler.settingScale)]);
  const squares = g.op('Mul', [off, off]);
  const far = g.op('Sqrt', [g.op('ReduceSum', [squares, g.ints([2])], { keepdims: 1 })]);
  const beyond = g.op('Div', [g.op('Sub', [far, column(distance.max)]), column(distance.margin)]);
  const excess = g.cast(beyond, 'float32');
  const unit = distance.rms.map((rms, c) => rms || distance.margin[c]!);
  const most = g.op('ArgMax', [squares], { axis: 2, keepdims: 1 });
  const channel = g.op('Gather', [g.ints(indices(scaler, scaler.settings)), most], { axis: 0 });
  return [{ excess, deviation: g.op('Div', [far, column(unit)]), kind: 1, channels: [-1], channel }];
}

/** How the inputs go together. @param so how far beyond the row is already, [batch, window, 1]: then nothing is asked here */
function together(g: RawNodes, { z }: ScaledRows, so: ModelOperand, scaler: ScalerData): Finding[] {
  const { together, margin } = envelopeOf(scaler);
  if (together === undefined) return [];
  const { inputs, precision, max } = together;
  const size = inputs.length;
  const scale = precision.map((row, i) => Math.sqrt(row[i]!));
  const transposed = precision.flatMap((_, j) => precision.map((row, i) => row[j]! / scale[i]!));
  const varying = g.gather(
    g.cast(z, 'float64'),
    inputs.map((name) => scaler.inputs.indexOf(name)),
    2,
  );
  const deviation = g.op('MatMul', [varying, g.doubles(transposed, [size, size])]);
  const beyond = g.op('Sub', [g.op('Abs', [deviation]), g.doubles(max)]);
  const all = g.cast(g.op('Div', [beyond, g.doubles([margin], [])]), 'float32');
  // The first that is out of range is the one that is reported.
  const [one, none] = [g.floats([1], []), g.floats([0], [])];
  const out = g.cast(g.op('Greater', [all, one]), 'float32');
  const before = g.op('CumSum', [out, g.ints([2], [])], { exclusive: 1 });
  const asked = g.op('And', [g.op('Equal', [before, none]), g.op('LessOrEqual', [so, one])]);
  const excess = g.op('Where', [asked, all, g.floats([LEAST], [])]);
  return [{ excess, deviation, kind: 2, channels: indices(scaler, inputs) }];
}

/** Whether an input is stuck at a value: those for which the window is long enough to say so. */
function still(g: RawNodes, rows: ModelOperand, window: number, scaler: ScalerData): Finding[] {
  const longest = Object.entries(scaler.history?.longestStill ?? {});
  const moving = longest.filter(([, rows]) => window > rows + stillMargin(rows));
  if (moving.length === 0) return [];
  const channels = indices(
    scaler,
    moving.map(([name]) => name),
  );
  const deviation = stillRuns(g, rows, { window, of: channels });
  const beyond = g.op('Sub', [deviation, g.doubles(moving.map(([, rows]) => rows))]);
  const all = g.cast(g.op('Div', [beyond, g.doubles(moving.map(([, rows]) => stillMargin(rows)))]), 'float32');
  const excess = g.op('Where', [g.op('Greater', [all, g.floats([1], [])]), all, g.floats([LEAST], [])]);
  return [{ excess, deviation, kind: 3, channels }];
}

/** The first of the worst findings of each row, and the last of the worst rows of each window. */
function worst(g: RawNodes, findings: readonly Finding[]): RangeOutputs {
  const excess = joined(
    g,
    findings.map(({ excess }) => excess),
  );
  const which = g.op('ArgMax', [excess], { axis: 2, keepdims: 1 });
  const most = g.op('ReduceMax', [excess, g.ints([2])], { keepdims: 1 });
  const row = g.op('ArgMax', [most], { axis: 1, keepdims: 1, select_last_index: 1 });
  const flat = (x: ModelOperand) => g.op('Squeeze', [x, g.ints([1, 2])]);
  const ofRow = (x: ModelOperand) => flat(g.op('GatherElements', [x, row], { axis: 1 }));
  const deviations = joined(
    g,
    findings.map(({ deviation }) => deviation),
  );
  const chosen = (list: readonly number[]) => g.op('Gather', [g.ints(list), which], { axis: 0 });
  const channels = findings.flatMap((finding) => finding.channels);
  const ofOwn = findings.find((finding) => finding.channel !== undefined)?.channel;
  const isOwn = () => g.op('Equal', [which, g.ints([channels.indexOf(-1)], [])]);
  const channel = chosen(channels);
  return {
    excess: ofRow(most),
    channel: ofRow(ofOwn === undefined ? channel : g.op('Where', [isOwn(), ofOwn, channel])),
    kind: ofRow(chosen(findings.flatMap(({ kind, channels }) => channels.map(() => kind)))),
    deviation: ofRow(g.op('GatherElements', [deviations, which], { axis: 2 })),
  };
}

function joined(g: RawNodes, parts: readonly ModelOperand[]): ModelOperand {
  return parts.length === 1 ? parts[0]! : g.op('Concat', parts, { axis: 2 });
}
