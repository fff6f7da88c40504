/** Names of the presets, from short to long training. */
export const PRESET_NAMES = ['quick', 'default', 'paper'] as const;
/** The preset of `amnl train` if none is named. */
export const DEFAULT_PRESET: (typeof PRESET_NAMES)[number] = 'default';
/** Values of `selection`. */
export const SELECTIONS = ['test', 'holdout'] as const;
/** Values of `scheduler`. */
export const SCHEDULERS = ['plateau', 'cosine'] as const;
/** Values of `nonFinite`. */
export const NON_FINITE = ['throw', 'skip', 'rollback'] as const;
/** Values of `engine`. */
export const ENGINES = ['auto', 'eager', 'onnx'] as const;
/** Values of `backend`. */
export const BACKENDS = ['auto', 'cpu', 'wasm', 'webgpu', 'tensorflow'] as const;
/** Values of `loss`: AMNL, its three other published forms, the losses that it is compared with, and the RUL alone. */
export const LOSSES = [
  'amnl',
  'amnl-instant',
  'amnl-bias-corrected',
  'amnl-fixed',
  'fixed',
  'uncertainty',
  'dwa',
  'gradnorm',
  'gaba',
  'grace',
  'pcgrad',
  'cagrad',
  'rul',
] as const;
/** Values of `network`, as `NETWORKS` of `@amnl/model-rul` has them, which is not loaded for `--help`. */
export const NETWORKS = ['amnl', 'conv-lstm', 'lstm', 'cnn'] as const;
