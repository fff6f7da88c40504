import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { LIFECYCLE } from '@amnl/core-loop';
import { describe, expect, test } from 'vitest';
import { allBlocks, type Block, blocksOf, executorOf, placeOf, SCHEMAS, titleOf } from '../src/blocks.mjs';
import { commandsOf, decide, ELSEWHERE, NEEDS, OTHERWISE } from '../src/commands/lines.mjs';
import { comparable, prints } from '../src/output.mjs';
import { root } from '../src/pages.mjs';

const executedBy = (executor: string) => allBlocks.filter((block) => executorOf(block) === executor);
const named = (blocks: readonly Block[]) => blocks.map((block) => [placeOf(block), block] as const);
const commands = executedBy('commands').flatMap((block) => (block.language === 'sh' ? commandsOf(block) : []));

test('every block has somebody who executes it', () => {
  const nobodys = allBlocks.filter((block) => executorOf(block) === undefined);
  expect(nobodys.map((block) => `${placeOf(block)} ${block.language} ${block.info}`)).toEqual([]);
});

test('every command is run as it stands, or is listed in src/commands/lines.mjs, and nothing else is listed', () => {
  const unknown = commands.filter((command) => decide(command).does === 'unknown');
  expect(unknown.map((command) => `${placeOf(command)} ${command.text}`)).toEqual([]);
  const lines = [ELSEWHERE, OTHERWISE, NEEDS].flatMap((table) => table.map(([line]) => line));
  expect(lines.filter((line) => !commands.some(({ text }) => line.test(text)))).toEqual([]);
});

test('no command expects that an earlier one has changed the shell', () => {
  expect(commands.filter(({ text }) => /^(cd|export|source|\.|set) /.test(text)).map(placeOf)).toEqual([]);
});

describe.each(named(executedBy('lifecycle')))('%s', (_, { text }) => {
  test('is the loop that core-loop turns', () => {
    // notes stand behind three blanks; a page may write `then stop?` there, and call the optimiser by a name
    const steps = text.replaceAll(/ {3,}then stop\?$/gm, '\n  stop?').replaceAll(/(?<=\S) {3,}.*$/gm, '');
    expect(steps.replace('AdamW', 'optimiser').trimEnd()).toBe(LIFECYCLE.replaceAll(/(?<=\S) {3,}.*$/gm, '').trimEnd());
  });
});

// Ajv is a dependency of the command line's own tests.
const { Ajv2020 } = createRequire(join(root, 'packages/cli/package.json'))('ajv/dist/2020.js');

test.each(named(executedBy('json')))('%s is JSON, and what the file of its title may hold', (_, block) => {
  const title = titleOf(block);
  const values = (title?.endsWith('.jsonl') ? block.text.trimEnd().split('\n') : [block.text]).map((text) =>
    JSON.parse(text),
  );
  if (title === undefined) return;
  const valid = new Ajv2020().compile(JSON.parse(readFileSync(join(root, 'docs/schemas', SCHEMAS[title]!), 'utf8')));
  for (const value of values) expect(valid(value), JSON.stringify(valid.errors)).toBe(true);
});

test('blocks are found with line, language and info', () => {
  const page = 'a\n```ts title="b.ts"\nconst x = 1;\n\n```\n- c\n  ```sh\n  d\n    e\n  ```\n';
  expect(blocksOf(page, 'p.md')).toEqual([
    { page: 'p.md', line: 2, language: 'ts', info: 'title="b.ts"', text: 'const x = 1;\n\n' },
    { page: 'p.md', line: 7, language: 'sh', info: '', text: 'd\n  e\n' },
  ]);
});

test('commands are lines without comments; a backslash continues one', () => {
  const text = 'amnl doctor   # what works\n\n# nothing\namnl train \\\n  --epochs 1\necho "#1"\n';
  const found = commandsOf({ page: 'p.md', line: 1, language: 'sh', info: '', text });
  expect(found.map((command) => command.text)).toEqual(['amnl doctor', 'amnl train --epochs 1', 'echo "#1"']);
});

test.each([
  ['amnl doctor', 'run'],
  ['npm install @amnl/ema', 'elsewhere'],
  ['npm publish', 'unknown'],
  ['rm -rf runs', 'unknown'],
  ['amnlx', 'unknown'],
])('%s: %s', (text, does) => expect(decide({ text }).does).toBe(does));

test.each([
  [
    '0.1 s · 300 samples/s · loss 2',
    '\n====\nHi, looks like you are running TensorFlow.js in Node.js. …\n====\n12.9 s · 1,512.3 samples/s · loss 2',
    true,
  ],
  ['0.1 s · loss 2', '0.1 s · loss 2.1', false],
  ['a\n…\nd', 'a\nb\nc\nd', true],
  ['a\n…', 'a\nb', true],
  ['a\n…\nd', 'a\nb\nc', false],
  ['a', 'a\nb', false],
])('shown %j, printed %j: %s', (shown, printed, same) => {
  expect(prints(comparable(shown), comparable(printed))).toBe(same);
});
