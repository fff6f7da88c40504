// The package where ONNX Runtime is not: copied beside this file's copy, without it (see runtime-missing.test.ts).
import { createTrainer, sgd } from '@amnl/core-loop';
import { compile, loadRuntime, onnxEngine } from '@amnl/engine-onnx';
import * as tf from '@tensorflow/tfjs';

const told = async (run) => {
  try {
    await run();
    return { code: 'nothing was thrown' };
  } catch (error) {
    return { code: error.code, message: error.message, cause: error.cause?.message };
  }
};

const w = tf.variable(tf.scalar(2));
const twice = compile(({ x }) => tf.mul(x, w), { threads: 1 });
const batch = { inputs: {}, targets: {}, size: 1 };
const trainer = createTrainer({
  model: { parameters: { w }, forward: () => ({ y: tf.square(w) }) },
  data: { batches: () => [batch] },
  loss: ({ y }) => tf.sum(y),
  plugins: [sgd({ learningRate: 0.1 })],
  engine: onnxEngine({ threads: 1 }),
  epochs: 1,
});
const results = {
  compile: await told(() => twice.run({ x: 1 })),
  again: await told(() => twice.run({ x: 1 })),
  loadRuntime: await told(loadRuntime),
  trainer: await told(() => trainer.fit()),
};
// TensorFlow.js goes on as if nothing had happened.
console.log(
  JSON.stringify({ ...results, w: w.dataSync()[0], eager: tf.mul(w, 3).dataSync()[0], backend: tf.getBackend() }),
);
