import { LIVE_PORT } from '@amnl/report/port';
import type { AmnlCommand } from './amnl-command.js';
import { collect, JSON_RESULT, TRACK_FILES, TRACK_PARENT } from './flag-words.js';

// Commands that take a run folder, see `flags.ts`.

const RUN = "run folder written by 'amnl train'";
const RUN_DATA_DIR = "folder with C-MAPSS' files (default: the run's)";
const RUN_DATA = "your own data, where they are now (default: where the run's were)";
const COVERAGE = 'how often a prediction interval is to hold the true RUL (default: 0.9)';
const COST_EARLY = 'cost of changing a unit before it fails, in any currency; with --cost-failure';
const COST_FAILURE = 'cost of a failure in service';
/** Where `serve` listens by default. */
const SERVE_PORT = 8080;
const COMPUTE = ['engine', 'backend'] as const;

export const evaluate = (amnl: AmnlCommand) =>
  amnl
    .command('evaluate')
    .argument('<run>', RUN)
    .description("evaluate a run's best weights on the test units, or on those held out")
    .option('--dataset <name>', 'must be the one the run was trained on (default: that one)')
    .option('--data-dir <dir>', RUN_DATA_DIR)
    .option('--data <files...>', RUN_DATA)
    .option('--coverage <share>', COVERAGE)
    .option('--cost-early <cost>', `${COST_EARLY}: show what it costs to change units by each policy`)
    .option('--cost-failure <cost>', COST_FAILURE)
    .settings(COMPUTE)
    .option('--json', JSON_RESULT)
    .action(async (run, flags) => (await import('./evaluate.js')).evaluate(run, flags));

export const predict = (amnl: AmnlCommand) =>
  amnl
    .command('predict')
    .argument('<run>', RUN)
    .description('predict RUL and health for each row of a file')
    .optionsGroup('Rows:')
    .option('--input <file>', "rows in NASA's 26-column format")
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
    .option('--coverage <share>', COVERAGE)
    .option('--cost-early <cost>', `${COST_EARLY}: say when to change each unit`)
    .option('--cost-failure <cost>', COST_FAILURE)
    .option('--drift <file>', "also count the rows in a file, for 'amnl drift --counts'; adds to what it has")
    .option('--strict', 'fail if more than 5 % of the predictions are out of the range of the training data')
    .option('--json', 'print one JSON array instead of CSV')
    .option('--json-lines', 'print one JSON object a line')
    .option('--output <file>', 'write to a file instead of stdout; to a Parquet file if it is called .parquet')
    .settings(COMPUTE)
    .action(async (run, flags) => (await import('./predict.js')).predict(run, flags));

export const explain = (amnl: AmnlCommand) =>
  amnl
    .command('explain')
    .argument('<run>', RUN)
    .description('show which channels and rows moved the prediction for a unit')
    .optionsGroup('Row:')
    .requiredOption('--unit <name>', 'name of the unit; required')
    .option('--time <time>', 'its row at this time (default: its last one)')
    .option('--input <file>', "rows in NASA's 26-column format (default: the units that the run was tested with)")
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

export const calibrate = (amnl: AmnlCommand) =>
  amnl
    .command('calibrate')
    .argument('<run>', RUN)
    .description("make a run's prediction intervals, and show them")
    .option('--data-dir <dir>', RUN_DATA_DIR)
    .option('--data <files...>', RUN_DATA)
    .option('--folds <dir>', 'from folds that were trained like the run (default: from the units that it held out)')
    .option('--coverage <share>', COVERAGE)
    .settings(COMPUTE)
    .option('--json', JSON_RESULT)
    .action(async (run, flags) => (await import('./calibrate.js')).calibrate(run, flags));

