import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../src/errors/error-codes.js';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.includes('.test'),
);
const read = (file: string) => readFileSync(src + file, 'utf8');

test('hooks of the loop run only in loop.ts, hooks in the step only in step.ts', () => {
  const running = files.filter((file) => /hooks\.(series|around)\(/.test(read(file)));
  const inStep = files.filter((file) => /hooks\.inStep\(/.test(read(file)));
  expect({ running, inStep }).toEqual({ running: ['loop/loop.ts'], inStep: ['loop/step.ts'] });
});

test('tsyringe is imported in one file, and its polyfill in the one before it', () => {
  expect(files.filter((file) => /from 'tsyringe'/.test(read(file)))).toEqual(['compose/container.ts']);
  expect(files.filter((file) => /'reflect-metadata'/.test(read(file)))).toEqual([
    'compose/container.ts',
    'compose/reflect.ts',
  ]);
  expect(read('compose/container.ts')).toMatch(/^(\/\/.*\n)+import '\.\/reflect\.js';\nimport 'reflect-metadata';\n/);
});

test('docs/errors.md lists exactly the codes of the table, with their meaning', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(CL_[A-Z_]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(Object.fromEntries(rows)).toEqual(ERROR_CODES);
});
