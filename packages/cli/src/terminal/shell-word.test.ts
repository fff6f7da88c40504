import { execFileSync } from 'node:child_process';
import { plainText } from '@amnl/core-loop';
import { describe, expect, test } from 'vitest';
import { shellWord } from './shell-word.js';

const NASTY = [
  'two words',
  "it's",
  '$HOME',
  '`id`',
  'a;b',
  'a&b',
  '~',
  '*',
  '#x',
  '',
  'Ünter',
  'a\\b',
  '"',
  'two\nlines',
  "\u001b[2J it's \\ \u009b\u202e%s",
];

describe('shellWord', () => {
  test('leaves an ordinary path as it is', () => {
    expect(shellWord('/srv/runs/pumps-quick-seed42', 'linux')).toBe('/srv/runs/pumps-quick-seed42');
    expect(shellWord('C:\\runs\\a', 'win32')).toBe('C:\\runs\\a');
  });

  test('quotes a path with a space', () => {
    expect(shellWord('/my runs/a', 'linux')).toBe("'/my runs/a'");
    expect(shellWord('C:\\my runs\\a', 'win32')).toBe('"C:\\my runs\\a"');
  });

  test.skipIf(process.platform === 'win32').each(NASTY)('a shell reads %j back as it was', (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
    expect(shellWord(text)).toBe(plainText(shellWord(text)));
  });
});
