import { describe, expect, test } from 'vitest';
import { blocksOf } from '../src/blocks.mjs';
import { commandsOf, decide } from '../src/commands/lines.mjs';
import { executorOf } from '../src/executors.mjs';
import { comparable, prints } from '../src/output.mjs';

const block = (language: string, text: string, info = '', page = 'docs/x.md') => ({
  page,
  line: 1,
  language,
  info,
  text,
});

describe('blocks', () => {
  test('are found with line, language and info, and may stand in a list or hold shorter fences', () => {
    const page = 'a\n```ts title="b.ts"\nconst x = 1;\n\n```\n- c\n  ```sh\n  d\n    e\n  ```\n````text\n```\n````\n';
    expect(blocksOf(page, 'p.md')).toEqual([
      { page: 'p.md', line: 2, language: 'ts', info: 'title="b.ts"', text: 'const x = 1;\n\n' },
      { page: 'p.md', line: 7, language: 'sh', info: '', text: 'd\n  e\n' },
      { page: 'p.md', line: 11, language: 'text', info: '', text: '```\n' },
    ]);
  });

  test('that are never closed are an error', () => {
    expect(() => blocksOf('a\n```ts\n', 'p.md')).toThrow('p.md:2: the block is never closed');
  });

  test.each([
    ['', ''],
    ['yaml', ''],
    ['ts', 'no-run'],
    ['ts', 'title="x.ts"'],
    ['json', 'title="unknown.json"'],
    ['text', ''],
  ])('of a kind that nobody executes have no executor: %s %s', (language, info) => {
    expect(executorOf(block(language, 'x\n', info))).toBeUndefined();
  });
});

describe('commands', () => {
  test('are lines without comments; a backslash continues one', () => {
    const text = 'amnl doctor   # what works\n\n# nothing\namnl train \\\n  --epochs 1\necho "#1"\n';
    expect(commandsOf(block('sh', text)).map(({ line, text: command }) => [line, command])).toEqual([
      [2, 'amnl doctor'],
      [5, 'amnl train --epochs 1'],
      [7, 'echo "#1"'],
    ]);
  });

  test('are run, run smaller, or left to others; others are unknown', () => {
    const does = (text: string) => decide({ page: 'README.md', text }).does;
    expect(['amnl doctor', 'npm install @amnl/ema', 'npm publish', 'rm -rf runs', 'amnlx'].map(does)).toEqual([
      'run',
      'elsewhere',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(decide({ page: 'README.md', text: 'amnl train' })).toMatchObject({ text: /^amnl train --epochs 1 / });
  });
});

describe('output', () => {
  const same = (shown: string, printed: string) => prints(comparable(shown), comparable(printed));

  test('is compared but for timings and the banner of TensorFlow.js', () => {
    const banner = '\n====\nHi, looks like you are running TensorFlow.js in Node.js. To speed things up …\n====\n';
    expect(same('0.1 s · 300 samples/s · loss 2\n', `${banner}12.9 s · 1,512.3 samples/s · loss 2\n`)).toBe(true);
    expect(same('0.1 s · loss 2\n', '0.1 s · loss 2.1\n')).toBe(false);
  });

  test('may be shortened by a line …', () => {
    expect(same('a\n…\nd\n', 'a\nb\nc\nd\n')).toBe(true);
    expect(same('a\n…\n', 'a\nb\n')).toBe(true);
    expect(same('a\n…\nd\n', 'a\nb\nc\n')).toBe(false);
    expect(same('a\n', 'a\nb\n')).toBe(false);
  });
});
