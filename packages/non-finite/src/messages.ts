import type { Found } from './read-recorded.js';

const ADVICE: Readonly<Record<Found['kind'], string>> = {
  input: 'Look for gaps or sensor faults in the data, or a feature divided by a standard deviation of 0',
  target: 'Look for gaps in the labels',
  loss: 'Lower the learning rate, clip gradients, or look for a division by 0 or a logarithm of 0 in that loss',
  gradient:
    'Lower the learning rate, clip gradients, or look for a square root or norm at 0, whose gradient is infinite',
};

/** What was found and where: `input 'window' is not finite in epoch 2, batch 13, step 140`, all counted from 0. */
export function describe({ kind, name, epoch, batch, step }: Found): string {
  const what = kind === 'gradient' ? `the gradient of '${name}'` : `${kind} '${name}'`;
  return `${what} is not finite in epoch ${epoch}, batch ${batch}, step ${step}`;
}

/** What to do about it. */
export function advise({ kind }: Found): string {
  return ADVICE[kind];
}

/** What became of the weights, where the first one that is not finite is known. */
export function weightsInWords(bad: string | undefined): string {
  return bad === undefined
    ? 'the weights are finite'
    : `the weights were not finite before it, see '${bad}': an update overflowed`;
}

/** What an update left behind. */
export function overflowed(name: string, epoch: number): string {
  return `the parameter '${name}' is not finite at the end of epoch ${epoch}: an update overflowed`;
}
