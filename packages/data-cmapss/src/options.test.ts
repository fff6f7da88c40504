import { expect, test } from 'vitest';
import { CmapssParser, parseCmapss, simulateCmapss } from './index.js';
import { downloadCmapss, loadCmapss, readFleetFile, writeSimulated } from './node/index.js';

const oops = { oops: 1 } as never;
const bare = {} as never;

test.each([
  () => new CmapssParser(oops),
  () => parseCmapss(bare, oops),
  () => simulateCmapss(oops),
  () => downloadCmapss(oops),
  () => loadCmapss(oops),
  () => readFleetFile('x', oops),
  () => writeSimulated(oops),
])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});
