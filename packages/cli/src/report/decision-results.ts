import type { RulResults } from '@amnl/report';
import type { Config } from '../config/config.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import type { CalibrationData } from '../schemas/calibration.js';
import type { RunMetrics } from '../schemas/metrics.js';
import { command } from '../terminal/command-name.js';
import { shellWord } from '../terminal/shell-word.js';
import { alarmResults } from './alarm-results.js';
import { intervalResults } from './interval-results.js';

/** What decisions on the units of a run are taken from. */
export interface DecisionParts {
  readonly folder: string;
  readonly selection: Config['selection'];
  readonly metrics: Pick<RunMetrics, 'intervals'>;
  /** Content of `calibration.json`, where there is one. */
  readonly calibration: CalibrationData | undefined;
}

/** Intervals of a run and what alarms cost, or what to do for them. */
export function decisionResults(parts: DecisionParts): Pick<RulResults, 'intervals' | 'alarm' | 'lacks'> {
  const { metrics, calibration } = parts;
  const found = intervalResults(metrics.intervals, calibration);
  if (found === undefined) return { lacks: whatToDo(parts) };
  const intervals = typeof found === 'string' ? undefined : found;
  const alarm = calibration && alarmResults(calibration, intervals && { ...intervals, cap: calibration.rulCap });
  return {
    ...(intervals ? { intervals } : { lacks: `Predictions have no intervals: ${found}.` }),
    ...(alarm && { alarm }),
  };
}

function whatToDo({ folder, selection }: DecisionParts): string {
  if (selection !== 'holdout') {
    return 'This run held no units out, so that predictions have no intervals, and nobody knows what alarms cost. Train without --selection test for both.';
  }
  const [calibrate, report] = ['calibrate', 'report'].map((name) => command(`${name} ${shellWord(folder)}`));
  return `Predictions have no intervals yet, and nobody knows what alarms cost: there is no ${RUN_FILES.calibration}. Run '${calibrate}', then '${report}'.`;
}
