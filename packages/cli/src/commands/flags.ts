import { LIVE_PORT } from '@amnl/report/port';
import { Option } from 'commander';
import { FLAGGED, type SettingName } from '../config/setting-descriptions.js';
import { DEFAULT_DATASET } from '../nasa/datasets.js';
import type { AmnlCommand } from './amnl-command.js';

// Every command with its flags, as `--help` shows them. A flag that is a setting stands in `config/setting-descriptions.ts`, any other one here
// and in the interface of flags next to its action. Actions are imported when they run: `--help` must start fast.

/** Settings that a sweep over learning rates does not use: they say how a whole training goes. */
const NOT_IN_SWEEP: readonly SettingName[] = [
  'epochs',
  'selection',
  'folds',
  'scheduler',
  'nonFinite',
  'detectAnomaly',
];
/** Where `serve` listens by default. */
const SERVE_PORT = 8080;
const COMPUTE = ['engine', 'backend'] as const;

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];
const RUN = "run folder written by 'amnl train'";
const CONFIG_FILE = "JSON file of settings, a run's config.json, or a file with code: amnl.config.mjs";
const PLUGIN = 'plugin of your own: a file or a package; repeatable';
const SET = 'any setting, e.g. --set dropout=0.2; repeatable';
const JSON_RESULT = 'print the result as JSON on stdout';
const TRACK_PARENT = 'nest the run under the MLflow run with this name, e.g. for several seeds';
const TRACK_FILES = "files of the run folder to upload, e.g. config,metrics,report,best; or 'none'";

const train = (amnl: AmnlCommand) =>
  amnl
    .command('train')
    .description('train the network and write a run folder')
    .optionsGroup('Settings:')
    .settings(FLAGGED)
    .option('--config <file>', CONFIG_FILE)
    .option('--set <key=value>', SET, collect)
    .option('--plugin <file>', PLUGIN, collect)
    .optionsGroup('Run:')
    .option('--out <dir>', 'run folder; must be new or empty (default: runs/<dataset>-<preset>-seed<seed>-<time>)')
    .option('--resume <run>', "resume a run; 'auto': the one in --out, else the newest, else start fresh")
    .option('--allow-config-change', 'resume even if settings, engine or data have changed')
    .option('--dry-run', 'show the network and the plan, take two steps, write nothing')
    .optionsGroup('Output:')
    .option('--json', 'print metrics.json on stdout; with --dry-run: the plan')
    .option('--watch [port]', `serve live charts in your browser while training (default port: ${LIVE_PORT})`)
    .option('--tensorboard', 'write TensorBoard event files into the run folder')
    .optionsGroup('Tracking:')
    .option('--track <server>', "track the run; 'mlflow': on the server in MLFLOW_TRACKING_URI")
    .option('--track-parent <name>', TRACK_PARENT)
    .option('--track-steps <n>', 'also track points within epochs, every n steps')
    .option('--track-files <names>', TRACK_FILES)
    .action(async (flags) => (await import('./train.js')).train(flags));

const findLr = (amnl: AmnlCommand) =>
  amnl
    .command('find-lr')
    .description('suggest a learning rate from a short sweep')
    .optionsGroup('Settings:')
    .settings(FLAGGED.filter((name) => !NOT_IN_SWEEP.includes(name)))
    .option('--selection <rule>', 'train on all training units, or without the holdout (test, holdout; default: test)')
    .option('--config <file>', CONFIG_FILE)
    .option('--set <key=value>', SET, collect)
    .option('--plugin <file>', PLUGIN, collect)
    .optionsGroup('Sweep:')
    .option('--start <rate>', 'rate of the first step (default: 1e-7)')
    .option('--end <rate>', 'rate of the last step (default: 10)')
    .option('--steps <n>', 'optimiser steps, 20 to 100000 (default: 100)')
    .option('--spacing <name>', 'spacing of the rates (exponential, linear; default: exponential)')
    .option('--rule <name>', 'rule of the suggestion (valley, steepest, minimum/10; default: valley)')
    .optionsGroup('Output:')
    .option(
      '--out <dir>',
      'folder for lr-find.json and lr-find.html (default: lr-find/<dataset>-<preset>-seed<seed>-<time>)',
    )
    .option('--json', 'print lr-find.json on stdout')
    .action(async (flags) => (await import('./find-lr/find-lr.js')).findLr(flags));

