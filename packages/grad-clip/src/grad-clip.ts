import { knownOptions, type NamedTensors, type Plugin, requireOption } from '@amnl/core-loop';
import { type Clipped, clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clip.js';

/** One of three ways to clip; the limit is a number > 0. */
export type GradClipOptions =
  /** Joint L2 norm of all gradients; 1 without any option. */
  | { readonly norm: number }
  /** L2 norm of every gradient on its own. */
  | { readonly perTensor: number }
  /** Absolute value of every entry. */
  | { readonly value: number };

/**
 * Clips the gradients of an optimiser step (the mean of its micro-batches) and reports `grad_norm`, the joint norm before
 * clipping, as the epoch's mean over steps. Runs after `loss-scale` and `non-finite`, whatever the order in the list: clipping scaled
 * gradients would clip them all.
 * @throws CL_OPTION_INVALID
 */
export function gradClip(options: GradClipOptions = { norm: 1 }): Plugin {
  const all: { readonly norm?: number; readonly perTensor?: number; readonly value?: number } = options;
  knownOptions('gradClip', all, ['norm', 'perTensor', 'value']);
  const clip = clipper(options);
  return {
    name: 'grad-clip',
    fingerprint: options,
    after: ['loss-scale', 'non-finite'],
    hooks: {
      gradients(step, gradients) {
        const { gradients: clipped, norm } = clip(gradients);
        step.report('grad_norm', norm);
        return clipped;
      },
    },
  };
}

function clipper(options: GradClipOptions): (gradients: NamedTensors) => Clipped {
  const [mode, ...more] = Object.keys(options);
  const known = mode === 'norm' || mode === 'perTensor' || mode === 'value';
  requireOption(
    'grad-clip',
    known && more.length === 0,
    'options',
    'one of { norm }, { perTensor }, { value }',
    options,
  );
  const limit = (options as Record<string, number>)[mode!]!;
  requireOption('grad-clip', Number.isFinite(limit) && limit > 0, mode!, 'a number > 0', limit);

  if (mode === 'norm') return (gradients) => clipByGlobalNorm(gradients, limit);
  const clip = mode === 'perTensor' ? clipByNorm : clipByValue;
  return (gradients) => ({ gradients: clip(gradients, limit), norm: globalNorm(gradients) });
}
