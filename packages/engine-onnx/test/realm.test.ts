import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { HERE } from './run-program.js';

// Jest does the same, and is not installed here.
it('packages that are loaded into a realm of its own by `vitest --pool=vmThreads` train there', async () => {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const root = join(HERE, 'test', 'programs', 'realm');
  const { VITEST: _, ...env } = process.env;
  const run = promisify(execFile)(
    process.execPath,
    [vitest, 'run', '--root', root, '--pool=vmThreads', '--reporter=json'],
    { env },
  );
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const { numPassedTests, testResults } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    numPassedTests: number;
    testResults: { message: string; assertionResults: { title: string; failureMessages: string[] }[] }[];
  };
  const failures = testResults.flatMap(({ message, assertionResults }) => [
    ...(message ? [message] : []),
    ...assertionResults.flatMap(({ failureMessages }) => failureMessages),
  ]);
  expect(failures).toEqual([]);
  expect(numPassedTests).toBe(4);
});
