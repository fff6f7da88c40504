import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// A worker runs JavaScript: these go through the built package, each in a process that must end by itself.
async function ask(what: string): Promise<unknown> {
  const script = fileURLToPath(new URL('worker/ask.mjs', import.meta.url));
  const cwd = fileURLToPath(new URL('../', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, what], { cwd });
  return JSON.parse(stdout);
}
const workerFailed = (message: string) => ({ code: 'DS_WORKER_FAILED', message: expect.stringContaining(message) });

test('gives what the source gives, in several passes at a time, and begins within an epoch', async () => {
  expect(await ask('batches')).toEqual({
    about: { batchesPerEpoch: 4, fingerprint: { n: 4 }, fresh: true },
    two: [
      [1200, 1201, 1202, 1203],
      [5000, 5001, 5002, 5003],
    ],
    rest: [1203],
  });
  expect(await ask('path')).toEqual([1200]);
});

test('a pass that is left is closed, and the next one works', async () => {
  expect(await ask('left')).toEqual([1248, 1249]);
});

test('an error comes at its batch, with what the source said; the thread goes on', async () => {
  const told = {
    code: 'DS_SOURCE_FAILED',
    message: '[workerSource] numbers.mjs threw at batch 2 of epoch 2: no batch 2. (DS_SOURCE_FAILED)',
  };
  expect(await ask('fails')).toEqual({ first: told, seen: [1200, 1201], again: told });
  expect(await ask('coded')).toEqual({
    code: 'XX_BAD',
    message: '[numbers] row 1 is bad. Mend it (numbers.mjs threw at batch 1 of epoch 2). (XX_BAD)',
  });
  expect(await ask('garbage')).toMatchObject({ message: expect.stringContaining('could not be cloned') });
});

test('what the module itself posts is not taken for a reply', async () => {
  expect(await ask('posts')).toEqual([1, 2]);
});

test('a thread that ends is told to whoever waits, and to whoever asks later', async () => {
  expect(await ask('exits')).toEqual({
    during: workerFailed('the thread of numbers.mjs ended with exit code 3 before batch 1 of epoch 2'),
    after: workerFailed('ended with exit code 3 before batch 0'),
  });
  expect(await ask('closed')).toEqual(workerFailed('the thread of numbers.mjs was closed before batch 0'));
});

test('a module that gives no source is refused at once', async () => {
  expect(await ask('starts')).toEqual({
    missing: workerFailed('nowhere.mjs could not be used: Cannot find module'),
    noFunction: workerFailed('no default export that is a function. Write: export default (data) => source'),
    noSource: workerFailed('its function returned 3, which is not a source'),
    throws: workerFailed('could not be used: no data here'),
    exits: workerFailed('could not be started: it ended with exit code 5'),
    uncloneable: workerFailed('could not be cloned'),
    options: {
      code: 'CL_OPTION_INVALID',
      message: expect.stringContaining('`batches` must be a positive integer, but is 0'),
    },
    address: {
      code: 'CL_OPTION_INVALID',
      message: expect.stringContaining('`module` must be the URL or path of a module, but is 3'),
    },
    unknown: { code: 'CL_OPTION_UNKNOWN', message: expect.stringContaining("unknown option 'oops'") },
  });
});
