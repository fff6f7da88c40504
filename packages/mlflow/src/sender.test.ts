import { expect, test } from 'vitest';
import { Sender, type Wait } from './sender.js';
import { Trouble } from './trouble.js';

const away = () => new Trouble('MF_UNREACHABLE', 'away');
const refused = () => new Trouble('MF_REFUSED', 'refused', { final: true });

/** A clock of which the test decides when a pause is over: those up to `most` are at once. */
function pauses(most: number) {
  const asked: number[] = [];
  let enough: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const wait: Wait = (ms, signal) => {
    asked.push(ms);
    if (asked.length < most) return Promise.resolve();
    enough();
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
  };
  return { wait, asked, done };
}

test('pauses grow from a second to a minute, and it is told once', async () => {
  const told: string[] = [];
  const { wait, asked, done } = pauses(9);
  const sender = new Sender({ next: () => Promise.reject(away()) }, ({ detail }) => told.push(detail), wait);
  sender.wake();
  await done;
  expect(asked.map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  expect(told).toEqual(['away']);
  await sender.close();
});

test('the server may ask for a longer pause', async () => {
  const { wait, asked, done } = pauses(1);
  const busy = new Trouble('MF_SERVER_FAILED', 'busy', { retryAfter: 7000 });
  const sender = new Sender({ next: () => Promise.reject(busy) }, () => {}, wait);
  sender.wake();
  await done;
  expect(asked).toEqual([7000]);
  await sender.close();
});

test('a server that is back gets everything, and the next failure is told again', async () => {
  const told: string[] = [];
  const { wait, done } = pauses(4);
  const answers = [away(), away(), true, away()];
  const next = async () => {
    const answer = answers.shift() ?? false;
    if (answer instanceof Trouble) throw answer;
    return answer;
  };
  const sender = new Sender({ next }, ({ detail }) => told.push(detail), wait);
  sender.wake();
  await done; // two pauses for the failures, one between requests, one for the last failure
  expect(told).toEqual(['away', 'away']);
  expect(await sender.drain(1, true)).toBe(true);
  expect(sender.trouble?.detail).toBe('away'); // nothing has gone well since: there was nothing to send
});

test('one that refuses is asked again at the end only', async () => {
  let requests = 0;
  let refuses = true;
  let first: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    first = resolve;
  });
  const next = async () => {
    requests++;
    first();
    if (refuses) throw refused();
    return false;
  };
  const sender = new Sender({ next }, () => {}, pauses(1).wait);
  sender.wake();
  await asked;
  for (let i = 0; i < 5; i++) sender.wake();
  expect(requests).toBe(1);
  refuses = false;
  expect(await sender.drain(1, false)).toBe(true);
  expect(requests).toBe(2);
});

test('an end without patience tries once; with patience until its time is over', async () => {
  let requests = 0;
  const next = async () => {
    requests++;
    throw away();
  };
  expect(await new Sender({ next }, () => {}, pauses(1).wait).drain(1000, false)).toBe(false);
  expect(requests).toBe(1);
  const { wait, asked } = pauses(99);
  let seconds = 0;
  const limited: Wait = (ms, signal, options) => {
    if (options.ref) return new Promise((resolve) => signal.addEventListener('abort', () => resolve())); // the limit
    seconds += ms / 1000;
    return wait(ms, signal, options);
  };
  const sender = new Sender({ next }, () => {}, limited);
  const draining = sender.drain(1000, true);
  while (seconds < 100) await Promise.resolve();
  await sender.close();
  expect(await draining).toBe(false);
  expect(asked.slice(0, 6).map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 32]);
});

test('a request that never ends is given up when the time is over', async () => {
  const next = (signal: AbortSignal) =>
    new Promise<boolean>((_, reject) => signal.addEventListener('abort', () => reject(away())));
  const sender = new Sender(
    { next },
    () => {},
    async () => {},
  ); // the time is over at once
  expect(await sender.drain(1, true)).toBe(false);
});
