import type { RulResults } from '@amnl/report';
import type { Config } from '../config/config.js';
import type { CalibrationData } from '../schemas/calibration.js';
import type { RunMetrics } from '../schemas/metrics.js';
import { command } from '../terminal/command-name.js';
import { shellWord } from '../terminal/shell-word.js';
import { intervalResults } from './interval-results.js';

/** What decisions on the units of a run are taken from. */
export interface DecisionParts {
  readonly folder: string;
  readonly selection: Config['selection'];
  readonly metrics: Pick<RunMetrics, 'intervals'>;
  /** Content of `calibration.json`, where there is one. */
  readonly calibration: CalibrationData | undefined;
}

/** Intervals of a run, or what to do for them. */
export function decisionResults(parts: DecisionParts): Pick<RulResults, 'intervals' | 'lacks'> {
  const found = intervalResults(parts.metrics.intervals, parts.calibration);
  if (found === undefined) return { lacks: whatToDo(parts) };
  return typeof found === 'string' ? { lacks: `Predictions have no intervals: ${found}.` } : { intervals: found };
}

function whatToDo({ folder, selection }: DecisionParts): string {
  if (selection !== 'holdout') {
    return 'This run held no units out, so that predictions have no intervals. Train with --selection holdout for them.';
  }
  const [calibrate, report] = ['calibrate', 'report'].map((name) => command(`${name} ${shellWord(folder)}`));
  return `Predictions have no intervals yet: this run is of an earlier version. Make them with '${calibrate}', then '${report}'.`;
}
