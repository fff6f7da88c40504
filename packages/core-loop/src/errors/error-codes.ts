/**
 * Codes of the errors this package throws, with what each one means. `docs/errors.md` is checked against this table. Only
 * its type is imported elsewhere: the texts cost a browser no byte.
 */
export const ERROR_CODES = {
  CL_PLUGIN_INVALID: 'A plugin object has no name, an unknown key or an unknown hook.',
  CL_PLUGIN_DUPLICATE: 'Two plugins have the same name.',
  CL_ORDER_CYCLE: 'The `after` lists of plugins form a cycle.',
  CL_TOKEN_UNBOUND: 'A required token is not provided.',
  CL_TOKEN_TWICE: 'Two providers bind the same token.',
  CL_TOKEN_CYCLE: 'Providers need each other in a circle.',
  CL_HOOK_FAILED: 'A hook of a plugin threw; the original error is the `cause`.',
  CL_METRIC_UNKNOWN: 'A plugin monitors a metric that is not reported.',
  CL_SCALAR_UNKNOWN: 'A scalar was read that is not declared.',
  CL_SCALAR_NOT_FINITE: 'A scalar or factor is NaN or infinite.',
  CL_INDEX_INVALID: 'An index lies outside the axis it points into; a negative one never means the end.',
  CL_OPTION_UNKNOWN: 'An options object has a key that is not an option of the function it was given to.',
  CL_OPTION_INVALID: 'An option has a value outside its range.',
  CL_READ_IN_STEP: 'A tensor value was read back inside the step.',
  CL_VARIABLE_SHAPE: 'A run-owned variable was requested with another shape than it has.',
  CL_LOSS_INVALID:
    'The loss did not return a scalar tensor, or an object of them with `total`; or a task has the name of another reported number.',
  CL_CALL_FAILED: 'The loss, the metrics or the forward pass threw; the message lists the names of its arguments.',
  CL_METRIC_INVALID: 'What was returned as metrics is not an object of numbers.',
  CL_GRADIENT_MISSING: 'No parameter has a gradient, or gradients are not registered with TensorFlow.js.',
  CL_TENSORFLOW_TWICE:
    'Another copy of TensorFlow.js was loaded before the one that this package uses; the message names both.',
  CL_BACKEND_MISSING: 'A TensorFlow.js backend is needed that is not registered.',
  CL_LOSS_NOT_FINITE: 'The epoch’s mean loss is NaN or infinite.',
  CL_NO_STEP: 'An epoch made no optimiser step: fewer micro-batches than `accumulate`, with `flush: false`.',
  CL_DATA_EMPTY: 'The training data have no batch.',
  CL_BATCH_INVALID: 'A batch has no size, a tensor whose data and shape disagree, or data that are not numbers.',
  CL_OUTPUT_INVALID:
    'Outputs or targets of several batches cannot be concatenated: shapes differ, or have no sample dimension.',
  CL_MODEL_INVALID: 'A model has one variable under two names, or two under one.',
  CL_SETUP_CHANGED: 'A snapshot was taken with another set-up: seed, data, variables, plugins or their options differ.',
  CL_STATE_MISMATCH: 'A snapshot does not fit this trainer: its version, its variables or the amount of data.',
  CL_STEP_TORN: 'A step failed halfway, so the run cannot continue from there.',
  CL_SNAPSHOT_STALE: 'The live tensors of a snapshot have been trained or disposed since it was taken.',
  CL_ASYNC: 'Something that must be synchronous, such as a loss or a hook in the step, returned a promise.',
  CL_BUSY: 'The trainer was used during fit(), or fit() was called during evaluate() or predict().',
  CL_DISPOSED: 'The trainer was used after dispose(), or disposed during fit().',
  CL_DISPOSE_FAILED:
    'The `dispose` of a plugin or the engine failed; everything else was freed. The `cause` has the error.',
} as const;
