// In a file of their own, without imports: `amnl --help` shows them and must start fast.
/** Parts of C-MAPSS. */
export const DATASETS = ['FD001', 'FD002', 'FD003', 'FD004'] as const;
/** Names of the presets, from small to large. */
export const PRESET_NAMES = ['quick', 'compact', 'paper'] as const;
/** The preset of `amnl train` where none is named. */
export const DEFAULT_PRESET: (typeof PRESET_NAMES)[number] = 'compact';
/** Values of `--backend`. */
export const BACKENDS = ['auto', 'cpu', 'wasm', 'webgpu', 'tensorflow'] as const;
/** Values of `--non-finite`. */
export const NON_FINITE = ['throw', 'skip', 'rollback'] as const;
/** Values of `--engine`. */
export const ENGINES = ['auto', 'eager', 'onnx'] as const;

/** Where the live page is, if nobody else is there; else at a free port. */
export const DEFAULT_PORT = 6125;
