import { type PenaltyBand, penaltyBands } from '../view-model/penalty.js';
import { COLOUR } from './base.js';

interface RenderApi {
  coord(value: readonly [number, number]): [number, number];
  value(dimension: number): number;
}

/**
 * The stripes next to the diagonal, darker for a higher penalty. They are drawn as parallelograms across the
 * square from 0 to `size` and clipped to it.
 */
export function bandSeries(size: number): Record<string, unknown> {
  const bands = penaltyBands();
  return {
    type: 'custom',
    id: 'bands',
    name: 'NASA penalty',
    silent: true,
    clip: true,
    z: 0,
    data: bands.map((_, index) => [index]),
    encode: { x: -1, y: -1 },
    tooltip: { show: false },
    renderItem: (params: { dataIndex: number }, api: RenderApi) => {
      const band = bands[params.dataIndex]!;
      return {
        type: 'polygon',
        shape: { points: corners(band, size).map((point) => api.coord(point)) },
        style: {
          fill: band.side === 'late' ? COLOUR.late : COLOUR.early,
          opacity: shade(band),
        },
      };
    },
  };
}

/** Depth of a band's colour: 0 is none, 1 is full. */
export function shade({ step }: Pick<PenaltyBand, 'step'>): number {
  return 0.05 + 0.065 * step;
}

function corners({ errors, side }: PenaltyBand, size: number): [number, number][] {
  const inner = errors[0];
  const outer = errors[1] ?? (side === 'late' ? size : -size);
  return [
    [0, inner],
    [size, size + inner],
    [size, size + outer],
    [0, outer],
  ];
}
