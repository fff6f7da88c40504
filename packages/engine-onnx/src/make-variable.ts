import type { Variable } from '@tensorflow/tfjs-core';

type VariableMaker = (make: () => Variable) => Variable;

/** Set while a function is traced. */
let maker: VariableMaker | undefined;

/** Makes a variable with real numbers, also while a function is traced. */
export function makeVariable(make: () => Variable): Variable {
  return maker === undefined ? make() : maker(make);
}

/** Says how variables are made from now on; undefined: as they stand. */
export function setVariableMaker(made: VariableMaker | undefined): void {
  maker = made;
}
