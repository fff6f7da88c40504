import { describe, expect, test } from 'vitest';
import { missingLine, stepsOf } from '../../guide/steps.mjs';
import { translate } from '../../guide/translate.mjs';

const page = (...lines: string[]) => lines.join('\n');

describe('stepsOf', () => {
  test('files, commands and text, with where they stand', () => {
    const markdown = page(
      '# A page',
      '```ts title="src/a.ts"',
      'export const a = 1;',
      '```',
      'Then:',
      '```sh',
      'npm install',
      'npm test',
      '```',
      '```text',
      'ok',
      '  twice',
      '```',
    );
    expect(stepsOf(markdown, 'p.md')).toEqual([
      { kind: 'write', place: 'p.md:2', path: 'src/a.ts', text: 'export const a = 1;\n' },
      { kind: 'type', place: 'p.md:6', commands: 'npm install\nnpm test\n' },
      { kind: 'see', place: 'p.md:10', lines: ['ok', '  twice'] },
    ]);
  });

  test('a file may hold blocks of its own', () => {
    const markdown = page('````md title="README.md"', '```sh', 'npm install x', '```', '````');
    expect(stepsOf(markdown, 'p.md')).toEqual([
      { kind: 'write', place: 'p.md:1', path: 'README.md', text: '```sh\nnpm install x\n```\n' },
    ]);
  });

  test.each([
    [page('', '```ts', 'const fragment = 1;', '```'), 'p.md:2: nobody writes or runs this block'],
    [page('```text', 'out of nowhere', '```'), 'p.md:1: text stands behind the commands'],
    [page('```sh', 'ls', '```', '```ts title="a.ts"', '```', '```text', 'a', '```'), 'p.md:6: text stands behind'],
    [page('```ts title="../a.ts"', '```'), "p.md:1: '../a.ts' is outside of the project"],
    [page('```ts title="/etc/a"', '```'), "p.md:1: '/etc/a' is outside of the project"],
  ])('refuses %j', (markdown, message) => {
    expect(() => stepsOf(markdown, 'p.md')).toThrow(message);
  });
});

describe('missingLine', () => {
  test.each<[string[], string, string | undefined]>([
    [['b'], 'a\nb\nc', undefined],
    [['a', 'c'], 'a\nb\nc', undefined],
    [['  b'], 'x b y', undefined],
    [['passed'], '\u001b[32m3 passed\u001b[39m', undefined],
    [['3 passed'], '\u001b[1m3\u001b[22m passed', undefined],
    [['d'], 'a\nb\nc', 'd'],
    [['c', 'a'], 'a\nb\nc', 'a'],
    [['a', 'a'], 'a\nb', 'a'],
    [['a'], '', 'a'],
  ])('%j in %j', (shown, printed, missing) => {
    expect(missingLine(shown, printed)).toBe(missing);
  });
});

describe('translate', () => {
  test.each([
    ['npm install', 'pnpm install'],
    ['npm install --ignore-scripts', 'pnpm install --ignore-scripts'],
    ['npm install a', 'pnpm add a'],
    ['npm install --save-dev @a/b@1.0.0', 'pnpm add --save-dev @a/b@1.0.0'],
    ['npm install --save-dev \\\n  a b', 'pnpm add --save-dev \\\n  a b'],
    ['npm install\nnpm test', 'pnpm install\nnpm test'],
    ['npm run build && echo npm install a', 'npm run build && echo npm install a'],
  ])('%j', (npm, pnpm) => {
    expect(translate(npm, 'pnpm')).toBe(pnpm);
    expect(translate(npm, 'npm')).toBe(npm);
  });
});
