// What importing the package costs and loads, and what its first use costs; with TensorFlow.js and the loop there already.
import { createRequire } from 'node:module';
import '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';

const loaded = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((file) => /onnxruntime/.test(file)).length;
const kernels = () => tf.getKernelsForBackend('amnl-onnx').length;

let start = performance.now();
const { compile, onnxEngine } = await import('@amnl/engine-onnx');
const importMs = performance.now() - start;
onnxEngine();
const step = compile(({ x }) => tf.add(x, 1));
const afterImport = { runtimeFiles: loaded(), kernels: kernels(), backends: Object.keys(tf.engine().registryFactory) };

start = performance.now();
const y = await step.run({ x: 1 });
const firstRunMs = performance.now() - start;
const afterRun = { runtimeFiles: loaded(), kernels: kernels() };
await step.dispose();
console.log(JSON.stringify({ importMs, firstRunMs, afterImport, afterRun, y: y.dataSync()[0] }));
