import { describe, expect, test } from 'vitest';
import { flagSources, setSource } from './config-sources.js';
import { PRESETS } from './presets.js';
import { presetConfig, resolveConfig } from './resolve-config.js';

const from = (name: string, values: Record<string, unknown>) => ({ from: name, values });

describe('sources', () => {
  test('later ones win: preset < file < --set < flags', () => {
    const config = resolveConfig([
      from('file', { preset: 'default', epochs: 7, hidden: 16, seed: 1 }),
      setSource(['hidden=24', 'seed=2']),
      ...flagSources({ seed: '3', epochs: undefined }),
    ]);
    expect(config).toMatchObject({
      preset: 'default',
      epochs: 7,
      hidden: 24,
      seed: 3,
      batchSize: PRESETS.default.batchSize,
    });
  });

  test('the preset may come from any source; default without one', () => {
    expect(resolveConfig([])).toEqual(presetConfig('default'));
    expect(resolveConfig([setSource(['preset=paper'])])).toMatchObject({ preset: 'paper', hidden: 256 });
  });

  test('text is read by the type of its key', () => {
    const config = resolveConfig([
      setSource(['channels=8,16', 'funnel=[4]', 'pad=false', 'learningRate=2e-3', 'failed=123', 'data=a.csv,b.csv']),
    ]);
    expect(config).toMatchObject({ channels: [8, 16], funnel: [4], pad: false, learningRate: 0.002, failed: '123' });
    expect(config.data).toHaveLength(2);
  });

  test('a value may hold an equals sign, and spaces round the key do no harm', () => {
    expect(resolveConfig([setSource([' dataDir = /a=b '])]).dataDir).toBe('/a=b');
  });

  test('paths become absolute wherever they are given', () => {
    const here = process.cwd();
    for (const dataDir of [flagSources({ dataDir: 'data' }), [setSource(['dataDir=data'])]]) {
      expect(resolveConfig(dataDir).dataDir).toBe(`${here}/data`);
    }
    const own = { data: [`${here}/pumps.csv`, '/other.csv'] };
    expect(resolveConfig([setSource(['data=pumps.csv,/other.csv'])])).toMatchObject(own);
    expect(resolveConfig([from('file', { data: ['pumps.csv', '/other.csv'] })])).toMatchObject(own);
  });
});

describe('refusals name the key, where it came from, what was found', () => {
  test.each([
    [{ epochs: Number.NaN }, /'epochs' \(from here\).*\(CLI_CONFIG_INVALID\)/],
    [{ epochs: 1.5 }, /'epochs' \(from here\) is 1.5: expected a whole number ≥ 1 and ≤ 1000000/],
    [{ learningRate: -1 }, /'learningRate' \(from here\) is -1: expected a number > 0/],
    [{ dropout: 1 }, /'dropout' \(from here\) is 1: expected a number ≥ 0 and < 1/],
    [
      { channels: [] },
      /'channels' \(from here\) is \[\]: expected at most 32 whole numbers ≥ 1 and ≤ 4096, separated by commas/,
    ],
    [{ channels: Array(33).fill(1) }, /expected at most 32 whole numbers/],
    [{ funnel: [64, 5000] }, /'funnel' \(from here\) is \[64,5000\]: expected at most 32 whole numbers ≥ 1 and ≤ 4096/],
    [{ hidden: 1_000_000 }, /'hidden' \(from here\) is 1000000: expected a whole number ≥ 1 and ≤ 4096/],
    [{ heads: 512 }, /expected a whole number ≥ 1 and ≤ 256/],
    [{ batchSize: 1e6 }, /expected a whole number ≥ 1 and ≤ 65536/],
    [{ accumulate: 1e6 }, /expected a whole number ≥ 1 and ≤ 65536/],
    [{ channels: 'a,b' }, /'channels' \(from here\)/],
    [{ seed: -1 }, /'seed' \(from here\) is -1/],
    [{ seed: 1e99 }, /is 1e\+99: expected a whole number ≥ 0 and ≤ 9007199254740991/],
    [{ window: 3000 }, /'window' \(from here\) is 3000: expected a whole number ≥ 2 and ≤ 1000/],
    [{ holdoutFraction: 1 }, /'holdoutFraction' \(from here\) is 1/],
    [{ pad: 'perhaps' }, /'pad' \(from here\) is "perhaps": expected true or false/],
    [{ hidden: 3, heads: 4 }, /'heads' \(from here\) is 4: expected a divisor of 2 × hidden = 6/],
    [{ window: 50, pool: 4 }, /'pool' \(from here\) is 4: expected a divisor of window = 50/],
    [{ window: 50 }, /'window' \(from here\) is 50: expected a multiple of pool = 4\. Give one, or another pool/],
    [{ hidden: 3 }, /'hidden' \(from here\) is 3: twice of it must be a multiple of heads = 4/],
    [{ evaluateAllEveryEpoch: true }, /'evaluateAllEveryEpoch' \(from here\) is true: .*Give --set holdoutCuts=1, too/],
    [
      { learningRate: 1e-6 },
      /'learningRate' \(from here\) is 0\.000001: expected at least minLearningRate = 0\.000005/,
    ],
    [{ evaluateAllEveryEpoch: true, holdoutCuts: 5 }, /'holdoutCuts' \(from here\) is 5: with evaluateAllEveryEpoch/],
    [{ minLearningRate: 1 }, /'minLearningRate' \(from here\) is 1: expected at most learningRate = 0.003/],
    [{ simulate: true, dataDir: '/x' }, /'simulate' \(from here\)/],
    [
      { preset: 'papers' },
      /unknown preset 'papers' \(from here\): expected one of quick, default, paper\. Did you mean 'paper'\? \(CLI_PRESET_UNKNOWN\)/,
    ],
    [{ nonsense: 1 }, /unknown setting 'nonsense' \(from here\)\. Expected one of dataset, /],
  ])('%j', (values, message) => {
    expect(() => resolveConfig([from('here', values)])).toThrow(message);
  });

  test('a conflict is blamed on the source that brought it, not on the preset', () => {
    expect(() => resolveConfig([from('--hidden', { hidden: 33 })])).toThrow(/'hidden' \(from --hidden\)/);
  });
});

test('presetConfig takes changes by name', () => {
  expect(presetConfig('quick', { epochs: 2 })).toEqual({ ...presetConfig('quick'), epochs: 2 });
});
