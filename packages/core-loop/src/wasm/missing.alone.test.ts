import '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { prepareWasm } from './kernels.js';

it('prepareWasm says what to import where the wasm backend is not there', () => {
  expect(prepareWasm).toThrow(/Import '@tensorflow\/tfjs-backend-wasm'.*CL_BACKEND_MISSING/);
});
