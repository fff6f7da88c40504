import { TrainError } from '@amnl/core-loop';

/** Codes of the errors the command line throws itself, with what each one means. Libraries' codes pass through. */
export const ERROR_CODES = {
  CLI_USAGE: 'A flag, an argument or a command is missing, unknown or unexpected.',
  CLI_CONFIG_INVALID: 'A setting is unknown, or its value is outside its range.',
  CLI_CONFIG_FILE: 'The file given with --config is missing or is not a JSON object.',
  CLI_DATA_GONE: 'Data that a run was trained with are no longer where they were.',
  CLI_DATA_UNDESCRIBED: 'A table of your own is given without saying what its columns are.',
  CLI_PLUGIN_MISSING: 'There is no file or package of that name, given with --plugin or --config.',
  CLI_PLUGIN_FAILED:
    'Code given with --plugin or --config cannot be loaded, or has thrown an error when it was called.',
  CLI_PLUGIN_INVALID: 'Code given with --plugin or --config exports nothing that can be used.',
  CLI_NEVER_ENDS: 'A promise that a command waits for is never settled, as if a function of your own never returned.',
  CLI_PLUGIN_CHANGED: 'Code that a run was trained with has changed since, or is gone.',
  CLI_PRESET_UNKNOWN: 'There is no preset of that name.',
  CLI_BACKEND_UNAVAILABLE: 'The chosen TensorFlow.js backend is absent, not built or does not start.',
  CLI_ENGINE_UNAVAILABLE: 'The chosen step engine is not installed or does not start.',
  CLI_PLAN_INVALID: 'A plan of runs is damaged, or what it is made of makes none.',
  CLI_PLAN_EXISTS: 'A folder has another plan of runs already.',
  CLI_BENCHMARK_INVALID: 'A benchmark is damaged, cannot be as it is defined, or has runs that cannot be compared.',
  CLI_SWEEP_FAILED: 'Runs of a plan failed, after all others were trained.',
  CLI_SWEEP_UNFINISHED: 'Runs of a plan are not done, so that its figures are not complete.',
  CLI_RUN_EXISTS: 'The run folder exists and is not empty.',
  CLI_RUN_BUSY: 'Another process is training in the run folder.',
  CLI_RESUME_CHANGED: 'The settings, engine, data or code of a run to resume have changed.',
  CLI_RUN_INVALID: 'A folder is not a run folder, or a file of it is missing or damaged.',
  CLI_MODEL_INVALID: 'A network of your own lacks an output, or gives one of another shape.',
  CLI_RUN_MISMATCH: 'A checkpoint or scaler belongs to another model shape or another data set.',
  CLI_NO_CALIBRATION: 'A run held no units out, or says nothing of them, so that its predictions have no intervals.',
  CLI_ENSEMBLE_UNFIT: 'Runs that are to be averaged differ in more than their seed, or held other units out.',
  CLI_OUT_OF_RANGE:
    'More than a few per cent of the rows to predict are unlike those the network was trained on, and `--strict` is set.',
  CLI_NOT_AGES: 'Times of units begin below 0, so that they are not ages, by which costs per unit of time are counted.',
  CLI_DRIFT: 'Rows have drifted far from those that the network was trained on, and `--strict` is set.',
  CLI_NOT_FINITE: 'The network of a run predicts NaN or infinity instead of numbers.',
  CLI_EXPORT_DIFFERS: 'An exported network for rows as they come does not predict what the network predicts: a bug.',
  CLI_NOT_EXPLAINED:
    'A prediction cannot be explained: the network has an operation without a gradient, or its output jumps.',
  CLI_ROW_UNKNOWN: 'The data have no unit of that name, or the unit has no row at that time.',
  CLI_TRACK_UNFINISHED: 'Time ran out before everything was uploaded to MLflow; what arrived stays there.',
  CLI_WRITE_FAILED: 'A file or folder cannot be written: no permission, no space, or a file in the way.',
  CLI_SYSTEM: 'The operating system refused a file or folder for another reason, which the message says.',
  CLI_OUT_OF_MEMORY: 'Settings or input need more memory than there is.',
  CLI_BUG: 'An internal error: run again with `--debug` and report the stack.',
} as const;

/** A code of {@link ERROR_CODES}. */
export type CliErrorCode = keyof typeof ERROR_CODES;

/** An error for the user at the terminal: `[cli] message. (CODE)`, exit code 2. */
export function cliError(code: CliErrorCode, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, cause === undefined ? { by: 'cli' } : { by: 'cli', cause });
}
