import { afterEach, expect, test, vi } from 'vitest';
import { dataInfo } from './data-commands.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

test('offline, why NASA\u2019s files are not there is told once, and asked once, for all four subsets', async () => {
  vi.stubEnv('AMNL_DATA_DIR', '');
  vi.stubEnv('AMNL_CACHE_DIR', '/nowhere');
  const asked = vi.fn(() => Promise.reject(new Error('no network here')));
  vi.stubGlobal('fetch', asked);
  let told = '';
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation(((text: string, done?: () => void) => {
      told += text;
      done?.();
      return true;
    }) as never),
  );
  await dataInfo({}).finally(() => {
    for (const spy of spies) spy.mockRestore();
  });
  expect(asked).toHaveBeenCalledTimes(2); // the two addresses
  expect(told.match(/no network here/g)).toHaveLength(2); // one reason each, in one note
  expect(told.split('\n').filter((line) => line.includes('no network here'))).toHaveLength(1);
  expect(told.match(/^FD00\d \(simulated/gm)).toHaveLength(4);
});
