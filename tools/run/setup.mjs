// What `npm run quickstart` and `npm test` share: pnpm in a folder of the repository (nothing global), the dependencies,
// and running commands. Plain Node, so that it works on Linux, macOS and Windows, in a path with spaces.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const tools = join(root, '.tools');
const bin = join(tools, 'node_modules', '.bin');
const windows = process.platform === 'win32';

/** The environment for every command: our pnpm and the workspace's programs first on the path. */
export const environment = {
  ...process.env,
  PATH: [bin, join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  NX_NO_CLOUD: 'true',
};

/** Says what is being done, on stderr: stdout belongs to the command's result. */
export function say(message) {
  process.stderr.write(`\n▸ ${message}\n`);
}

/** Runs a command to its end and returns its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    // On Windows npm and pnpm are scripts that need a shell; our arguments hold no user input there.
    const child = spawn(command, args, { cwd: root, env: environment, stdio: 'inherit', shell: windows, ...options });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** Runs a command and ends this process with its exit code where it fails. */
export async function must(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) {
    say(`stopped: \`${[command, ...args].join(' ')}\` ended with exit code ${code}`);
    process.exit(code);
  }
}

/** Gets pnpm and the dependencies where they are missing or out of date. */
export async function prepare() {
  checkNode();
  const wanted = readJson('package.json').packageManager; // e.g. pnpm@10.34.9
  if (installedPnpm() !== wanted) {
    say(`getting ${wanted} into .tools/ (nothing is installed globally)`);
    await must(
      'npm',
      ['install', '--prefix', tools, '--no-save', '--no-fund', '--no-audit', '--loglevel=error', wanted],
      { stdio: ['inherit', 2, 2] },
    );
  }
  // A moment when nothing changed.
  await must(
    'pnpm',
    ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only', '--loglevel=warn'],
    {
      stdio: ['inherit', 2, 2],
    },
  );
}

/** Builds what changed, then says so. Output on stderr. */
export async function build() {
  say('building the packages');
  await must('nx', ['run-many', '-t', 'build', '--outputStyle=static'], { stdio: ['inherit', 2, 2] });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`This needs Node 20.19 or newer; found ${process.version}. Get one from https://nodejs.org\n`);
  process.exit(2);
}

function installedPnpm() {
  const manifest = join('.tools', 'node_modules', 'pnpm', 'package.json');
  return existsSync(join(root, manifest)) ? `pnpm@${readJson(manifest).version}` : undefined;
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
