import type { FleetData } from '@amnl/data-fleet';
import type { z } from 'zod';
import { cliError } from '../terminal/errors.js';
import { plainValue } from '../terminal/plain-value.js';
import { type AskedConfig, type Config, configSchema, isFolds } from './config.js';

/**
 * The configuration with what the data say if the user does not: their name and cap, and whether ages are known. Its keys have the order of the schema, as those of a
 * configuration that was read from a file: checksums of it compare.
 * @throws CLI_CONFIG_INVALID where what they say is not a value of the setting
 */
export function completeConfig(asked: AskedConfig, { train, test, rules }: FleetData): Config {
  const { dataset = train.name, rulCap = rules.labels.rulCap, age = rules.sinceNew ?? false } = asked;
  const { selection, folds, fold } = asked;
  if (isFolds({ folds, fold })) {
    throw cliError(
      'CLI_CONFIG_INVALID',
      `setting 'folds' is ${folds}, and one run holds out one of them. Name it: --set fold=1`,
    );
  }
  if (asked.testEveryEpoch) checkTested(dataset, test !== undefined, selection);
  const complete = { ...asked, dataset, rulCap, age };
  const parsed = configSchema.safeParse(complete);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues as [z.core.$ZodIssue];
  const key = path[0] as keyof Config;
  throw cliError(
    'CLI_CONFIG_INVALID',
    `setting '${key}' (from the data) is ${plainValue(complete[key])}: expected ${message}. Give another with --set ${key}=VALUE`,
  );
}

/** Test units that are only looked at. Throws `CLI_CONFIG_INVALID` if there are none, or they choose the epoch. */
function checkTested(dataset: string, hasTest: boolean, selection: Config['selection']): void {
  if (hasTest && selection !== 'test') return;
  const why = hasTest
    ? 'selection = test chooses by the test units, which are evaluated after every epoch anyway. Omit --selection'
    : `${dataset} has no test units. Omit it`;
  throw cliError('CLI_CONFIG_INVALID', `setting 'testEveryEpoch' is true, and ${why}`);
}
