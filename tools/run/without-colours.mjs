/**
 * An environment in which nobody writes in colours, for output that is compared. `FORCE_COLOR`, which nx sets, is stronger than
 * `NO_COLOR`, and Node warns where it finds both.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutColours({ FORCE_COLOR: _, ...env }) {
  return { ...env, NO_COLOR: '1' };
}
