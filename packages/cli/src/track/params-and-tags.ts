import { basename } from 'node:path';
import type { Config } from '../config/config.js';
import { packageVersions } from '../files/package-versions.js';
import type { RecordedCode } from '../schemas/recorded-code.js';

/** What is known of a run in addition to its settings. */
export interface TrackedFacts {
  readonly config: Config;
  readonly engine: string;
  readonly backend: string;
  readonly simulated: boolean;
  /** Checksum of the training and test units. */
  readonly checksum: string;
  /** Code of the user's. */
  readonly code: readonly TrackedCode[];
}

/** What is tracked of code of the user's. */
type TrackedCode = Pick<RecordedCode, 'given' | 'sha256' | 'version' | 'brings'>;

/** Settings that do not define the experiment, or that are reported as facts. */
const LEFT_OUT: readonly (keyof Config)[] = ['dataDir', 'simulate', 'checkpointSteps', 'checkpointMinutes'];

/** The parameters of a run: its settings, and what it was computed with. */
export function parametersOf({ config, engine, backend, checksum, code }: TrackedFacts): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(config)) {
    if (LEFT_OUT.includes(name as keyof Config)) continue;
    params[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  // The setting may be `auto`.
  const own = code.map(codeInOneWord).join('; ');
  return { ...params, engine, backend, data_checksum: checksum, ...(own !== '' && { code: own }) };
}

/** `mine.mjs sha256 1f2e3d4c5b6a (plugins)`: by name and checksum, so that runs with the same code are found together, wherever it lies. */
function codeInOneWord({ given, sha256, version, brings }: TrackedCode): string {
  const release = version === undefined ? '' : ` ${version}`;
  return `${basename(given)}${release} sha256 ${sha256.slice(0, 12)} (${brings.join(', ')})`;
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
