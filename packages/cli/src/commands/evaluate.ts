import { checkWindows, type Fleet, runningCount, unitCount, type Windows } from '@amnl/data-fleet';
import { healthNote } from '../config/health.js';
import { selectionInWords } from '../config/selection.js';
import { evaluateFully } from '../pipeline/evaluation.js';
import type { LoadedData } from '../pipeline/load-data.js';
import { type JudgedRows, maintenanceReport } from '../pipeline/maintenance.js';
import { evaluationSource } from '../pipeline/pipeline.js';
import { type Prognostics, wholeLivesOf } from '../pipeline/prognostics.js';
import { rulRanges } from '../pipeline/rul-ranges.js';
import { openRun } from '../run-folder/open-run.js';
import { whatWasRun } from '../run-folder/what-was-run.js';
import { underBothNames } from '../schemas/earlier-names.js';
import { cliError } from '../terminal/errors.js';
import { inform, notice, printJson } from '../terminal/terminal.js';
import { type CostFlags, costsIn, maintenanceParts } from './costs.js';
import { coverageFlag, runIntervals } from './coverage.js';
import { heldOutAgain, isTrainedOn } from './held-out-again.js';
import { printMaintenance } from './maintenance-table.js';
import { prognosticLines } from './prognostic-lines.js';
import { dataOf, type RunDataFlags } from './run-data.js';
import { printResult } from './summary.js';

/** Flags of `amnl evaluate`. */
export interface EvaluateFlags extends RunDataFlags, CostFlags {
  readonly dataset?: string;
  readonly coverage?: string;
  readonly json?: boolean;
}

/** `amnl evaluate RUN`: the best weights of a run over all windows of the test units. */
export async function evaluate(folder: string, { dataset, json, ...flags }: EvaluateFlags): Promise<void> {
  const coverage = coverageFlag(flags.coverage);
  const costs = costsIn(flags);
  const run = await openRun(folder, flags);
  try {
    const { config } = run;
    if (dataset !== undefined && dataset !== config.dataset) {
      const trained = `${folder} was trained on ${config.dataset}`;
      throw cliError(
        'CLI_RUN_MISMATCH',
        `${trained}; its scaler and weights do not fit ${dataset}. Evaluate a run trained on ${dataset}`,
      );
    }
    const data = await dataOf(folder, run, flags);
    if (!isTrainedOn(run, data)) {
      notice(
        `these data are not those ${folder} was trained on; its best epoch was selected on the original data${data.test ? '' : ', and held-out units may be cut at other rows'}`,
      );
    }
    const { rulCap } = config;
    const tested = data.test ?? heldOutAgain(folder, run, data);
    const source = evaluationSource(tested, run.scaler, config, data.rules);
    const { windows } = source;
    const { timeUnit } = tested;
    const ranges = rulRanges(data.rules.labels);
    const simulated = data.simulated || run.simulated;
    const intervals = runIntervals(folder, run, coverage);
    const maintained = maintenanceParts(folder, run, { costs, intervals });
    const { calibration } = run;
    const calibrated = calibration && intervals && { calibration, intervals, heldOut: data.test === undefined };
    const {
      metrics,
      report,
      intervals: judged,
      prognostics,
      rul,
    } = await evaluateFully(run.trainer, source, {
      windows,
      rulCap,
      ranges,
      timeUnit,
      simulated,
      calibrated,
    });
    const title = `${folder} (${config.dataset}, best epoch's weights) on ${describeTest(data, tested)}`;
    const checks = checkWindows(tested, run.scaler, windows);
    const selectionRule = selectionInWords(config, data.test !== undefined);
    const knownUnits = unitCount(tested) - runningCount(tested);
    printResult({
      title,
      metrics,
      selectionRule,
      timeUnit,
      rulCap,
      healthNote: healthNote(config),
      simulated,
      ranges: checks,
      knownUnits,
      intervals: judged,
    });
    const wholeLives = calibration && wholeLivesOf(calibration);
    const lives: [string, Prognostics | undefined][] = [
      // Of the same units, their whole lives say more.
      [
        `${data.test ? 'Test' : 'Held-out'} units, up to their last row`,
        data.test || !wholeLives ? prognostics : undefined,
      ],
      ['Units held out, up to their failure (the best epoch was selected on them)', wholeLives],
    ];
    for (const [title, found] of lives) {
      if (found) for (const line of ['', ...prognosticLines(found, { title, timeUnit, rulCap })]) inform(line);
    }
    const maintenance = maintained && maintenanceReport(maintained, data.test && judgedRows(windows, rul));
    if (maintenance) printMaintenance(maintenance, { timeUnit, rulCap });
    if (!json) return;
    const facts = whatWasRun({ config, simulated, selectionRule, parameters: run.parameterCount });
    await printJson({
      ...facts,
      data_checksum: data.checksum,
      ...underBothNames(metrics),
      ...(prognostics && { prognostics }),
      ...(wholeLives && { wholeLives }),
      ...(judged && { intervals: judged }),
      ...(maintenance && { maintenance }),
      report,
    });
  } finally {
    run.dispose();
  }
}

/** Test windows of units whose life is known. */
function judgedRows({ unit, time, uncappedRul, censored }: Windows, rul: ArrayLike<number>): JudgedRows | undefined {
  if (censored.every((running) => running === 1)) return undefined;
  return { unit: unit.map((of, i) => (censored[i] === 1 ? -1 : of)), time, rul, remaining: uncappedRul! };
}

function describeTest({ test, directory, source, files }: LoadedData, { units }: Fleet): string {
  const names = Object.keys(files).join(', ');
  const from = source === 'table' ? names : source === 'code' ? 'code of your own' : (directory ?? source);
  return `${units.length} ${test ? 'test' : 'held-out'} units from ${from}`;
}
