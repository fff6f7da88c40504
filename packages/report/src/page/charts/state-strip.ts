import type { StateRun } from '../view-model/units.js';
import { COLOUR, SMALL } from './base.js';

interface RenderApi {
  coord(value: readonly [number, number]): [number, number];
  size(value: readonly [number, number]): [number, number];
}

/** A name is written into a stretch only where it fits. */
const LETTER = 6.5;

/** One row of health states: a box for each stretch of cycles in one state, with its name where there is room. */
export function stateStrip(
  name: string,
  row: number,
  runs: readonly StateRun[],
  states: readonly string[],
): Record<string, unknown> {
  return {
    type: 'custom',
    id: name,
    name,
    xAxisIndex: 1,
    yAxisIndex: 1,
    clip: true,
    data: runs.map(({ from, to, state }) => [from, row, to, state]),
    encode: { x: [0, 2], y: 1 },
    renderItem: (params: { dataIndex: number }, api: RenderApi) => {
      const { from, to, state } = runs[params.dataIndex]!;
      const height = api.size([0, 1])[1];
      const [left, middle] = api.coord([from - 0.5, row]);
      const [right] = api.coord([to + 0.5, row]);
      const width = Math.max(1, right - left);
      const text = states[state] ?? '';
      return {
        type: 'rect',
        shape: { x: left, y: middle - height / 2 + 1, width, height: height - 2 },
        style: { fill: stateColour(state, states.length), stroke: COLOUR.card, lineWidth: 1 },
        ...(width > text.length * LETTER + 8 && {
          textContent: { type: 'text', style: { text, fill: stateInk(state, states.length), fontSize: SMALL } },
          textConfig: { position: 'inside' },
        }),
      };
    },
  };
}

/** States run from well to ill: from light to dark, so that they can be distinguished without colours too. */
function stateColour(state: number, states: number): string {
  return `var(--state-${level(state, states)})`;
}

function stateInk(state: number, states: number): string {
  return `var(--state-${level(state, states)}-ink)`;
}

function level(state: number, states: number): number {
  return states < 2 ? 1 : 1 + Math.round((2 * state) / (states - 1));
}
