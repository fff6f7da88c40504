import { expect, test } from 'vitest';
import { sampleConfig } from '../fixtures/sample-config.js';
import { leastMemory, requireMemory } from './least-memory.js';

test('is worked by hand for the quick preset', () => {
  const config = sampleConfig('quick'); // channels 32, 64, 32; 64 LSTM units; 4 heads; 128 windows of 30 cycles
  const perCycle = 32 + 64 + 32 + 2 * 4 * 128 + 3 * 128 + 4 * 30;
  expect(leastMemory(config, 1e6)).toBe(4 * 128 * 30 * perCycle);
  expect(leastMemory(config, 50)).toBe(4 * 50 * 30 * perCycle); // an epoch has no more windows
});

test('what cannot fit is refused, what may fit is not', () => {
  const config = sampleConfig('quick', { batchSize: 65_536, window: 1000 });
  const refused = () => requireMemory(config, 65_536, 24e9);
  expect(refused).toThrow(
    '[cli] training needs more than 1450 GB of memory, and there are 24 GB. Reduce batchSize, window, hidden, heads or channels. (CLI_OUT_OF_MEMORY)',
  );
  expect(() => requireMemory(config, 65_536, 2e12)).not.toThrow();
});
