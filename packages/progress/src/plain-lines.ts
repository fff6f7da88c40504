import { formatDuration, formatNumber, formatPercent } from './format.js';
import type { Monitored } from './shown.js';
import type { View } from './tracker.js';

/** One line for a finished epoch. */
export function epochLine(view: View): string {
  const { epoch, epochs, seconds, shown, metrics } = view;
  const { skipped_steps: skipped = 0 } = metrics;
  const names = skipped > 0 ? new Set([...shown.line, 'skipped_steps']) : shown.line;
  const figures = [...names].filter((name) => metrics[name] !== undefined);
  const best = bests(view)[0];
  return joined(
    `epoch ${epoch + 1}/${epochs}`,
    formatDuration(seconds),
    speed(view),
    ...figures.map((name) => `${name} ${formatNumber(metrics[name]!)}`),
    ...(best === undefined ? [] : [`best ${best}`]),
  );
}

/** One line from within a long epoch. */
export function withinLine(view: View): string {
  const { epoch, epochs, batch, batches } = view;
  const part =
    batches === undefined ? `batch ${batch}` : `${formatPercent(batch / batches)} (${batch}/${batches} batches)`;
  return joined(`epoch ${epoch + 1}/${epochs}`, part, speed(view));
}

/** The best of every monitored metric, once all epochs are done. After a single epoch, its own line says it all. */
export function bestLines(view: View): readonly string[] {
  const best = bests(view);
  return view.finished > 1 && best.length > 0 ? [`best ${joined(...best)}`] : [];
}

function bests(view: View): readonly string[] {
  return view.shown.monitored.flatMap((monitored: Monitored) => {
    const best = view.best(monitored);
    return best === undefined ? [] : [`${monitored.name} ${formatNumber(best.value)} (epoch ${best.epoch + 1})`];
  });
}

function speed({ samplesPerSecond }: View): string {
  return `${formatNumber(Math.round(samplesPerSecond))} samples/s`;
}

function joined(...parts: readonly string[]): string {
  return parts.join(' · ');
}
