import type { RunData } from '../run-data.js';
import type { ShownRun } from './charts/learning-series.js';
import type { Choices } from './choices.js';

/** What the page shows at a moment. */
export interface View {
  readonly runs: readonly RunData[];
  /** The one whose predictions, units and facts are shown. */
  readonly run: RunData;
  /** Those whose curves are drawn. */
  readonly shown: readonly ShownRun[];
  readonly choices: Choices;
  /** Whose trajectory is shown. */
  readonly unit?: string;
  /** The heading of the page, where it was given one. */
  readonly title?: string;
}

/** A part of the page. */
export interface Section {
  readonly element: HTMLElement;
  /** Brings the part up to date. What it has nothing to say about, it hides. */
  update(view: View): void;
}

/** Changes what is looked at. */
export type Choose = (change: Partial<Choices>) => void;

const SYMBOLS = ['circle', 'triangle', 'rect', 'diamond', 'emptyCircle', 'emptyTriangle', 'emptyRect', 'emptyDiamond'];

/** How a run is drawn: alone in the colours of training and evaluation, among others in its own colour and symbol. */
export function shownRun(run: RunData, index: number, alone: boolean): ShownRun {
  if (alone) return { run, colour: 'var(--series-1)', otherColour: 'var(--series-2)', symbol: 'circle' };
  const colour = `var(--run-${(index % 8) + 1})`;
  return { run, colour, otherColour: colour, symbol: SYMBOLS[index % 8]!, label: run.name };
}
