import { createHash } from 'node:crypto';
import { configSchema } from '../config/config.js';

/**
 * Of the settings that a run's weights come from; how many epochs it was to have, and where the data lie, are none of them. They are
 * taken in the order of the schema, whatever order they were put together in. Of a file they are taken as it has them: settings that came
 * with a later release were none of its run.
 */
export function settingsChecksum(config: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(configSchema.shape).filter((name) => !['epochs', 'data', 'dataDir'].includes(name));
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(names.map((name) => [name, config[name]]))))
    .digest('hex');
}