export const ensemble = (amnl: AmnlCommand) =>
  amnl
    .command('ensemble')
    .argument('<run...>', 'run folders of one split that differ in their seed')
    .description('average the networks of several runs: a run folder for all other commands')
    .requiredOption('--out <dir>', 'run folder; must be new or empty')
    .option('--data-dir <dir>', RUN_DATA_DIR)
    .option('--data <files...>', RUN_DATA)
    .settings(COMPUTE)
    .option('--json', JSON_RESULT)
    .action(async (runs, flags) => (await import('./ensemble.js')).ensemble(runs, flags));

export const drift = (amnl: AmnlCommand) =>
  amnl
    .command('drift')
    .argument('<run>', RUN)
    .description('compare rows with those a run was trained on, to see whether sensors have drifted')
    .optionsGroup('Rows:')
    .option('--data <file>', 'a table (CSV or Parquet) with the channels of the run')
    .option('--input <file>', "or rows in NASA's 26-column format")
    .option('--counts <files...>', "or what 'amnl predict --drift' has counted")
    .option('--unit <column>', 'column with the name of the unit (default: as in training on a table)')
    .option('--time <column>', 'column with the time (default: as in training on a table)')
    .option('--encoding <name>', 'of a CSV file, e.g. utf-8 (default: as in training)')
    .optionsGroup('Output:')
    .option('--strict', 'fail if a channel has drifted far')
    .option('--json', JSON_RESULT)
    .settings(COMPUTE)
    .action(async (run, flags) => (await import('./drift/drift.js')).drift(run, flags));

export const exportRun = (amnl: AmnlCommand) =>
  amnl
    .command('export')
    .argument('<run>', RUN)
    .description("export a run's network (ONNX) or history (CSV)")
    .option(
      '--format <name>',
      'onnx: the network with the best weights, for scaled windows; onnx-raw: the same for rows as they come; csv: the history (default: both networks, or onnx with --output)',
    )
    .option('--output <file>', 'output file (default: model.onnx, model-raw.onnx or history.csv in the run folder)')
    .option('--coverage <share>', COVERAGE)
    .action(async (run, flags) => (await import('./export.js')).exportRun(run, flags));

export const report = (amnl: AmnlCommand) =>
  amnl
    .command('report')
    .argument('<run...>', 'one or more run folders')
    .description("rebuild a run's report, or compare runs on one page")
    .option('--output <file>', 'output file (default: report.html in the run folder; for several: comparison.html)')
    .action(async (runs, flags) => (await import('./report.js')).report(runs, flags));

export const watch = (amnl: AmnlCommand) =>
  amnl
    .command('watch')
    .argument('<run>', RUN)
    .description('serve live charts of a run in your browser')
    .option('--port <n>', `port; 0: any free one (default: ${LIVE_PORT}, or any free one)`)
    .option('--host <address>', 'address to listen on; set it to let other machines read the run (default: 127.0.0.1)')
    .action(async (run, flags) => (await import('./watch.js')).watch(run, flags));

export const serve = (amnl: AmnlCommand) =>
  amnl
    .command('serve')
    .argument('<run...>', 'run folders, each served under its name, or as NAME=FOLDER')
    .description('serve predictions of runs over HTTP')
    .option('--port <n>', `port; 0: any free one (default: ${SERVE_PORT})`)
    .option('--host <address>', 'address to listen on; set it to let other machines ask (default: 127.0.0.1)')
    .option('--allow-host <name>', 'name that this machine is asked by, as in a network; repeatable', collect)
    .option('--drift <dir>', "count predictions in a file for each run, for 'amnl drift --counts'")
    .option('--coverage <share>', COVERAGE)
    .settings(COMPUTE)
    .action(async (runs, flags) => (await import('./serve/serve.js')).serve(runs, flags));

export const track = (amnl: AmnlCommand) =>
  amnl
    .command('track')
    .argument('<run>', RUN)
    .description('upload a run to MLflow, or what is missing there')
    .option('--track-parent <name>', TRACK_PARENT)
    .option('--track-files <names>', TRACK_FILES)
    .option('--seconds <n>', 'how long to try (default: 120)')
    .action(async (run, flags) => (await import('./track.js')).track(run, flags));
