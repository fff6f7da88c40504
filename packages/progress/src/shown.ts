import type { Metrics } from '@amnl/core-loop';
import type { Mode } from './epochs.js';

/** What the user wants to see. */
export interface Wishes {
  readonly metrics?: readonly string[] | undefined;
  readonly monitor?: string | Readonly<Record<string, Mode>> | undefined;
  readonly mode?: Mode | undefined;
}

/** A metric whose best value is shown. */
export interface Monitored {
  readonly name: string;
  readonly mode: Mode;
}

/** Names of what is shown, of all that is reported. */
export interface Shown {
  /** Losses, and metrics of which nobody said which way they get better. */
  readonly values: readonly string[];
  /** Those that a best value is shown of; the first one is also shown where there is room for one only. */
  readonly monitored: readonly Monitored[];
  /** How training itself gets on. */
  readonly steps: readonly string[];
  /** All but the steps in the order of a single line, some of them perhaps not reported. */
  readonly line: readonly string[];
}

/** Watched where reported, unless the user names others: how well the remaining life of an engine is predicted. */
export const USUAL: readonly string[] = ['RMSE_last_cycle', 'nasa_score_paper'];
/** What the loop and its plugins report about steps. */
const STEPS: readonly string[] = ['learningRate', 'grad_norm', 'skipped_steps', 'loss_scale', 'weightDecay'];
/** Of a stranger's evaluation this many metrics are shown unasked. */
const UNASKED = 3;

/**
 * Chooses what is worth showing of what there is.
 * @param known everything reported so far
 * @param evaluated names that come from the evaluation
 */
export function chooseShown(wishes: Wishes, known: Metrics, evaluated: ReadonlySet<string>): Shown {
  const monitored = chooseMonitored(wishes, known);
  const elsewhere = new Set(monitored.map(({ name }) => name));
  const { losses, others } = unasked(known, evaluated, elsewhere);
  const values = [...new Set(wishes.metrics ?? [...losses, ...others])].filter((name) => !elsewhere.has(name));
  const line = wishes.metrics ?? [
    ...losses.flatMap((name) => (name === 'loss' ? ['loss', 'val_loss'] : [name])),
    ...elsewhere,
    ...others,
  ];
  const reported = (name: string) => known[name] !== undefined;
  return {
    values: values.filter(reported),
    monitored,
    steps: STEPS.filter((name) => reported(name) && !values.includes(name) && !elsewhere.has(name)),
    line: [...new Set(line)],
  };
}

/** Losses that training reports; the smaller, the better. */
export function isLoss(name: string): boolean {
  return name === 'loss' || (name.endsWith('_loss') && !name.startsWith('val_'));
}

function chooseMonitored({ monitor, mode = 'min' }: Wishes, known: Metrics): readonly Monitored[] {
  const reported = ({ name }: Monitored) => known[name] !== undefined;
  if (typeof monitor === 'object') {
    return Object.entries(monitor)
      .map(([name, way]) => ({ name, mode: way }))
      .filter(reported);
  }
  const named = (monitor === undefined ? USUAL : [monitor]).map((name) => ({ name, mode })).filter(reported);
  if (named.length > 0 || monitor !== undefined) return named;
  return [{ name: 'val_loss', mode: 'min' } as const].filter(reported);
}

/** The task losses, whose weighted total says little; or the loss. Of an evaluation that we do not know, a few more. */
function unasked(known: Metrics, evaluated: ReadonlySet<string>, monitored: ReadonlySet<string>) {
  const tasks = Object.keys(known).filter((name) => name !== 'loss' && isLoss(name));
  const losses = tasks.length > 0 ? tasks : ['loss'];
  if (USUAL.some((name) => monitored.has(name))) return { losses, others: [] };
  const others = [...evaluated].filter((name) => !name.startsWith('val_') && !monitored.has(name));
  return { losses, others: others.slice(0, UNASKED) };
}
