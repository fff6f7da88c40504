import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';

const VERSIONS_OF = ['@amnl/mlflow', '@amnl/core-loop', '@tensorflow/tfjs-core'];

/**
 * Where a run comes from, as tags: the program, the git commit, the user, versions. Unknown
 * ones are left out.
 * @see https://mlflow.org/docs/latest/ml/tracking/#reserved-tags
 */
export async function originTags(): Promise<Record<string, string>> {
  const commit = await gitCommit();
  const user = userName();
  const [, program] = process.argv;
  return {
    ...(program !== undefined && { 'mlflow.source.name': program }),
    'mlflow.source.type': 'LOCAL',
    ...(commit !== undefined && { 'mlflow.source.git.commit': commit }),
    ...(user !== undefined && { 'mlflow.user': user }),
    'version/node': process.version,
    ...versions(),
  };
}

async function gitCommit(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { timeout: 5000, windowsHide: true });
    return /^[0-9a-f]{40,64}$/.exec(stdout.trim())?.[0];
  } catch {
    return undefined; // no git, or no repository
  }
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined; // a user without an entry, as in containers
  }
}

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const found: Record<string, string> = {};
  for (const name of VERSIONS_OF) {
    try {
      const path = name === '@amnl/mlflow' ? '../package.json' : `${name}/package.json`;
      found[versionTag(name)] = (require(path) as { version: string }).version;
    } catch {
      // a bundle, or no peer of that name
    }
  }
  return found;
}

/** MLflow takes no `@` in a name. */
function versionTag(name: string): string {
  return `version/${name.replace('@', '')}`;
}
