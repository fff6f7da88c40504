// Runs the commands and programs that the pages show, each page in a folder of its own, as in a fresh clone: pnpm docs:commands
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, type TestContext, test } from 'vitest';
import { withoutColours } from '../../run/command.mjs';
import { allBlocks, type Block, executorOf } from '../src/blocks.mjs';
import { commandsOf, decide } from '../src/commands/lines.mjs';
import { dataFolder } from '../src/data-folder.mjs';
import { root } from '../src/pages.mjs';

const temp = mkdtempSync(join(tmpdir(), 'amnl-docs-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  for (const folder of ['bin', 'tmp']) mkdirSync(join(temp, folder));
  const amnl = join(root, 'packages', 'cli', 'bin', 'amnl.mjs');
  writeFileSync(join(temp, 'bin', 'amnl'), `#!/bin/sh\nexec "${process.execPath}" "${amnl}" "$@"\n`, { mode: 0o755 });
  const path = [
    join(temp, 'bin'),
    dirname(process.execPath),
    join(root, '.tools/node_modules/.bin'),
    process.env['PATH'],
  ];
  const data = await dataFolder(join(temp, 'data'));
  env = { ...withoutColours(process.env), PATH: path.join(delimiter), AMNL_DATA_DIR: data, TMPDIR: join(temp, 'tmp') };
});

/** Makes the folder of a page: what pages name by its path in the repository, and what a reader has installed. */
function makeFolder(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of ['docs', 'examples', 'packages', 'tools'])
    symlinkSync(join(root, name), join(folder, name), 'dir');
  symlinkSync(join(root, 'packages'), join(modules, '@amnl'), 'dir'); // every package, by its folder's name
  symlinkSync(join(root, 'tools/check/node_modules/@tensorflow'), join(modules, '@tensorflow'), 'dir');
  const ajv = createRequire(join(root, 'packages/cli/package.json')).resolve('ajv/package.json');
  symlinkSync(dirname(ajv), join(modules, 'ajv'), 'dir');
}

/** Whether something of a block is run here: any program, and of commands those that no other suite runs. */
const runsHere = (block: Block) =>
  block.language !== 'sh' || commandsOf(block).some(({ text }) => decide({ text }).does === 'run');
const runnable = allBlocks.filter(
  (block) => ['commands', 'script'].includes(executorOf(block) ?? '') && runsHere(block),
);

describe.each([...new Set(runnable.map(({ page }) => page))])('%s', (page) => {
  const cwd = join(temp, 'pages', page.replaceAll('/', '-'));
  beforeAll(() => makeFolder(cwd));

  /** Ends with an error that has what the command wrote. */
  const run = (file: string, ...args: string[]) => promisify(execFile)(file, args, { cwd, env, maxBuffer: 1e9 });
  const bash = (text: string) => run('bash', '-eu', '-o', 'pipefail', '-c', text);

  /** A block goes on where the ones before it on its page end. */
  async function runPython(block: Block, context: TestContext) {
    const before = runnable.filter(
      (other) => other.page === page && other.language === 'python' && other.line <= block.line,
    );
    const program = before.map(({ text }) => text).join('\n');
    const modules = [...new Set(Array.from(program.matchAll(/^(?:import|from) (\w+)/gm), ([, name]) => name!))];
    const python = pythonWith(modules);
    if (python === undefined) return context.skip(`no Python here has ${modules.join(', ')}`);
    await run(python, '-c', program);
  }

  for (const block of runnable.filter((other) => other.page === page)) {
    if (block.language === 'js') {
      test(`line ${block.line}: a program`, async () => {
        writeFileSync(join(cwd, `block-${block.line}.mjs`), block.text);
        await run(process.execPath, `block-${block.line}.mjs`);
      });
    } else if (block.language === 'python') {
      test(`line ${block.line}: a program in Python`, (context) => runPython(block, context));
    } else {
      for (const command of commandsOf(block)) {
        const decision = decide(command);
        if (decision.does !== 'run') continue; // run elsewhere; blocks.test.ts holds that every other command is run here
        test(`line ${command.line}: ${command.text}`, async (context) => {
          const { needs } = decision;
          if (needs !== undefined && !(await bash(needs).then(Boolean, () => false)))
            context.skip(`not here: ${needs}`);
          await bash(decision.text);
        });
      }
    }
  }
});

/** The first Python that has all of some modules. */
function pythonWith(modules: readonly string[]): string | undefined {
  const imports = modules.map((name) => `import ${name}\n`).join('');
  return [process.env['AMNL_PYTHON'], join(root, '.tools/python/bin/python'), 'python3'].find((python) => {
    try {
      return python !== undefined && execFileSync(python, ['-c', imports], { stdio: 'ignore' }) === null;
    } catch {
      return false;
    }
  });
}
