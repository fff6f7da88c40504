import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from './errors.js';

const source = fileURLToPath(new URL('.', import.meta.url));
const filesIn = (folder: string) =>
  readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));
const read = (path: string) => readFileSync(path, 'utf8');

describe('the package', () => {
  it('imports nothing of Node outside src/node', () => {
    for (const name of filesIn(source)) {
      const text = read(join(source, name));
      expect(text, name).not.toMatch(/from '(node:|\.\/node\/)|\b(process|Buffer|require)\b[.(]/);
    }
  });

  it('throws every code of its table, and no other', () => {
    const text = [
      ...filesIn(source).map((name) => join(source, name)),
      ...filesIn(join(source, 'node')).map((name) => join(source, 'node', name)),
    ]
      .filter((path) => !path.endsWith('errors.ts'))
      .map(read)
      .join('\n');
    const thrown = new Set(text.match(/'DC_[A-Z_]+'/g)?.map((code) => code.slice(1, -1)));
    const thrownByHelper = new Set(
      read(join(source, 'errors.ts'))
        .match(/dataError\('(DC_[A-Z_]+)'/g)
        ?.map((c) => c.slice(11, -1)),
    );
    expect([...new Set([...thrown, ...thrownByHelper])].sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });
});
