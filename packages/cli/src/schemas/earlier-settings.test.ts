import { expect, test } from 'vitest';
import { CONFIG_KEYS } from '../config/config.js';
import { PRESETS } from '../config/presets.js';
import { withLaterSettings } from './earlier-settings.js';

/** Settings of the first release. */
const FIRST = [
  ...['seed', 'epochs', 'batchSize', 'accumulate', 'evaluationBatchSize', 'window', 'stride', 'pad', 'selection'],
  ...[
    'holdoutFraction',
    'evaluateAllEveryEpoch',
    'channels',
    'hidden',
    'heads',
    'funnel',
    'dropout',
    'convDropout',
    'attentionDropout',
  ],
  ...[
    'learningRate',
    'weightDecay',
    'warmupEpochs',
    'scheduler',
    'plateauPatience',
    'plateauFactor',
    'minLearningRate',
  ],
  ...['earlyStopPatience', 'clipNorm', 'emaDecay', 'mixedPrecision', 'nonFinite', 'detectAnomaly', 'checkpointSteps'],
  ...['checkpointMinutes', 'engine', 'backend'],
] as const;

test('a record of the first release is read with all settings, and those it has are left alone', () => {
  const { window, ...preset } = PRESETS.paper;
  const first = Object.fromEntries(FIRST.map((name) => [name, { window: 50, ...preset }[name]]));
  const read = withLaterSettings(first);
  expect(read).toMatchObject({ ...first, minHistory: 50, age: false });
  const missing = Object.keys(PRESETS.paper).filter((name) => !(name in read));
  expect(missing).toEqual([]);
  expect(Object.keys(read).filter((name) => !(CONFIG_KEYS as readonly string[]).includes(name))).toEqual([]);
  expect(withLaterSettings({ window: 50, age: true, minHistory: 9 })).toMatchObject({ age: true, minHistory: 9 });
});

test('a record of the preset that is gone is read as one of the published loop with changes', () => {
  const record = { preset: 'compact', hidden: 128, window: 30 };
  expect(withLaterSettings(record)).toMatchObject({ ...record, preset: 'paper' });
});
