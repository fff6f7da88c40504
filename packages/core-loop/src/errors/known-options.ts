import { TrainError } from './errors.js';
import { didYouMean } from './nearest.js';

/** Option names from other libraries that are not misspellings. */
const HABITS: Readonly<Record<string, string>> = {
  lr: 'learningRate',
  wd: 'weightDecay',
  eps: 'epsilon',
  validationData: 'evaluation',
  callbacks: 'plugins',
  maxNorm: 'norm',
};

/** The names, if none is missing. */
export type AllNames<Options, Names extends readonly string[]> = [Exclude<keyof Options, Names[number]>] extends [never]
  ? unknown
  : { readonly missing: Exclude<keyof Options, Names[number]> };

/**
 * For a function with options: throws `CL_OPTION_UNKNOWN` for a key that is none of them, with the nearest name, and
 * `CL_OPTION_INVALID` if there is no object. Otherwise a mistyped option would silently have no effect.
 * @param by the function, prefixed to the message
 * @param names exactly the keys of the options' type; the compiler checks that
 * @example knownOptions('ema', options, ['decay', 'warmup', 'buffers', 'start']);
 */
export function knownOptions<Options extends object, const Names extends readonly (keyof Options & string)[]>(
  by: string,
  options: Options,
  names: Names & AllNames<Options, Names>,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const found = typeof options === 'function' ? 'a function' : String(options);
    throw new TrainError('CL_OPTION_INVALID', `the options are ${found}. Give one object: { ${names[0]}: … }`, { by });
  }
  const unknown = Object.keys(options).find((key) => !(names as readonly string[]).includes(key));
  if (unknown === undefined) return;
  const habit = HABITS[unknown];
  const advice =
    habit !== undefined && (names as readonly string[]).includes(habit)
      ? ` It is called '${habit}' here`
      : didYouMean(unknown, names) || ` Known: ${names.join(', ')}`;
  throw new TrainError('CL_OPTION_UNKNOWN', `unknown option '${unknown}'.${advice}`, { by });
}
