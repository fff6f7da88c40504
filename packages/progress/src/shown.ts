import type { Metrics, Mode } from '@amnl/core-loop';

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

/** Names of the metrics shown, out of all reported. */
export interface Shown {
  /** Losses, and metrics of unknown direction. */
  readonly values: readonly string[];
  /** Those whose best value is shown; the first one is kept if there is room for only one. */
  readonly monitored: readonly Monitored[];
  /** How training itself is doing. */
  readonly steps: readonly string[];
  /** All but the steps, in the order of a single line; some may not be reported. */
  readonly line: readonly string[];
}

/** What the loop and its plugins report about steps. */
const STEPS: readonly string[] = ['learningRate', 'grad_norm', 'skipped_steps', 'loss_scale', 'weightDecay'];
/** This many of the evaluation's metrics are shown by default. */
const UNASKED = 3;

/**
 * Chooses what to show.
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

/** Losses that training reports; smaller is better. */
export function isLoss(name: string): boolean {
  return name === 'loss' || (name.endsWith('_loss') && !name.startsWith('val_'));
}

function chooseMonitored({ monitor = 'val_loss', mode = 'min' }: Wishes, known: Metrics): readonly Monitored[] {
  const reported = ({ name }: Monitored) => known[name] !== undefined;
  if (typeof monitor !== 'object') return [{ name: monitor, mode }].filter(reported);
  return Object.entries(monitor)
    .map(([name, way]) => ({ name, mode: way }))
    .filter(reported);
}

/** The task losses (their weighted total says little), else the loss, and a few metrics of the evaluation. */
function unasked(known: Metrics, evaluated: ReadonlySet<string>, monitored: ReadonlySet<string>) {
  const tasks = Object.keys(known).filter((name) => name !== 'loss' && isLoss(name));
  const losses = tasks.length > 0 ? tasks : ['loss'];
  const elsewhere = (name: string) => monitored.has(name) || isLoss(name) || STEPS.includes(name);
  const others = [...evaluated].filter((name) => !name.startsWith('val_') && !elsewhere(name));
  return { losses, others: others.slice(0, UNASKED) };
}
