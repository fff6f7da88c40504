import { amnlLoss } from '@amnl/amnl-loss';
import { createTrainer } from '@amnl/core-loop';
import { gradClip } from '@amnl/grad-clip';
import { createRulModel } from '@amnl/model-rul';
import { adamW } from '@amnl/optim-adamw';
import { makeBatch, PRESETS, repeated } from './work.mjs';

/** The trainer of a preset's network, with AMNL loss, AdamW and clipping: `steps()` times the same batch an epoch. */
export function networkTrainer({ preset, batch = PRESETS[preset].batch, steps, plugins = [], engine }) {
  const { network } = PRESETS[preset];
  const { features, window, channels, hidden, heads, funnel } = network;
  return createTrainer({
    model: createRulModel({ features, window, channels, hidden, heads, funnel }),
    data: repeated(makeBatch(batch, network), steps),
    plugins: [amnlLoss(), adamW(), gradClip(), ...plugins],
    epochs: 1,
    engine,
  });
}
