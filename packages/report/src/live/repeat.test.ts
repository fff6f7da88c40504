import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { repeat } from './repeat.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('waits for the work before it counts the time to the next', async () => {
  const ends: (() => void)[] = [];
  const stop = repeat(() => new Promise<void>((done) => ends.push(done)), 100);
  await vi.advanceTimersByTimeAsync(1000);
  expect(ends).toHaveLength(1);
  ends[0]!();
  await vi.advanceTimersByTimeAsync(99);
  expect(ends).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(2);
  stop();
  ends[1]!();
  await vi.advanceTimersByTimeAsync(1000);
  expect(ends).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not keep the process alive', () => {
  const made = vi.spyOn(globalThis, 'setTimeout');
  const stop = repeat(() => {}, 100);
  const timer = made.mock.results[0]!.value as NodeJS.Timeout;
  made.mockRestore(); // before the real timers come back
  expect(timer.hasRef()).toBe(false);
  stop();
});
