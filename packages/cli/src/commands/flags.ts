import { LIVE_PORT } from '@amnl/report/port';
import { Option } from 'commander';
import { FLAGGED, type SettingName } from '../config/setting-descriptions.js';
import { DATASETS, DEFAULT_DATASET } from '../nasa/datasets.js';
import type { AmnlCommand } from './amnl-command.js';
import { collect, JSON_RESULT, TRACK_FILES, TRACK_PARENT } from './flag-words.js';
import {
  calibrate,
  drift,
  ensemble,
  evaluate,
  explain,
  exportRun,
  predict,
  report,
  serve,
  track,
  watch,
} from './run-flags.js';

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

const CONFIG_FILE = "JSON file of settings, a run's config.json, or a file with code: amnl.config.mjs";
const PLUGIN = 'plugin of your own: a file or a package; repeatable';
const SET = 'any setting, e.g. --set dropout=0.2; repeatable';

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
    .option('--seeds <seeds>', 'train a run for each seed, several at a time, and compare them, e.g. 1,2,3 or 1..5')
    .option('--out <dir>', 'run folder; must be new or empty (default: runs/<dataset>-<preset>-seed<seed>-<time>)')
    .option('--resume <run>', "resume a run; 'auto': the one in --out, else the newest, else start fresh")
    .option('--allow-config-change', 'resume even if settings, engine or data have changed')
    .option('--plan <file>', "train a run of a plan ('amnl sweep define'), or resume it")
    .option('--index <n>', 'which run of the plan, from 0')
    .option('--stop-after <epochs>', 'stop early, to be resumed later as if it had not stopped')
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
    .option(
      '--selection <rule>',
      'train on all training units, or without the holdout (test, holdout; default: holdout)',
    )
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

const sweep = (amnl: AmnlCommand) => {
  const command = amnl.command('sweep').description('plan many runs, train them, and compare them');
  command
    .command('define')
    .argument('[file]', 'JSON file that says what the plan is made of; flags win over it')
    .description('write a plan of runs: all combinations of subsets, points, grid, folds and seeds')
    .requiredOption('--out <dir>', 'folder for plan.jsonl and the run folders; must be new or empty')
    .optionsGroup('What varies:')
    .option('--grid <setting=values>', 'values of a setting, e.g. --grid window=40,80; repeatable', collect)
    .option('--seeds <seeds>', 'a run for each, e.g. 1,2,3 or 1..5')
    .option('--subsets <names>', `a run for each of these data, e.g. ${DATASETS.slice(0, 2).join()}`)
    .option('--folds <k>', 'a run for each of k parts of the training units, which it holds out')
    .option(
      '--vary <setting=low..high>',
      'draw a setting, e.g. --vary learningRate=1e-4..1e-2:log; repeatable',
      collect,
    )
    .option('--points <n>', 'how many points are drawn of all that --vary says')
    .option('--method <name>', 'how they are drawn (latin: a Latin hypercube, random; default: latin)')
    .option('--draw <n>', 'random seed of the points (default: 0)')
    .optionsGroup('Settings of all runs:')
    .settings(FLAGGED.filter((name) => name !== 'folds'))
    .option('--config <file>', "JSON file of settings, or a run's config.json")
    .option('--set <key=value>', SET, collect)
    .action(async (file, flags) => (await import('./sweep/define.js')).defineSweep(file, flags));
  command
    .command('run')
    .argument('<dir>', 'folder with plan.jsonl')
    .description('train the runs of a plan that are not done, several at a time')
    .option('--jobs <n>', 'processes at a time (default: as many as the processors have room for)')
    .option('--halving <epochs>', 'train all for so many epochs, the better half for twice as many, and so on')
    .settings(['dataDir', 'data'])
    .action(async (dir, flags) => (await import('./sweep/run.js')).runSweep(dir, flags));
  command
    .command('status')
    .argument('<dir>', 'folder with plan.jsonl')
    .description('show how every run of a plan stands')
    .option('--json', JSON_RESULT)
    .action(async (dir, flags) => (await import('./sweep/status.js')).sweepStatus(dir, flags));
  command
    .command('collect')
    .argument('<dir>', 'folder with plan.jsonl')
    .description('compare the runs of a plan: a table with mean ± sd, runs.csv and comparison.html')
    .option('--partial', 'show what there is of a plan that is not done')
    .option('--json', JSON_RESULT)
    .action(async (dir, flags) => (await import('./sweep/collect.js')).collectSweep(dir, flags));
  return command;
};

const benchmark = (amnl: AmnlCommand) => {
  const command = amnl.command('benchmark').description('compare variants on several data sets, with several seeds');
  command
    .command('define')
    .argument('[file]', 'JSON file with subsets, seeds, settings and variants; flags win over it')
    .description('write a plan of all variants on all subsets with all seeds')
    .requiredOption('--out <dir>', 'folder for the plan and the run folders; must be new or empty')
    .option('--subsets <names>', `data sets, e.g. ${DATASETS.join()}`)
    .option('--seeds <seeds>', 'a run for each, e.g. 1,2,3 or 1..5 (default: 42,123,456,789,1024)')
    .option('--no-predict', 'do not try some steps of each variant to predict the hours')
    .optionsGroup('Settings of all runs:')
    .settings(FLAGGED.filter((name) => !['folds', 'dataset', 'seed'].includes(name)))
    .option('--set <key=value>', SET, collect)
    .action(async (file, flags) => (await import('./benchmark/define.js')).defineBenchmark(file, flags));
  command
    .command('run')
    .argument('<dir>', 'folder of a benchmark')
    .description('train the runs that are not done, several at a time')
    .option('--jobs <n>', 'processes at a time (default: as many as the processors have room for)')
    .settings(['dataDir', 'data'])
    .action(async (dir, flags) => (await import('./benchmark/run.js')).runBenchmark(dir, flags));
  command
    .command('status')
    .argument('<dir>', 'folder of a benchmark')
    .description('show how every run stands')
    .option('--json', JSON_RESULT)
    .action(async (dir, flags) => (await import('./benchmark/run.js')).benchmarkStatus(dir, flags));
  command
    .command('report')
    .argument('<dir>', 'folder of a benchmark')
    .description('write results.json and a page: figures, comparisons, optimism, curves, cost')
    .option('--also <file>', 'results of another program on the same units, as a variant; repeatable', collect)
    .option('--json', 'print results.json on stdout')
    .action(async (dir, flags) => (await import('./benchmark/report.js')).reportBenchmark(dir, flags));
  return command;
};

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
  sweep,
  benchmark,
  evaluate,
  predict,
  explain,
  drift,
  calibrate,
  ensemble,
  serve,
  exportRun,
  report,
  watch,
  track,
  data,
  doctor,
];
