import { numberOf } from '@amnl/core-loop';
import type { ChannelDrift, DriftOf, DriftReport } from '@amnl/data-fleet';

/** Names in a sentence. */
const FEW = 5;

/** What the user must know. */
export interface DriftWords {
  /** Of channels that have changed much; undefined if none has. */
  readonly large: string | undefined;
  readonly notes: readonly string[];
}

/** Says what a table of drift means. @param noun what a unit is */
export function driftInWords({ channels, conditions, predicted }: DriftReport, noun: string): DriftWords {
  const large = channels.filter(({ reading, follows }) => reading === 'large' && follows === undefined);
  const moderate = channels.filter(({ reading, follows }) => reading === 'moderate' && follows === undefined);
  const together = channels.filter(({ values, reading }) => moved(values) && reading === 'stable');
  const unknown = channels.some(({ reading }) => reading === 'unknown');
  const notes: string[] = [];
  if (moderate.length > 0) notes.push(`somewhat unlike training: ${list(moderate.map(inWords))}`);
  if (together.length > 0) {
    const which = `the values of ${numberOf(together.length, 'channel')} have moved, but with each other as in training (${list(together.map(({ channel }) => channel))})`;
    const why = `as when ${noun}s are younger or more worn than those of training were on the whole, or when all work otherwise`;
    notes.push(`${which}: ${why}. That alone does not mean that a sensor drifts`);
  }
  if (conditions && moved(conditions)) {
    notes.push(
      'the operating conditions are mixed otherwise than in training. Channels are compared within conditions, so that alone moves none',
    );
  }
  if (predicted && moved(predicted)) {
    const longer = middle(predicted.now) > middle(predicted.before);
    notes.push(
      `the predicted remaining lives are ${longer ? 'longer' : 'shorter'} than those of the held-out ${noun}s over whole lives: these are ${longer ? 'younger' : 'more worn'}, or seem so`,
    );
  }
  const compared = channels.some(({ values }) => values.now.some((share) => share > 0));
  if (!compared)
    notes.push('all rows are in operating conditions that training had no rows of: channels are not compared');
  else if (unknown) notes.push(`too few ${noun}s were trained on to say what changes by chance: nothing is judged`);
  return { large: large.length > 0 ? sentence(large) : undefined, notes };
}

function sentence(large: readonly ChannelDrift[]): string {
  const verb = large.length === 1 ? 'is' : 'are';
  return `${list(large.map(inWords))} ${verb} unlike training. Check the ${large.length === 1 ? 'sensor' : 'sensors'}, ${large.length === 1 ? 'its' : 'their'} units and calibration; predictions from such rows may be wrong`;
}

function inWords({ channel, drift, shift, alone }: ChannelDrift): string {
  if (drift !== undefined) return `${channel} (reads ${signed(drift)} σ against what the other channels say)`;
  return alone === undefined ? `${channel} (mean ${signed(shift)} σ)` : channel;
}

/** Standard deviations with a sign. */
export function signed(deviations: number): string {
  const text = Math.abs(deviations).toFixed(Math.abs(deviations) < 10 ? 1 : 0);
  return `${deviations < 0 && Number(text) !== 0 ? '−' : '+'}${text}`;
}

/** The mean bin. */
function middle(shares: readonly number[]): number {
  return shares.reduce((sum, share, bin) => sum + share * bin, 0);
}

function moved({ reading }: DriftOf): boolean {
  return reading === 'moderate' || reading === 'large';
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, FEW).join(', ');
  return names.length > FEW ? `${shown} and ${names.length - FEW} others` : shown;
}
