/** Names of the parsers, in the order in which they run; each has a module of its name. */
export const PARSERS = [
  'cmapss',
  'rul',
  'safetensors',
  'checkpoint',
  'config',
  'record',
  'scaler',
  'history',
  'steps',
  'metrics',
  'predictions',
  'npy',
];

/** The address of a parser's module. */
export function moduleOf(name) {
  return new URL(`./${name}.mjs`, import.meta.url).href;
}
