import { expect, test } from 'vitest';
import { loadRuntime } from '../runtime/runtime.js';
import { writeModel } from './onnx-writer.js';

test('a model with a size that varies, an initializer, an input left out and metadata runs in ONNX Runtime', async () => {
  const bound = { name: 'bound', type: 'float32', shape: [], data: Float32Array.of(2) } as const;
  const model = writeModel({
    nodes: [{ op: 'Clip', inputs: [{ name: 'x' }, { name: '' }, bound], outputs: [{ name: 'y' }], attributes: {} }],
    inputs: [{ name: 'x', type: 'float32', shape: ['batch', 2] }],
    outputs: [{ name: 'y', type: 'float32', shape: ['batch', 2] }],
    metadata: { source: 'the test, µ' },
  });
  expect(Buffer.from(model).toString()).toContain('the test, µ');
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(model);
  for (const batch of [1, 3]) {
    const x = new Tensor(
      'float32',
      Float32Array.from({ length: 2 * batch }, (_, i) => i - 1),
      [batch, 2],
    );
    const { y } = await session.run({ x });
    expect(y!.dims).toEqual([batch, 2]);
    expect(Array.from(y!.data as Float32Array)).toEqual(Array.from(x.data as Float32Array, (v) => Math.min(v, 2)));
  }
});
