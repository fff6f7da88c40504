import type { IntervalData } from '@amnl/conformal';
import type { ModelOperand } from '@amnl/engine-onnx';
import type { RawNodes } from './raw-nodes.js';

/** Ends of intervals, float64 [batch]. */
export interface IntervalEnds {
  readonly low: ModelOperand;
  /** +∞ where it reaches the cap. */
  readonly high: ModelOperand;
}

/** What `intervalAt` of `@amnl/conformal` does. @param rul float32 [batch], not NaN */
export function intervalOf(g: RawNodes, rul: ModelOperand, { cap, bins }: IntervalData): IntervalEnds {
  const predicted = g.cast(rul, 'float64');
  const zero = g.doubles([0], []);
  const half = halfWidth(g, predicted, bins);
  const capped = cap === null ? predicted : g.op('Min', [predicted, g.doubles([cap], [])]);
  const low = g.op('Max', [g.op('Sub', [capped, half]), zero]);
  const high = g.op('Max', [g.op('Add', [predicted, half]), zero]);
  if (cap === null) return { low, high };
  const reaches = g.op('GreaterOrEqual', [high, g.doubles([cap], [])]);
  return { low, high: g.op('Where', [reaches, g.doubles([Number.POSITIVE_INFINITY], []), high]) };
}

/** Of the first range that a prediction is not above; the last one goes on. */
function halfWidth(g: RawNodes, predicted: ModelOperand, bins: IntervalData['bins']): ModelOperand {
  const widths = g.doubles(bins.map(({ halfWidth }) => halfWidth));
  if (bins.length === 1) return g.op('Squeeze', [widths]);
  const borders = g.doubles(bins.slice(0, -1).map(({ upTo }) => upTo!));
  const above = g.op('Greater', [g.op('Unsqueeze', [predicted, g.ints([1])]), borders]);
  const range = g.op('ReduceSum', [g.cast(above, 'int64'), g.ints([1])], { keepdims: 0 });
  return g.op('Gather', [widths, range], { axis: 0 });
}
