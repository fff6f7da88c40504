import { evaluateRul, flatMetrics } from '@amnl/metrics-rul';
import { describe, expect, test } from 'vitest';
import { sampleConfig } from '../fixtures/sample-config.js';
import { trainingMetrics } from '../run-folder/metrics-file.js';
import { EARLIER_NAMES, underTodaysNames } from './earlier-names.js';
import { parseMetrics } from './metrics.js';

const floats = (...values: number[]) => ({ data: Float32Array.from(values), shape: [values.length] });
const ints = (...values: number[]) => ({ data: Int32Array.from(values), shape: [values.length] });

const timing = { seconds: 0.2, calls: 5 };

/** The metrics of a run whose network predicts `rul` for three windows of two units. */
function metricsOf(rul: number, simulated = false) {
  const outputs = { rul: floats(rul, 40, 10), health: { data: new Float32Array(9), shape: [3, 3] } };
  const targets = { uncappedRul: floats(140, 51, 10), health: ints(0, 1, 2), unit: ints(1, 1, 2), last: ints(0, 1, 1) };
  const full = evaluateRul(outputs, targets);
  const { units: _, ...report } = full;
  return trainingMetrics({
    config: sampleConfig('quick'),
    simulated,
    parameters: 7,
    selectionRule: 'best epoch selected on the test units',
    engine: 'onnx',
    backend: 'onnxruntime (cpu)',
    history: [{ epoch: 0, metrics: {}, seconds: 2, samplesPerSecond: 10 }],
    reason: { by: 'epochs', because: 'the one epoch is done' },
    best: { epoch: 0, value: 14.5 },
    evaluation: { metrics: flatMetrics(full), report, predictions: [], rul: [] },
    seconds: 3,
    timings: {
      seconds: 2,
      data: timing,
      step: timing,
      evaluation: timing,
      saving: timing,
      hooks: { ema: timing },
      rest: 1,
    },
  });
}
const text = JSON.stringify(metricsOf(120));

describe('parseMetrics', () => {
  test('reads what a run leaves', () => {
    expect(parseMetrics(text, 'here')).toEqual(underTodaysNames(metricsOf(120)));
    expect(parseMetrics(JSON.stringify(metricsOf(120, true), null, 2), 'here')).toMatchObject({ simulated: true });
  });

  test('reads what earlier versions left, without timings', () => {
    const { timings: _, ...earlier } = metricsOf(120);
    expect(parseMetrics(JSON.stringify(earlier), 'here')).toEqual(underTodaysNames(earlier));
  });

  test("reads what earlier versions left, with NASA's score under its earlier names only", () => {
    const today = underTodaysNames(metricsOf(120));
    const names = Object.entries(EARLIER_NAMES).map(([earlier, name]) => [name, earlier]);
    const earlier = names.reduce(
      (json, [name, before]) => json.replace(`"${name}"`, `"${before}"`),
      JSON.stringify(today),
    );
    expect(earlier).not.toContain('"nasa_score_last_cycle"');
    expect(parseMetrics(earlier, 'here')).toEqual(today);
  });

  test('a preset that is gone is what it was made of', () => {
    const earlier = JSON.stringify({ ...metricsOf(120), preset: 'compact' });
    expect(parseMetrics(earlier, 'here').preset).toBe('paper');
  });

  test('reads null where a figure was not finite', () => {
    const read = parseMetrics(JSON.stringify(metricsOf(Number.NaN)), 'here');
    expect(read.RMSE_all_cycles).toBeNull();
    expect(read.report.allCycles?.regression.rmse).toBeNull();
    expect(read.RMSE_last_cycle).toBeGreaterThan(0);
  });

  test.each([
    ['no JSON', text.slice(1), 'is not JSON'],
    ['a list', '[]', 'expected object'],
    ['no RMSE', text.replace('"RMSE_last_cycle"', '"RMSE"'), "at 'RMSE_last_cycle'"],
    ['no report', text.replace('"report"', '"Report"'), "at 'report'"],
    ['a text for a number', text.replace('"training_seconds":2', '"training_seconds":"2"'), 'found "2"'],
    ['a plugin without seconds', text.replace('"ema":{"seconds":0.2,', '"ema":{'), "at 'timings.hooks.ema.seconds'"],
    ['half a window', text.replace('"count":2', '"count":1.5'), "at 'report.lastCycle.regression.count'"],
    ['more than a megabyte', text.replace('the one', 'x'.repeat(1 << 20)), 'more than 1048576'],
    ['letters that steer a terminal', text.replace('"pumps"', '"\\u001b[2J"'), 'found "\\u001b[2J"'],
  ])('refuses %s, naming the file and what to do', (_, broken, what) => {
    expect(broken).not.toBe(text);
    expect(() => parseMetrics(broken, 'run/metrics.json')).toThrow(
      expect.objectContaining({
        code: 'CLI_RUN_INVALID',
        message: expect.stringMatching(/^\[cli\] run\/metrics\.json .*Restore the file, or train again/),
      }),
    );
    expect(() => parseMetrics(broken, 'run/metrics.json')).toThrow(what);
  });
});
