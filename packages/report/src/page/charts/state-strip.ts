import type { StateRun } from '../view-model/units.js';
import { COLOUR, SMALL } from './base.js';

interface RenderApi {
  coord(value: readonly [number, number]): [number, number];
  size(value: readonly [number, number]): [number, number];
}

/** A name is written into a stretch only where it fits. */
const LETTER = 6.5;

/** What the rows of a strip share: the times of a unit's rows, ascending, the ends of their axis, and the names of the states. */
export interface Strip {
  readonly times: readonly number[];
  readonly range: readonly [number, number];
  readonly states: readonly string[];
}

/** One row of health states: a box for each stretch of rows in one state, with its name where there is room. */
export function stateStrip(
  name: string,
  row: number,
  runs: readonly StateRun[],
  { times, range, states }: Strip,
): Record<string, unknown> {
  // A state lasts to the middle between two rows.
  const between = (a: number, b: number): number | undefined =>
    times[a] === undefined || times[b] === undefined ? undefined : (times[a] + times[b]) / 2;
  return {
    type: 'custom',
    id: name,
    name,
    xAxisIndex: 1,
    yAxisIndex: 1,
    clip: true,
    data: runs.map(({ from, to, state }) => [times[from], row, times[to], state]),
    encode: { x: [0, 2], y: 1 },
    renderItem: (params: { dataIndex: number }, api: RenderApi) => {
      const { from, to, state } = runs[params.dataIndex]!;
      const height = api.size([0, 1])[1];
      const [left, middle] = api.coord([between(from - 1, from) ?? range[0], row]);
      const [right] = api.coord([between(to, to + 1) ?? range[1], row]);
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
