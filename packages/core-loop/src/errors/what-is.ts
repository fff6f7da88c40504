/** Any object, to be looked at. */
type Parts = Readonly<Record<string, unknown>>;

/** Whether `value` has a method of that name. */
export function can(value: unknown, method: string): boolean {
  return typeof (value as Parts | null | undefined)?.[method] === 'function';
}

/** What a value is, in words, for people who gave something else than was wanted: `a promise`, `a tensor`, `an object with a, b`. */
export function whatIs(value: unknown): string {
  if (typeof value === 'function') return `a function${value.name && ` (${value.name})`}`;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? `'${value}'` : String(value);
  if (value instanceof RegExp) return String(value);
  if (can(value, 'then')) return 'a promise';
  if (isTensor(value)) return 'a tensor';
  if (can(value, 'applyGradients')) return 'a TensorFlow.js optimiser';
  if (isLayersModel(value)) return 'a tf.LayersModel';
  if (can(value, 'iterator') && can(value, 'forEachAsync')) return 'a tf.data.Dataset';
  if (Array.isArray(value)) return 'an array';
  const made: unknown = value.constructor;
  const name = typeof made === 'function' && made.name !== 'Object' ? ` of class ${made.name}` : '';
  return `an object${name} with ${Object.keys(value).slice(0, 8).join(', ') || 'nothing in it'}`;
}

/** Whether `value` is a tensor, of whatever copy of TensorFlow.js. */
export function isTensor(value: unknown): boolean {
  return typeof (value as Parts | null | undefined)?.['dataId'] === 'object' && can(value, 'dataSync');
}

/** Whether `value` is a model of tf.layers. */
export function isLayersModel(value: object): boolean {
  return can(value, 'apply') && can(value, 'getWeights') && Array.isArray((value as Parts)['layers']);
}
