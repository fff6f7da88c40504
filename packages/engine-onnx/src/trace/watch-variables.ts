import { engine, type Variable } from '@tensorflow/tfjs-core';
import { at, callSite, engineError, placeHere } from '../errors/errors.js';

/**
 * Runs `body` and records where each variable was created. TensorFlow.js has no event for new variables, so its
 * maker is listened in on.
 * @throws EO_SHAPE_CHANGED in place of TensorFlow.js's own error
 */
export function watchVariables<T>(places: WeakMap<Variable, Error>, body: () => T): T {
  const owner = engine();
  const make = owner.makeVariable;
  owner.makeVariable = (...given) => {
    const made = make.apply(owner, given);
    places.set(made, placeHere());
    return made;
  };
  try {
    return body();
  } catch (error) {
    throw misfit(error) ?? error;
  } finally {
    owner.makeVariable = make;
  }
}

/** What `Variable.assign` throws where shapes or types differ, with the place and advice; undefined for other errors. */
function misfit(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const found = /^(shape|dtype) of the new value \((.*)\) and previous value \((.*)\) must match/.exec(error.message);
  if (found === null) return undefined;
  const [, what, after, before] = found;
  return engineError(
    'EO_SHAPE_CHANGED',
    `a variable of ${what} [${before}] was assigned a tensor of ${what} [${after}] in a compiled function${at(callSite(error.stack))}. Variables keep shape and type: make it as large as it gets, or keep what grows outside the compiled function`,
    error,
  );
}
