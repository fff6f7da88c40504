import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const ENGINE_ERROR_CODES = {
  EO_KERNEL_UNSUPPORTED: 'A TensorFlow.js operation was used that cannot be compiled.',
  EO_VALUE_READ: 'A tensor value was read while a function was being traced.',
  EO_RANDOM: 'A compiled function drew numbers from Math.random, which would be frozen into the program.',
  EO_VARIABLE_CREATED: 'A variable was created inside a compiled function, where that is not possible.',
  EO_VARIABLE_UNLISTED: 'A compiled function used a variable that is not among `variables`.',
  EO_VARIABLE_DISPOSED: 'A compiled function used a variable that is disposed.',
  EO_TENSOR_ESCAPED: 'A tensor that a compiled function made was kept with tf.keep, or used outside that function.',
  EO_SHAPE_CHANGED: 'A compiled function assigned a tensor of another shape or type to a variable.',
  EO_SHAPES_VARY:
    'A warning, not thrown: the shapes of the inputs keep changing, and each change compiles the function again.',
  EO_SLOW_LOAD: 'A warning, not thrown: a program is so large that ONNX Runtime needs seconds to load it.',
  EO_INPUT_INVALID: 'An input of a compiled function is missing, or its data and shape disagree.',
  EO_INDEX_INVALID: 'An index lies outside the axis it points into; a negative one never means the end.',
  EO_RESULT_INVALID: 'A compiled function did not return a tensor or an object of tensors.',
  EO_RUNTIME_MISSING: 'ONNX Runtime is not installed, or its library cannot be loaded.',
  EO_PROVIDER_MISSING: 'ONNX Runtime has no such execution provider here.',
  EO_PROGRAM_INVALID: 'ONNX Runtime refused the compiled program, or failed while running it.',
  EO_EXPORT_INPUT:
    'The object to export is not a model, or its inputs or outputs are unknown, of an unsupported type, or all NaN.',
  EO_EXPORT_UNSUPPORTED: 'A model to be exported uses an operation that has no ONNX form here.',
  EO_EXPORT_BATCH: 'A model to be exported does something that cannot be written for batches of any size.',
  EO_EXPORT_STATE: 'A model to be exported keeps state between calls, or draws random numbers when it predicts.',
  EO_EXPORT_DIFFERS: 'The exported model’s predictions in ONNX Runtime differ from the model’s.',
  EO_FILE_EXISTS: 'The file of an exported model already exists.',
  EO_WRITE_FAILED: 'An exported model could not be written to its file.',
  EO_DISPOSED: 'A compiled function was used after dispose().',
} as const;

/** A {@link TrainError} of this package. */
export function engineError(code: keyof typeof ENGINE_ERROR_CODES, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, { by: 'engine-onnx', ...(cause !== undefined && { cause }) });
}

/**
 * Frames that are not the user's, in addition to those of this package: TensorFlow.js, Node, the loop installed or in
 * its repository.
 */
const FOREIGN = /@tensorflow|node:|@amnl.core-loop|core-loop.(dist|src)\b(?!.*\.test\.)/;

/**
 * Where user code called into the library: the innermost stack frame outside TensorFlow.js and this package, as `file:line`.
 * @param stack of an error made at the place in question
 */
export function callSite(stack = placeHere().stack ?? ''): string | undefined {
  const own = decoded(new URL('..', import.meta.url).pathname);
  const isOwn = (line: string) => line.includes(own) && !line.includes('.test.');
  const outside = stack
    .split('\n')
    .slice(1)
    .map(decoded)
    .find((line) => /:\d+:\d+\)?$/.test(line) && !FOREIGN.test(line) && !isOwn(line));
  // `at name (place:line:column)` or `at place:line:column`; a place may hold spaces
  return outside?.match(/(?:\(|at (?:async )?)((?:file:\/\/)?[^()]+:\d+):\d+\)?$/)?.[1]?.replace('file://', '');
}

/**
 * An error for its stack, which costs little until it is read: with more than the usual ten frames, as gradients and `tidy` lie
 * deep.
 */
export function placeHere(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  try {
    return new Error();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Frames are URLs or plain paths, as the loader likes; both as plain paths. */
function decoded(place: string): string {
  try {
    return decodeURI(place);
  } catch {
    return place; // a plain path with a percent sign
  }
}

/** ` at file:line`, or nothing where the place is not known. */
export function at(site: string | undefined): string {
  return site === undefined ? '' : ` at ${site}`;
}
