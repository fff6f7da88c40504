import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyLine } from '../run-folder/history-plugin.js';
import { parseHistory } from './history.js';

const facts = { selection: 'test', simulated: false } as const;
const record = { metrics: { loss: 0.5, RMSE_last_cycle: 14.56733937564806 }, seconds: 17.4, samplesPerSecond: 1021.2 };
const line = (epoch: number) => historyLine({ epoch, ...record }, facts);
const text = `${line(0)}\n${line(1)}\n`;

function refusal(broken: string): string {
  try {
    parseHistory(broken, 'run/history.jsonl');
  } catch (error) {
    expect(error).toMatchObject({ code: 'CLI_RUN_INVALID' });
    return (error as Error).message;
  }
  return expect.fail('accepted');
}

describe('parseHistory', () => {
  test('reads what the history writer writes', () => {
    expect(parseHistory(text, 'here')).toEqual([
      { epoch: 0, ...facts, ...record },
      { epoch: 1, ...facts, ...record },
    ]);
    expect(parseHistory('', 'here')).toEqual([]);
    expect(parseHistory(text.replaceAll('\n', '\r\n'), 'here')).toHaveLength(2);
    expect(parseHistory(text.trimEnd(), 'here')).toHaveLength(2);
  });

  test('gives every number back bit for bit, and null for what was not finite', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.double()), (metrics) => {
        const read = parseHistory(historyLine({ ...record, epoch: 0, metrics }, facts), 'here')[0]!.metrics;
        for (const [name, value] of Object.entries(metrics)) {
          // JSON writes −0 as 0, and `__proto__` is no name of a metric.
          if (name !== '__proto__') expect(read[name]).toBe(Number.isFinite(value) ? value + 0 : null);
        }
      }),
    );
  });

  test('keeps fields that a later version may add', () => {
    expect(parseHistory(line(0).replace('{', '{"later":[1],'), 'here')[0]).toMatchObject({ later: [1], epoch: 0 });
  });

  test.each([
    ['a cut line', `${line(0)}\n${line(1).slice(0, 40)}`, 'line 2', 'is not JSON'],
    ['an empty line', `${line(0)}\n\n${line(1)}`, 'line 2', 'is not JSON'],
    ['a list', '[]', 'line 1', 'expected object, received array; found []'],
    ['no seconds', line(0).replace('"seconds":17.4,', ''), 'line 1', "at 'seconds'"],
    [
      'a text for a number',
      line(0).replace('17.4', '"17.4"'),
      'line 1',
      'expected number, received string; found "17.4"',
    ],
    ['a text for a metric', text.replace('0.5', '"\\u001b[2J"'), 'line 1', "at 'metrics.loss'"],
    ['negative seconds', line(0).replace('17.4', '-1'), 'line 1', "at 'seconds'"],
    ['a metric beyond all doubles', line(0).replace('0.5', '1e999'), 'line 1', "at 'metrics.loss'"],
    ['an unknown selection', line(0).replace('"test"', '"train"'), 'line 1', "at 'selection'"],
    ['half an epoch', line(0.5), 'line 1', "at 'epoch'"],
    ['a gap', `${line(0)}\n${line(2)}`, 'line 2', 'is epoch 2; expected 1'],
    ['an epoch twice', `${line(0)}\n${line(0)}`, 'line 2', 'is epoch 0; expected 1'],
  ])('refuses %s, naming file, line, what was found and what to do', (_, broken, where, what) => {
    const message = refusal(broken);
    expect(message).toContain(`${where} of run/history.jsonl`);
    expect(message).toContain(what);
    expect(message).toContain('Restore the file');
    expect(message).not.toMatch(/\p{Cc}/u);
  });

  test('is not led astray by names that objects have from birth', () => {
    const [read] = parseHistory(line(0).replace('"loss"', '"__proto__":7,"constructor"'), 'here');
    expect(Object.getPrototypeOf(read!.metrics)).toBe(Object.prototype);
    expect(read!.metrics['constructor']).toBe(0.5);
    expect(({} as Record<string, unknown>)['7']).toBeUndefined();
    const [outer] = parseHistory(line(0).replace('{', '{"__proto__":{"seconds":1},'), 'here');
    expect(Object.getPrototypeOf(outer)).toBe(Object.prototype);
  });

  test.each([
    ['nested a hundred thousand levels', line(0).replace('0.5', '['.repeat(1e5) + ']'.repeat(1e5))],
    ['of ten million line ends', '\n'.repeat(1e7)],
    ['of ten million brackets', '['.repeat(1e7)],
    [
      'with fifty thousand wrong metrics',
      line(0).replace('"loss"', `${Array.from({ length: 5e4 }, (_, i) => `"${i}":"",`).join('')}"loss"`),
    ],
  ])('refuses a file %s in a few words', (_, broken) => {
    expect(refusal(broken).length).toBeLessThan(700);
  });
});
