import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The real command. */
export const BIN = fileURLToPath(new URL('../bin/amnl.mjs', import.meta.url));

/** What a finished `amnl` left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how `amnl` runs. */
export interface Setting {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Gets the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** This process's environment, without colours, settings of TensorFlow's log, and a folder in which data would be found. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  // A test runner may set FORCE_COLOR, and Node ≥ 22 warns on stderr where both are set.
  const { FORCE_COLOR: _, TF_CPP_MIN_LOG_LEVEL: __, ...plain } = process.env;
  return { ...plain, AMNL_DATA_DIR: '', NO_COLOR: '1' };
}

/** Runs the real `bin/amnl.mjs` with what was built, no download possible. */
export function amnl(args: readonly string[], { cwd, env, onStart }: Setting = {}): Promise<Finished> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: { ...plainEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', failed);
    child.on('close', (code) => done({ code, stdout, stderr }));
    onStart?.(child);
  });
}

/** A folder of its own for a test file, and what removes it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'amnl-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Flags of a run that does not end by itself, however long a test has to wait for its turn. */
export const ENDLESS = ['--epochs', '1000000', '--set', 'earlyStopPatience=1000000'];

/** Flags of the smallest network that is still the whole network, on few windows: trains an epoch in some milliseconds. */
export const TINY = [
  '--epochs',
  '1',
  '--hidden',
  '4',
  '--set',
  'channels=4',
  '--set',
  'heads=2',
  '--set',
  'funnel=8',
  '--set',
  'window=10',
  '--set',
  'pool=2',
  '--set',
  'stride=40',
];
