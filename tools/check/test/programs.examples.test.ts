import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { withoutColours } from '../../run/command.mjs';
import { allBlocks, type Block, executorOf } from '../src/blocks.mjs';
import { dataFolder } from '../src/data-folder.mjs';

import { comparable, prints } from '../src/output.mjs';
import { root } from '../src/pages.mjs';

const here = fileURLToPath(new URL('../', import.meta.url));
const made = (...path: string[]) => join(here, '.blocks', ...path);

const nameOf = ({ page, line }: Block) => `${page.replace(/\.md$/, '').replace(/[^a-zA-Z0-9]+/g, '-')}-${line}`;
const programs = allBlocks.filter((block) => executorOf(block) === 'program');
const scripts = allBlocks.filter((block) => executorOf(block) === 'script');

/** What a page says that its program prints: the block of output that follows it. */
function shownOutput(program: Block): string | undefined {
  const next = allBlocks[allBlocks.indexOf(program) + 1];
  return next?.page === program.page && executorOf(next) === 'output' ? next.text : undefined;
}

/** What pages leave in the folder of temporary files goes with the next run, not with the machine. */
const temporary = { TMPDIR: made('tmp'), TEMP: made('tmp') };

let compiled = '';
let data = '';
beforeAll(async () => {
  rmSync(made(), { recursive: true, force: true });
  for (const folder of ['src', 'out', 'tmp', 'node_modules']) mkdirSync(made(folder), { recursive: true });
  symlinkSync(join(root, 'packages'), made('node_modules', '@amnl'), 'junction'); // every package, by its folder's name
  for (const block of programs) writeFileSync(made('src', `${nameOf(block)}.ts`), `${block.text}\nexport {};\n`);
  for (const block of scripts) writeFileSync(made('src', `${nameOf(block)}.js`), `${block.text}\nexport {};\n`);
  data = await dataFolder(made('data'));
  compiled = await promisify(execFile)('tsc', ['-p', 'blocks.tsconfig.json'], {
    cwd: here,
    shell: process.platform === 'win32',
  }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
});

test('programs compile under the strict settings', () => {
  expect(compiled).toBe('');
});

test('every output shown belongs to a program', () => {
  const shown = allBlocks.filter((block) => executorOf(block) === 'output');
  expect(programs.filter((block) => shownOutput(block) !== undefined)).toHaveLength(shown.length);
});

// As many at a time as `--maxConcurrency` of the script `test` says.
describe.concurrent('programs', () => {
  test.each(programs.map((block) => [nameOf(block), block] as const))('%s runs', async (name, block) => {
    const { code, output } = await runProgram(name);
    expect(code, output).toBe(0);
    const shown = shownOutput(block);
    if (shown === undefined || prints(comparable(shown), comparable(output))) return;
    expect(comparable(output)).toEqual(comparable(shown));
  });
});

/** Runs a compiled block; both streams into one file, in the order in which it wrote them. */
function runProgram(name: string): Promise<{ code: number | null; output: string }> {
  const path = made('out', `${name}.txt`);
  const out = openSync(path, 'w');
  const child = spawn(process.execPath, [made('js', `${name}.js`)], {
    cwd: made(),
    env: { ...withoutColours(process.env), ...temporary, AMNL_DATA_DIR: data },
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: readFileSync(path, 'utf8') }));
  });
}
