import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { BACKENDS, DEFAULT_PORT, DEFAULT_PRESET, ENGINES, PRESET_NAMES } from './config/config-values.js';

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/**
 * The `amnl` program. Nothing heavy is imported before an action runs, so that `--help` is instant.
 * @param writeOut gets help and version
 */
export function createProgram(writeOut: (text: string) => unknown): Command {
  const program = new Command('amnl')
    .description('Train, evaluate and predict the remaining useful life of turbofan engines (NASA C-MAPSS).')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut, writeErr: () => undefined }) // main() prints, and tells errors
    .hook('preAction', async (_, action) => (await import('./terminal/flags.js')).refuseEmpty(action));

  command(program, 'train', 'train the dual-task network and leave a run folder')
    .option('--dataset <name>', 'FD001, FD002, FD003 or FD004 (default FD001)')
    .option('--data-dir <dir>', 'folder with the data files; else AMNL_DATA_DIR, cache, download, simulation')
    .option('--preset <name>', `${PRESET_NAMES.join(', ')} (default ${DEFAULT_PRESET})`)
    .option('--epochs <n>', 'epochs at most')
    .option('--batch-size <n>', 'windows in a micro-batch')
    .option('--hidden <n>', 'LSTM units per direction')
    .option('--seed <n>', 'fixes weights, order and dropout (default 42)')
    .option('--scheduler <name>', 'plateau or cosine')
    .option('--selection <rule>', 'select the best epoch on the test engines, or on a holdout of training engines')
    .option('--engine <name>', `${ENGINES.join(', ')} (default auto)`)
    .option('--backend <name>', `of the eager engine: ${BACKENDS.join(', ')} (default auto)`)
    .option('--threads <n>', 'threads of the compiled engine (default 2, at most the processors)')
    .option('--non-finite <policy>', 'what comes of a NaN: throw (default), skip or rollback')
    .option('--detect-anomaly', 'name the operation that made the first NaN; slow where there is one')
    .option('--out <dir>', 'run folder (default runs/<dataset>-<preset>-seed<seed>-<time>)')
    .option('--resume <run>', "go on with a run; 'auto': with the one in --out or else the newest, or start anew")
    .option('--allow-config-change', 'resume although settings, engine or data have changed')
    .option('--config <file>', "JSON file of settings, or a run's config.json")
    .option('--set <key=value>', 'any setting; repeatable', collect)
    .option('--json', 'print the content of metrics.json on stdout; with --dry-run: the plan')
    .option('--watch [port]', `serve a live page on this machine while it trains (default port ${DEFAULT_PORT})`)
    .option('--tensorboard', 'write event files for TensorBoard into the run folder')
    .option('--dry-run', 'show the network and the plan, take two steps, write nothing')
    .option('--track <server>', 'mlflow: track the run with the MLflow server in MLFLOW_TRACKING_URI')
    .option('--track-parent <name>', 'nest the run in the MLflow run of that name, as for several seeds')
    .option('--track-steps <n>', 'track points within epochs, at steps that this number divides')
    .option('--track-files <names>', "files of the run folder to send, e.g. config,metrics,report,best; or 'none'")
    .action(async (options) => (await import('./commands/train.js')).train(options));

  command(program, 'find-lr', 'find a learning rate in a short sweep, before a training')
    .option('--dataset <name>', 'FD001, FD002, FD003 or FD004 (default FD001)')
    .option('--data-dir <dir>', 'folder with the data files; else AMNL_DATA_DIR, cache, download, simulation')
    .option('--preset <name>', `${PRESET_NAMES.join(', ')} (default ${DEFAULT_PRESET})`)
    .option('--batch-size <n>', 'windows in a micro-batch')
    .option('--hidden <n>', 'LSTM units per direction')
    .option('--seed <n>', 'fixes weights, order and dropout (default 42)')
    .option('--selection <rule>', 'train on all training engines (test), or without the holdout (holdout)')
    .option('--engine <name>', `${ENGINES.join(', ')} (default auto)`)
    .option('--backend <name>', `${BACKENDS.join(', ')} (default auto)`)
    .option('--threads <n>', 'threads of the compiled engine (default 2, at most the processors)')
    .option('--start <rate>', 'rate of the first step (default 1e-7)')
    .option('--end <rate>', 'rate of the last step (default 10)')
    .option('--steps <n>', 'optimiser steps, at least 20 (default 100)')
    .option('--spacing <name>', 'exponential or linear (default exponential)')
    .option('--rule <name>', 'valley, steepest or minimum/10: what to suggest by (default valley)')
    .option(
      '--out <dir>',
      'folder for lr-find.json and lr-find.html (default lr-find/<dataset>-<preset>-seed<seed>-<time>)',
    )
    .option('--config <file>', "JSON file of settings, or a run's config.json")
    .option('--set <key=value>', 'any setting; repeatable', collect)
    .option('--json', 'print the content of lr-find.json on stdout')
    .action(async (options) => (await import('./commands/find-lr/find-lr.js')).findLr(options));

  command(program, 'evaluate <run>', 'evaluate the best weights of a run on the test engines')
    .option('--dataset <name>', 'must be the one the run was trained on')
    .option('--data-dir <dir>', 'folder with the data files')
    .option('--engine <name>', `${ENGINES.join(', ')} (default auto)`)
    .option('--backend <name>', `of the eager engine: ${BACKENDS.join(', ')} (default auto)`)
    .option('--json', 'print one JSON object on stdout')
    .action(async (run, options) => (await import('./commands/evaluate.js')).evaluate(run, options));

  command(program, 'predict <run>', 'predict RUL and health of every row of a 26-column file, as CSV')
    .requiredOption('--input <file>', 'rows in the 26-column format')
    .option('--output <file>', 'write the CSV there instead of stdout')
    .option('--engine <name>', `${ENGINES.join(', ')} (default auto)`)
    .option('--backend <name>', `of the eager engine: ${BACKENDS.join(', ')} (default auto)`)
    .action(async (run, options) => (await import('./commands/predict.js')).predict(run, options));

  command(program, 'export <run>', 'write a run for other programs: its network, or its history as a table')
    .option('--format <name>', 'onnx (the network with the best weights, the default) or csv (the history)')
    .option('--output <file>', 'default: model.onnx or history.csv in the run folder')
    .action(async (run, options) => (await import('./commands/export.js')).exportRun(run, options));

  command(program, 'report <run...>', 'write report.html of a run anew, or one page that compares several runs')
    .option('--output <file>', 'default: report.html in the run folder; comparison.html here for several runs')
    .action(async (runs, options) => (await import('./commands/report.js')).report(runs, options));

  command(program, 'watch <run>', 'serve the live page of a run, whichever process trains in it')
    .option('--port <n>', `0: any free one (default ${DEFAULT_PORT}, or any free one)`)
    .option('--host <address>', 'listen there, so that other machines can read the run (default 127.0.0.1)')
    .action(async (run, options) => (await import('./commands/watch.js')).watch(run, options));

  command(program, 'track <run>', 'send to MLflow what is not there yet, of a tracked run or any other')
    .option('--track-parent <name>', 'nest a run that was never tracked in the MLflow run of that name')
    .option('--track-files <names>', "files of the run folder to send, e.g. config,metrics,report,best; or 'none'")
    .option('--seconds <n>', 'how long to try (default 120)')
    .action(async (run, options) => (await import('./commands/track.js')).track(run, options));

  const data = command(program, 'data', 'look at, download or simulate C-MAPSS data');
  command(data, 'info', 'what is in a data set and where it comes from')
    .option('--dataset <name>', 'FD001, FD002, FD003 or FD004 (default: all four)')
    .option('--data-dir <dir>', 'folder with the data files')
    .option('--json', 'print one JSON object on stdout')
    .action(async (options) => (await import('./commands/data.js')).dataInfo(options));
  command(data, 'download', "download NASA's files (12 MB), checksums verified")
    .option('--out <dir>', "folder for the files (default: amnl's cache folder)")
    .action(async (options) => (await import('./commands/data.js')).dataDownload(options));
  command(data, 'simulate', 'write a simulated fleet in the same format')
    .requiredOption('--out <dir>', 'folder for the files')
    .option('--dataset <name>', 'subset to imitate (default FD001)')
    .option('--engines <n>', "training engines, and as many test engines (default: as in NASA's subset)")
    .option('--seed <n>', 'default 42')
    .action(async (options) => (await import('./commands/data.js')).dataSimulate(options));

  command(program, 'doctor', 'what works here, what does not, and what to do about it')
    .option('--json', 'print one JSON object on stdout')
    .action(async (options) => (await import('./commands/doctor.js')).doctor(options));

  return program;
}

function command(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .option('--debug', 'show stacks with errors')
    .allowExcessArguments(false);
}

function version(): string {
  const manifest = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
