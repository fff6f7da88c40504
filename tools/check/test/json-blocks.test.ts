import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allBlocks, placeOf, titleOf } from '../src/blocks.mjs';
import { executorOf, SCHEMAS } from '../src/executors.mjs';
import { root } from '../src/pages.mjs';

interface Validator {
  (value: unknown): boolean;
  readonly errors?: unknown;
}
// Ajv is a dependency of the command line's own tests.
const { Ajv2020 } = createRequire(join(root, 'packages', 'cli', 'package.json'))('ajv/dist/2020.js') as {
  Ajv2020: new () => { compile(schema: object): Validator };
};

const blocks = allBlocks.filter((block) => executorOf(block) === 'json');

describe.each(blocks.map((block) => [placeOf(block), block] as const))('%s', (_, block) => {
  const title = titleOf(block);
  const texts = title?.endsWith('.jsonl') ? block.text.trimEnd().split('\n') : [block.text];

  test('is JSON', () => {
    for (const text of texts) expect(() => JSON.parse(text)).not.toThrow();
  });

  test.skipIf(title === undefined)(`is what ${title} may hold`, () => {
    const schema = JSON.parse(readFileSync(join(root, 'docs', 'schemas', SCHEMAS[title!]!), 'utf8')) as object;
    const valid = new Ajv2020().compile(schema);
    for (const text of texts) expect(valid(JSON.parse(text)), JSON.stringify(valid.errors)).toBe(true);
  });
});