const evaluate = (amnl: AmnlCommand) =>
  amnl
    .command('evaluate')
    .argument('<run>', RUN)
    .description("evaluate a run's best weights on the test units")
    .option('--dataset <name>', 'must be the one the run was trained on (default: that one)')
    .option('--data-dir <dir>', "folder with C-MAPSS' files (default: the run's)")
    .option('--data <files...>', "your own data, where they are now (default: where the run's were)")
    .settings(COMPUTE)
    .option('--json', JSON_RESULT)
    .action(async (run, flags) => (await import('./evaluate.js')).evaluate(run, flags));

const predict = (amnl: AmnlCommand) =>
  amnl
    .command('predict')
    .argument('<run>', RUN)
    .description('predict RUL and health for each row of a file')
    .optionsGroup('Rows:')
    .option('--input <file>', 'rows in the 26-column format')
    .option('--data <file>', 'or a table (CSV or Parquet) with the channels of the run')
    .option('--unit <column>', 'column with the name of the unit (default: as in training on a table)')
    .option('--time <column>', 'column with the time (default: as in training on a table)')
    .option(
      '--failed <column>',
      'column that says which units have failed, or a table of failures (default: as in training)',
    )
    .option('--encoding <name>', 'of a CSV file, e.g. utf-8 (default: as in training)')
    .option('--shard <i/n>', 'only part i of n of the units, e.g. 1/4')
    .optionsGroup('Output:')
    .option('--last', "only each unit's last row")
    .option(
      '--sort <order>',
      "'urgency': the last row of each unit that has not failed, the shortest remaining life first",
    )
    .option('--strict', 'fail if more than 5 % of the predictions are out of the range of the training data')
    .option('--json', 'print one JSON array instead of CSV')
    .option('--json-lines', 'print one JSON object a line')
    .option('--output <file>', 'write to a file instead of stdout; to a Parquet file if it is called .parquet')
    .settings(COMPUTE)
    .action(async (run, flags) => (await import('./predict.js')).predict(run, flags));

const explain = (amnl: AmnlCommand) =>
  amnl
    .command('explain')
    .argument('<run>', RUN)
    .description('show which channels and rows moved the prediction for a unit')
    .optionsGroup('Row:')
    .requiredOption('--unit <name>', 'name of the unit')
    .option('--time <time>', 'its row at this time (default: its last one)')
    .option('--input <file>', 'rows in the 26-column format (default: the units that the run was tested with)')
    .option('--data <file>', 'or a table (CSV or Parquet) with the channels of the run')
    .option('--unit-column <name>', 'column of the table with the name of the unit (default: as in training)')
    .option('--time-column <name>', 'column of the table with the time (default: as in training)')
    .option('--encoding <name>', 'of a CSV file, e.g. utf-8 (default: as in training)')
    .optionsGroup('Output:')
    .option('--top <n>', 'channels to show (default: 5)')
    .option('--json', JSON_RESULT)
    .option('--output <file>', 'also write what each number of each row contributed to a CSV file')
    .settings(COMPUTE)
    .action(async (run, flags) => (await import('./explain.js')).explain(run, flags));

const exportRun = (amnl: AmnlCommand) =>
  amnl
    .command('export')
    .argument('<run>', RUN)
    .description("export a run's network (ONNX) or history (CSV)")
    .option(
      '--format <name>',
      'onnx: the network with the best weights, for scaled windows; onnx-raw: the same for rows as they come; csv: the history (default: both networks, or onnx with --output)',
    )
    .option('--output <file>', 'output file (default: model.onnx, model-raw.onnx or history.csv in the run folder)')
    .action(async (run, flags) => (await import('./export.js')).exportRun(run, flags));

const report = (amnl: AmnlCommand) =>
  amnl
    .command('report')
    .argument('<run...>', 'one or more run folders')
    .description("rebuild a run's report, or compare runs on one page")
    .option('--output <file>', 'output file (default: report.html in the run folder; for several: comparison.html)')
    .action(async (runs, flags) => (await import('./report.js')).report(runs, flags));

