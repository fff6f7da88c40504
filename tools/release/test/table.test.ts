import { expect, test } from 'vitest';
import { matrix, type Result, summary } from '../src/table.mjs';

const results: Result[] = [
  { name: 'plain-js', manager: 'npm', node: 'install', state: 'passed', seconds: 7.6 },
  { name: 'plain-js', manager: 'npm', node: '22', state: 'failed', seconds: 2 },
  { name: 'plain-js', manager: 'npm', node: '20', state: 'passed', seconds: 1.2 },
  { name: 'browser', manager: 'yarn', node: 'install', state: 'skipped', seconds: 0 },
];

test('a row for every consumer and manager, a column for every Node, in order', () => {
  expect(matrix(results)).toBe(
    [
      'consumer  manager  install  node 20  node 22',
      'plain-js  npm      ✓ 8 s    ✓ 1 s    ✗ 2 s',
      'browser   yarn     –',
    ].join('\n'),
  );
});

test('the closing line counts everything once', () => {
  expect(summary(results)).toBe('2 passed, 1 failed, 1 skipped');
  expect(summary([])).toBe('0 passed, 0 failed, 0 skipped');
});
