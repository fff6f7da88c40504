import { describe, expect, test } from 'vitest';
import { TrainError } from './errors.js';
import { plainText } from './plain-text.js';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
/** C0, DEL and C1; line and paragraph separator; what turns the order of letters; half a letter. */
const STEERING = [
  ...range(0x00, 0x1f),
  ...range(0x7f, 0x9f),
  ...[0x2028, 0x2029],
  ...[0x061c, 0x200e, 0x200f, ...range(0x202a, 0x202e), ...range(0x2066, 0x2069)],
  0xd83d,
];

describe('plainText', () => {
  test('writes out every character that steers a terminal, and those alone', () => {
    for (const code of range(0, 0xffff)) {
      const letter = String.fromCharCode(code);
      const surrogate = code >= 0xd800 && code <= 0xdfff;
      const out = STEERING.includes(code) || surrogate ? `\\u${code.toString(16).padStart(4, '0')}` : letter;
      if (plainText(letter) !== out) expect.fail(`U+${code.toString(16)} became ${JSON.stringify(plainText(letter))}`);
    }
  });

  test('leaves the scripts of the world and emoji as they are, and what is plain already', () => {
    const text = 'Müller · 数据 · ข้อมูล · می‌خواهم · 👨‍👩‍👧 · C:\\runs\\new';
    expect(plainText(text)).toBe(text);
    expect(plainText(plainText('\u001b[2J'))).toBe('\\u001b[2J');
  });

  test('cuts what is long', () => {
    expect(plainText('\n'.repeat(100), 3)).toBe('\\u000a\\u000a\\u000a…');
    expect(plainText('abc', 3)).toBe('abc');
  });
});

test('the message of an error is one line, whatever it quotes', () => {
  const evil = String.fromCharCode(...STEERING);
  const error = new TrainError('XX_CODE', `no file ${evil}`, { by: evil, cause: new Error(evil) });
  for (const text of [error.message, error.detail]) expect(text).toBe(plainText(text));
  expect(error.message).toMatch(/^\[.*\] no file .*\. \(XX_CODE\)$/);
});
