// What importing the package loads, and what its first use does; with TensorFlow.js and the loop there already.
import { createRequire } from 'node:module';
import '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';

const loaded = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((file) => /onnxruntime/.test(file)).length;
const kernels = () => tf.getKernelsForBackend('amnl-onnx').length;

const { compile, onnxEngine } = await import('@amnl/engine-onnx');
onnxEngine();
const step = compile(({ x }) => tf.add(x, 1));
const afterImport = { runtimeFiles: loaded(), kernels: kernels(), backends: Object.keys(tf.engine().registryFactory) };

const y = await step.run({ x: 1 });
const afterRun = { runtimeFiles: loaded(), kernels: kernels() };
await step.dispose();
console.log(JSON.stringify({ afterImport, afterRun, y: y.dataSync()[0] }));
