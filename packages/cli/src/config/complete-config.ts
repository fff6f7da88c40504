import type { FleetData } from '@amnl/data-fleet';
import type { AskedConfig, Config } from './config.js';

/** The configuration with what the data say where the user does not: their name, cap and selection. */
export function completeConfig(asked: AskedConfig, { train, test, rules }: FleetData): Config {
  const { dataset = train.name, rulCap = rules.labels.rulCap, selection = test ? 'test' : 'holdout' } = asked;
  return { ...asked, dataset, rulCap, selection };
}
