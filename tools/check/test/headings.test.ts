import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pages, root } from '../src/pages.mjs';

const HEADINGS = ['What it does', 'Install', 'Smallest use', 'Options', 'In the loop', 'Departures and references'];

describe.each(pages.filter((page) => page.startsWith('packages/')))('%s', (page) => {
  test('has the six headings', () => {
    const readme = readFileSync(join(root, page), 'utf8');
    expect([...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
  });
});
