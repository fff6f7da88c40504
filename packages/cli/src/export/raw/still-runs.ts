import type { ModelOperand } from '@amnl/engine-onnx';
import type { RawNodes } from './raw-nodes.js';

/**
 * For how many rows, up to each, channels have had one value: float64 [batch, window, of]. What was before the window is not known, so a
 * run that reaches back to its begin may be longer. Rows in front that are the first one again are how a short unit is filled up: they
 * count as one, unless all rows of the window are the same.
 * @param rows float32 [batch, window, channels]
 * @param window at least 2
 * @param of indices of the channels
 */
export function stillRuns(
  g: RawNodes,
  rows: ModelOperand,
  { window, of }: { readonly window: number; readonly of: readonly number[] },
): ModelOperand {
  const from = (first: number, end: number) => g.op('Slice', [rows, g.ints([first]), g.ints([end]), g.ints([1])]);
  const moved = g.op('Not', [g.op('Equal', [from(1, window), from(0, window - 1)])]);
  const any = g.op('ReduceMax', [g.cast(moved, 'float32'), g.ints([2])], { keepdims: 1 });
  // The last of the rows that fill up: before the first one that moves, and none if none does.
  const filled = g.cast(g.op('ArgMax', [any], { axis: 1, keepdims: 1 }), 'float64');
  const row = g.doubles(
    Array.from({ length: window }, (_, i) => i),
    [window, 1],
  );
  // Row 0 begins a run. A row that moves begins one, too: the latest begin up to each row, by doubling steps.
  const pads = (rows: number) => g.ints([0, rows, 0, 0, 0, 0]);
  const begins = g.op('Pad', [g.cast(g.gather(moved, of, 2), 'float64'), pads(1), g.doubles([0], [])]);
  let begin = g.op('Mul', [begins, row]);
  for (let step = 1; step < window; step *= 2) {
    const kept = g.op('Slice', [begin, g.ints([0]), g.ints([window - step]), g.ints([1])]);
    begin = g.op('Max', [begin, g.op('Pad', [kept, pads(step), g.doubles([0], [])])]);
  }
  const after = g.op('Sub', [row, g.op('Max', [begin, filled])]);
  // Rows that fill up come before the run that they belong to.
  return g.op('Max', [g.op('Add', [after, g.doubles([1], [])]), g.doubles([1], [])]);
}
