// Worker: a square matrix product in ONNX Runtime, the rate that a step is compared with. Both factors are inputs, as
// activations and trained weights are: nothing is packed beforehand.
import { createRequire } from 'node:module';
import { writeModel } from '@amnl/engine-onnx';
import * as ort from 'onnxruntime-node';
import { serve, timed, workerOptions } from './serve.mjs';
import { PRODUCT_SIDE } from './work.mjs';

const { threads } = workerOptions();
const side = PRODUCT_SIDE;
const matrix = () => Float32Array.from({ length: side * side }, (_, i) => Math.sin(i));
const tensor = (data) => new ort.Tensor('float32', data, [side, side]);
const value = (name) => ({ name, type: 'float32', shape: [side, side] });
const [a, b, c] = ['a', 'b', 'c'].map(value);
const product = { op: 'MatMul', inputs: [a, b], outputs: [c], attributes: {} };
const model = writeModel({ nodes: [product], inputs: [a, b], outputs: [c] });
const session = await ort.InferenceSession.create(model, {
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
});
const feeds = { a: tensor(matrix()), b: tensor(matrix()) };
const fetches = { c: tensor(new Float32Array(side * side)) };
const step = () => session.run(feeds, fetches);

await timed(step, 3);
const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json');
await serve({ version, stepMs: (await timed(step, 5)) * 200 }, (steps) => timed(step, steps));
