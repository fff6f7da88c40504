import type { FleetData } from '@amnl/data-fleet';
import { type AskedConfig, type Config, configSchema } from './config.js';

/**
 * The configuration with what the data say if the user does not: their name, cap and selection. Its keys have the order of the
 * schema, as those of a configuration that was read from a file: checksums of it compare.
 */
export function completeConfig(asked: AskedConfig, { train, test, rules }: FleetData): Config {
  const { dataset = train.name, rulCap = rules.labels.rulCap, selection = test ? 'test' : 'holdout' } = asked;
  return configSchema.parse({ ...asked, dataset, rulCap, selection });
}
