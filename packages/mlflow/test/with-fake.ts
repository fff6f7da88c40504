import { setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { FakeMlflow } from './fake-mlflow.js';
import { temporaryFolder } from './temporary.js';

/** A server and an empty folder, new for every test of a file, and the variable that names the server. */
export function withFake(): { readonly fake: FakeMlflow; readonly dir: string } {
  const made = {} as { fake: FakeMlflow; dir: string };
  beforeAll(async () => {
    await setBackend('cpu');
  });
  beforeEach(async () => {
    made.fake = await FakeMlflow.start();
    made.dir = temporaryFolder();
    vi.stubEnv('MLFLOW_TRACKING_URI', made.fake.url);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await made.fake.stop();
  });
  return made;
}
