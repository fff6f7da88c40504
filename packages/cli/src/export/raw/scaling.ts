import type { ScalerData } from '@amnl/data-fleet';
import type { ModelOperand } from '@amnl/engine-onnx';
import type { RawNodes } from './raw-nodes.js';

/** Rows on their way to the network. */
export interface ScaledRows {
  /** float64 [batch, window, settings]; undefined without settings. */
  readonly settings: ModelOperand | undefined;
  /** What the network takes: float32 [batch, window, inputs]. */
  readonly z: ModelOperand;
  /** A table [conditions, n] by each row's condition: [batch, window, n], or [n] where there is one condition. */
  ofCondition(table: readonly (readonly number[])[]): ModelOperand;
}

/** The formula of {@link scaledRows} as text. */
export function scalingInWords({ settings, centroids }: ScalerData): string {
  const scaled = 'z = (x[inputs] - mean[c]) / std[c]';
  const condition =
    centroids.length === 1
      ? 'c = 0, the only operating condition'
      : `c = argmin over k of sum over s in settings (${settings.join(', ')}) of (x[s] / settingScale[s] - centroids[k][s] / settingScale[s])^2, the lowest k of equals`;
  return `${scaled}, for each row x; ${condition}. In double precision, rounded to float32 at the end; names as in 'scaler'`;
}

/**
 * What `Scaler.scaleRow` does: the condition by the nearest centroid, then z-scores, the same double-precision operations in the same
 * order, so that the network gets the same bits.
 * @param rows float32 [batch, window, channels]
 */
export function scaledRows(g: RawNodes, rows: ModelOperand, scaler: ScalerData): ScaledRows {
  const indices = (names: readonly string[]) => names.map((name) => scaler.channels.indexOf(name));
  const exact = g.cast(rows, 'float64');
  const settings = scaler.settings.length > 0 ? g.gather(exact, indices(scaler.settings), 2) : undefined;
  const condition = scaler.centroids.length > 1 && settings ? nearest(g, settings, scaler) : undefined;
  const ofCondition = (table: readonly (readonly number[])[]) => {
    const width = table[0]!.length;
    if (condition === undefined) return g.doubles(table[0]!);
    return g.op('Gather', [g.doubles(table.flat(), [table.length, width]), condition], { axis: 0 });
  };
  const off = g.op('Sub', [g.gather(exact, indices(scaler.inputs), 2), ofCondition(scaler.mean)]);
  const z = g.cast(g.op('Div', [off, ofCondition(scaler.std)]), 'float32');
  return { settings, z, ofCondition };
}

/** Index of the nearest centroid, the lowest of equals: int64 [batch, window]. */
function nearest(g: RawNodes, settings: ModelOperand, { settingScale, centroids }: ScalerData): ModelOperand {
  const point = g.op('Unsqueeze', [g.op('Div', [settings, g.doubles(settingScale)]), g.ints([2])]);
  const scaled = centroids.flatMap((centroid) => centroid.map((value, i) => value / settingScale[i]!));
  const off = g.op('Sub', [point, g.doubles(scaled, [centroids.length, settingScale.length])]);
  const distance = g.op('ReduceSum', [g.op('Mul', [off, off]), g.ints([3])], { keepdims: 0 });
  return g.op('ArgMin', [distance], { axis: 2, keepdims: 0 });
}
