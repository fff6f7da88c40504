import { describe, expect, test } from 'vitest';
import { historyLine } from '../run-folder/history-plugin.js';
import { EARLIER_SIZES, sizesUnderBothNames, underBothNames, underTodaysNames } from './earlier-names.js';
import { parseHistory } from './history.js';

const today = { nasa_score_last_cycle: 250.5, nasa_score_all_cycles_uncapped: Number.NaN, loss: 1 };
const earlier = { nasa_score_paper: 250.5, nasa_score_raw_uncapped: Number.NaN, loss: 1 };

describe("NASA's score", () => {
  test('is written under both names, and read under the one of today', () => {
    expect(underBothNames(today)).toEqual({ ...earlier, ...today });
    expect(underTodaysNames(underBothNames(today))).toEqual(today);
  });

  test('of a run from before is read under the name of today', () => {
    expect(underTodaysNames(earlier)).toEqual(today);
    expect(Object.keys(underTodaysNames(earlier))).toEqual(Object.keys(today)); // and at the same place
    expect(underBothNames(earlier)).toEqual({ ...earlier, ...today });
  });

  test('stands in history.jsonl under both', () => {
    const record = { epoch: 0, metrics: { nasa_score_last_cycle: 3 }, seconds: 1, samplesPerSecond: 1 };
    const line = historyLine(record, { selection: 'test', simulated: true });
    expect(JSON.parse(line).metrics).toEqual({ nasa_score_last_cycle: 3, nasa_score_paper: 3 });
    expect(parseHistory(line, 'here')[0]!.metrics).toEqual({ nasa_score_last_cycle: 3 });
  });
});

test('sizes of a run are written under both names, and shown under those of today', () => {
  const windows = { trainWindows: 30, selectionWindows: 3, testWindows: 40 };
  const running = { trainRunningUnits: 0, selectionRunningUnits: 0, testRunningUnits: 0 };
  const units = { trainUnits: 10, selectionUnits: 3, testUnits: 4, ...running, ...windows };
  const earlier = { trainEngines: 10, selectionEngines: 3, testEngines: 4, ...running, ...windows };
  expect(sizesUnderBothNames(units)).toEqual({ ...units, ...earlier });
  for (const written of [earlier, { ...units, ...earlier }]) {
    expect(underTodaysNames<number>(written, EARLIER_SIZES)).toEqual(units);
  }
});
