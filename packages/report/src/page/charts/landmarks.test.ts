import { expect, test } from 'vitest';
import type { RunData, RunState } from '../../run-data.js';
import { landmarks } from './landmarks.js';

const words = (state: RunState, stop?: RunData['stop']) => {
  const history = [{ epoch: 0, metrics: {}, seconds: 1, samplesPerSecond: 1 }];
  const run = { state, history, ...(stop && { stop }) } as unknown as RunData;
  return (landmarks(run, true)['data'] as { label: { formatter: string } }[]).map(({ label }) => label.formatter);
};
const plan = { by: 'plan', because: 'all 3 epochs are done' };

test('the end of a run is shown with what is known of it', () => {
  expect(words('done', plan)).toEqual(['end: all 3 epochs are done']);
  expect(words('interrupted')).toEqual(['interrupted']);
  expect(words('training')).toEqual([]);
  expect(words('training', plan)).toEqual([]); // it has been resumed
  expect(words('done')).toEqual([]); // the mean of several runs
});
