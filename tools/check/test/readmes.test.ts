import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const here = fileURLToPath(new URL('../', import.meta.url));
const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);
const HEADINGS = ['What it does', 'Install', 'Smallest use', 'Options', 'In the loop', 'Departures and references'];

interface Block {
  readonly name: string;
  readonly runs: boolean;
  readonly text: string;
}

/** Every fenced `ts` block of a page: a whole program each. `ts no-run` ones are only type-checked. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  const stem = page.replace(/\.md$/, '').replace(/[^a-zA-Z0-9]+/g, '-');
  return [...text.matchAll(/^```ts( no-run)?\n([\s\S]*?)^```/gm)].map(([, noRun, body], i) => ({
    name: `${stem}-${i + 1}`,
    runs: !noRun,
    text: `${body}\nexport {};\n`,
  }));
}

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((f) => `docs/${f}`),
  ...packages.map((p) => `packages/${p}/README.md`),
];
const blocks = pages.filter((page) => page.endsWith('.md') && existsSync(join(root, page))).flatMap(blocksOf);

describe.each(packages)('packages/%s', (name) => {
  test('has a README with the six headings', () => {
    const readme = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
    expect([...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
  });
});

describe('code blocks', () => {
  let compiled = '';
  beforeAll(async () => {
    rmSync(join(here, '.blocks'), { recursive: true, force: true });
    mkdirSync(join(here, '.blocks', 'src'), { recursive: true });
    for (const { name, text } of blocks) writeFileSync(join(here, '.blocks', 'src', `${name}.ts`), text);
    compiled = await promisify(execFile)('tsc', ['-p', 'blocks.tsconfig.json'], {
      cwd: here,
      shell: process.platform === 'win32',
    }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
  }, 120_000);

  test('the root README and every package README have at least one', () => {
    const stems = new Set(blocks.map(({ name }) => name.replace(/-\d+$/, '')));
    expect(
      ['README', ...packages.map((p) => `packages-${p}-README`)].filter((stem) => showsCode(stem) && !stems.has(stem)),
    ).toEqual([]);
  });

  test('compile under the strict settings', () => {
    expect(compiled).toBe('');
  });

  test.each(blocks.filter(({ runs }) => runs).map(({ name }) => name))(
    '%s runs',
    async (name) => {
      await promisify(execFile)(process.execPath, [join(here, '.blocks', 'js', `${basename(name)}.js`)], {
        cwd: here,
        timeout: 60_000,
      });
    },
    70_000,
  );
});

/** The command line's README shows commands rather than code. */
function showsCode(stem: string): boolean {
  return stem !== 'packages-cli-README';
}
