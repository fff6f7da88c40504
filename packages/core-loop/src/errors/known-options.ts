import { TrainError } from './errors.js';
import { didYouMean } from './nearest.js';

/** What people write by habit from elsewhere, where it is not a matter of letters. */
const HABITS: Readonly<Record<string, string>> = {
  lr: 'learningRate',
  wd: 'weightDecay',
  eps: 'epsilon',
  validationData: 'evaluation',
  callbacks: 'plugins',
  maxNorm: 'norm',
};

/** The names, where none is left out. */
export type AllNames<Options, Names extends readonly string[]> = [Exclude<keyof Options, Names[number]>] extends [never]
  ? unknown
  : { readonly missing: Exclude<keyof Options, Names[number]> };

/**
 * For a function with options: throws `CL_OPTION_UNKNOWN` for a key that is none of them, with the nearest name, and
 * `CL_OPTION_INVALID` where there is no object. A mistyped option would otherwise do nothing, without a word.
 * @param by the function, prefixed to the message
 * @param names exactly the keys of the options' type; the compiler holds that
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
