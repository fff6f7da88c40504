import type { Config } from '../config/config.js';
import { packageVersions } from '../files/package-versions.js';

/** What is known of a run in addition to its settings. */
export interface TrackedFacts {
  readonly config: Config;
  readonly engine: string;
  readonly backend: string;
  readonly simulated: boolean;
  /** Checksum of the training and test units. */
  readonly checksum: string;
}

/** Settings that do not define the experiment, or that are reported as facts. */
const LEFT_OUT: readonly (keyof Config)[] = ['dataDir', 'simulate', 'checkpointSteps', 'checkpointMinutes'];

/** The parameters of a run: its settings, and what it was computed with. */
export function parametersOf({ config, engine, backend, checksum }: TrackedFacts): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(config)) {
    if (LEFT_OUT.includes(name as keyof Config)) continue;
    params[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  // The setting may be `auto`.
  return { ...params, engine, backend, data_checksum: checksum };
}

/** The tags of a run. @param versions by package; default those in use */
export function tagsOf({ simulated }: TrackedFacts, versions = packageVersions()): Record<string, string> {
  const tags: Record<string, string> = {
    'mlflow.source.name': 'amnl train',
    'mlflow.source.type': 'LOCAL',
    simulated: String(simulated),
  };
  // MLflow takes no `@` in a name.
  for (const [name, version] of Object.entries(versions)) tags[`version/${name.replace('@', '')}`] = version;
  return tags;
}