const watch = (amnl: AmnlCommand) =>
  amnl
    .command('watch')
    .argument('<run>', RUN)
    .description('serve live charts of a run in your browser')
    .option('--port <n>', `port; 0: any free one (default: ${LIVE_PORT}, or any free one)`)
    .option('--host <address>', 'address to listen on; set it to let other machines read the run (default: 127.0.0.1)')
    .action(async (run, flags) => (await import('./watch.js')).watch(run, flags));

const serve = (amnl: AmnlCommand) =>
  amnl
    .command('serve')
    .argument('<run...>', 'run folders, each served under its name, or as NAME=FOLDER')
    .description('serve predictions of runs over HTTP')
    .option('--port <n>', `port; 0: any free one (default: ${SERVE_PORT})`)
    .option('--host <address>', 'address to listen on; set it to let other machines ask (default: 127.0.0.1)')
    .option('--allow-host <name>', 'name that this machine is asked by, as in a network; repeatable', collect)
    .settings(COMPUTE)
    .action(async (runs, flags) => (await import('./serve/serve.js')).serve(runs, flags));

const track = (amnl: AmnlCommand) =>
  amnl
    .command('track')
    .argument('<run>', RUN)
    .description('upload a run to MLflow, or what is missing there')
    .option('--track-parent <name>', TRACK_PARENT)
    .option('--track-files <names>', TRACK_FILES)
    .option('--seconds <n>', 'how long to try (default: 120)')
    .action(async (run, flags) => (await import('./track.js')).track(run, flags));

const data = (amnl: AmnlCommand) => {
  const command = amnl.command('data').description('show, download or simulate C-MAPSS data, or describe your own');
  command
    .command('info')
    .description('show the size and origin of a data set')
    .option('--dataset <name>', 'subset of C-MAPSS (default: all four)')
    .settings(['dataDir'])
    .option('--json', JSON_RESULT)
    .action(async (flags) => (await import('../nasa/data-commands.js')).dataInfo(flags));
  command
    .command('download')
    .description("download NASA's files (12 MB) and verify their checksums")
    .option('--out <dir>', "folder for the files (default: amnl's cache folder)")
    .action(async (flags) => (await import('../nasa/data-commands.js')).dataDownload(flags));
  command
    .command('simulate')
    .description('write a simulated fleet in the same format')
    .requiredOption('--out <dir>', 'folder for the files')
    .option('--dataset <name>', `subset to imitate (default: ${DEFAULT_DATASET})`)
    .option('--units <n>', "number of units to train on, and to test with (default: as in NASA's subset)")
    .addOption(new Option('--engines <n>', 'earlier name of --units').hideHelp())
    .option('--seed <n>', 'random seed (default: 42)')
    .action(async (flags) => (await import('../nasa/data-commands.js')).dataSimulate(flags));
  command
    .command('describe')
    .argument('<files...>', 'tables of your own (CSV, Parquet; globs)')
    .description('guess what the columns of your own tables are, and write a dataset.json')
    .option('--unit <column>', 'column that names the unit (default: a guess)')
    .option('--time <column>', 'column with the time of a row (default: a guess)')
    .option('--failed <column>', "column that says which units failed; 'all': every one did (default: a guess)")
    .option('--encoding <name>', 'of CSV files, e.g. windows-1252 (default: utf-8)')
    .option('--separator <sign>', "of CSV files: ',', ';' or tab (default: the one that the first line has most of)")
    .option('--out <file>', 'file to write; must be new (default: dataset.json)')
    .option('--json', JSON_RESULT)
    .action(async (files, flags) => (await import('./data-describe.js')).dataDescribe(files, flags));
  return command;
};

const doctor = (amnl: AmnlCommand) =>
  amnl
    .command('doctor')
    .description('check your machine and say how to fix it')
    .option('--json', JSON_RESULT)
    .action(async (flags) => (await import('./doctor.js')).doctor(flags));

/** Adds one command each, in the order of `amnl --help`. */
export const COMMANDS = [
  train,
  findLr,
  evaluate,
  predict,
  explain,
  serve,
  exportRun,
  report,
  watch,
  track,
  data,
  doctor,
];
