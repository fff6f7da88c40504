// What a summary loads.
import { createRequire } from 'node:module';
import { summary } from '@amnl/engine-onnx/summary';
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
const { parameters } = await summary(model, { print: false });
const runtimeFiles = Object.keys(createRequire(import.meta.url).cache).filter((file) =>
  /onnxruntime/.test(file),
).length;
console.log(JSON.stringify({ runtimeFiles, parameters: parameters.total }));
