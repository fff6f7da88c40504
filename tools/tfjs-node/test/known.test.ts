import { expect, test } from 'vitest';
import { judge } from '../src/results.mjs';

const known = { why: ['listed', 'mended', 'renamed'] };

test('a new failure, a listed test that passes, and one that is gone are failures', () => {
  const results = [
    { name: 'good', state: 'passed' },
    { name: 'left out', state: 'skipped' },
    { name: 'listed', state: 'failed', message: 'old' },
    { name: 'mended', state: 'passed' },
    { name: 'new', state: 'failed', message: 'boom' },
  ];
  const { problems, ...counts } = judge(results, known);
  expect(counts).toEqual({ passed: 1, failed: 3, skipped: 2 });
  expect(problems.map((text) => text.split('\n')[0])).toEqual(['mended', 'new', 'renamed']);
  expect(problems[1]).toContain('boom');
});
