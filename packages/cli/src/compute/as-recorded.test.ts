import { expect, test } from 'vitest';
import { asRecorded } from './as-recorded.js';

const auto = { engine: 'auto', backend: 'auto' } as const;
const compiled = { config: auto, engine: 'onnx', backend: 'onnxruntime (cpu)' };
const eager = { config: auto, engine: 'eager', backend: 'wasm' };

test.each([
  ['auto is what it was', auto, eager, { engine: 'eager', backend: 'wasm' }],
  ['the compiled engine has no backend to keep', auto, compiled, { engine: 'onnx', backend: 'auto' }],
  [
    'a run with a named backend from before that meant eager',
    { engine: 'auto', backend: 'wasm' },
    {
      ...compiled,
      config: { engine: 'auto', backend: 'wasm' },
    },
    { engine: 'onnx', backend: 'wasm' },
  ],
  [
    'what is asked for otherwise now stays',
    { engine: 'auto', backend: 'tensorflow' },
    eager,
    {
      engine: 'auto',
      backend: 'tensorflow',
    },
  ],
  ['a record that names nothing known', auto, { config: auto, engine: 'x', backend: 'y' }, auto],
] as const)('%s', (_, asked, record, expected) => {
  expect(asRecorded(asked, record)).toEqual(expected);
});
