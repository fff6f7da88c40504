import '@tensorflow/tfjs';
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import {
  add,
  addN,
  backend_util,
  cast,
  clipByValue,
  clone,
  concat,
  customGrad,
  div,
  engine,
  expandDims,
  fill,
  getBackend,
  getGradient,
  getKernel,
  getKernelsForBackend,
  greater,
  isFinite,
  KernelBackend,
  keep,
  less,
  lessEqual,
  logicalAnd,
  logSoftmax,
  matMul,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  nextFrame,
  oneHot,
  pad,
  randomUniform,
  registerBackend,
  registerKernel,
  relu,
  reshape,
  reverse,
  rsqrt,
  scalar,
  sigmoid,
  slice,
  slice_util,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  stack,
  stridedSlice,
  sub,
  sum,
  Tensor,
  tanh,
  tensor,
  tidy,
  transpose,
  unregisterKernel,
  unstack,
  util,
  variable,
  variableGrads,
  where,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';

// \0rolldown/runtime.js
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __esmMin = (fn, res, err) => () => {
  if (err) throw err[0];
  try {
    return (fn && (res = fn((fn = 0))), res);
  } catch (e) {
    throw ((err = [e]), e);
  }
};
var __commonJSMin = (cb, mod) => () => (
  mod || (cb((mod = { exports: {} }).exports, mod, mod.exports), (cb = null)), mod.exports
);
var __exportAll = (all, no_symbols) => {
  const target = {};
  for (var name in all)
    __defProp(target, name, {
      get: all[name],
      enumerable: true,
    });
  if (!no_symbols) __defProp(target, Symbol.toStringTag, { value: 'Module' });
  return target;
};
var __copyProps = (to, from, except, desc) => {
  if ((from && typeof from === 'object') || typeof from === 'function')
    for (var keys = __getOwnPropNames(from), i = 0, n = keys.length, key; i < n; i++) {
      key = keys[i];
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, {
          get: ((k) => from[k]).bind(null, key),
          enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable,
        });
    }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (
  (target = mod != null ? __create(__getProtoOf(mod)) : {}),
  __copyProps(
    isNodeMode || !mod || !mod.__esModule || !__hasOwnProp.call(mod, 'default')
      ? __defProp(target, 'default', {
          value: mod,
          enumerable: true,
        })
      : target,
    mod,
  )
);
var __toCommonJS = (mod) =>
  __hasOwnProp.call(mod, 'module.exports')
    ? mod['module.exports']
    : __copyProps(__defProp({}, '__esModule', { value: true }), mod);
// ../core-loop/src/errors.ts
var TrainError;
var init_errors$1 = __esmMin(() => {
  TrainError = class extends Error {
    code;
    /** The message without prefix and code. */
    detail;
    constructor(code, message, options = {}) {
      const stop = /[.?!]$/.test(message) ? '' : '.';
      super(
        `[${options.by ?? 'core-loop'}] ${message}${stop} (${code})`,
        options.cause === void 0 ? void 0 : { cause: options.cause },
      );
      this.name = 'TrainError';
      this.code = code;
      this.detail = message;
    }
  };
});
// ../core-loop/src/random.ts
/**
 * A counter-based generator: every number is a pure function of (seed, stream name, counter, index). Nothing is stored
 * between calls, so order, engine, thread count and resume cannot change a number.
 *
 * The mixing function is "lowbias32" (C. Wellons, hash prospector, 2018: bias 0.17), applied twice with two keys.
 */
/** 32-bit finaliser with good avalanche. */
function mix(x) {
  x = Math.imul(x ^ (x >>> 16), 2146121005);
  x = Math.imul(x ^ (x >>> 15), 2221713035);
  return (x ^ (x >>> 16)) >>> 0;
}
/** 32-bit hash of a name (FNV-1a, finalised). */
function hashName(name) {
  let hash = 2166136261;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619);
  return mix(hash);
}
function streamKey(seed, stream, counter) {
  const high = Math.floor(seed / 2 ** 32) | 0;
  const a = mix(mix((seed | 0) ^ 2654435769) ^ hashName(stream) ^ Math.imul(high, 2246822507));
  return {
    a,
    b: mix(mix(a + 1779033703) ^ mix(counter | 0) ^ Math.floor(counter / 2 ** 32)),
  };
}
function word(key, index) {
  return mix(mix(index ^ key.a) + key.b);
}
/**
 * Fills `out` with uniform numbers in [0, 1), multiples of 2^-24 (every float32 in use is exact).
 * @param seed integer up to 2^53
 * @param stream name of the stream, e.g. `'conv1/dropout'`
 * @param counter step, epoch or any other non-negative integer
 */
function fillUniform(out, seed, stream, counter) {
  const key = streamKey(seed, stream, counter);
  for (let i = 0; i < out.length; i++) out[i] = (word(key, i) >>> 8) * 2 ** -24;
  return out;
}
/** Fills `out` with standard normal numbers (Box–Muller on pairs of uniforms). Arguments as {@link fillUniform}. */
function fillNormal(out, seed, stream, counter) {
  const key = streamKey(seed, stream, counter);
  for (let i = 0; i < out.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log((word(key, i) + 1) * 2 ** -32));
    const angle = 2 * Math.PI * word(key, i + 1) * 2 ** -32;
    out[i] = radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}
/**
 * Fills `out` with a dropout mask: 0 with probability `rate` (to 1/65536), else 1 / (1 − rate). One 32-bit word gives two
 * elements. Arguments as {@link fillUniform}.
 */
function fillDropoutMask(out, rate, seed, stream, counter) {
  const key = streamKey(seed, stream, counter);
  const threshold = Math.round(rate * 65536);
  const keep = 1 / (1 - rate);
  for (let i = 0; i < out.length; i += 2) {
    const bits = word(key, i >>> 1);
    out[i] = (bits & 65535) < threshold ? 0 : keep;
    if (i + 1 < out.length) out[i + 1] = bits >>> 16 < threshold ? 0 : keep;
  }
  return out;
}
/**
 * The numbers 0 … n−1 in random order (Fisher–Yates), a pure function of its arguments.
 * @returns an `Int32Array` of length `n`
 */
function permutation(n, seed, stream, counter) {
  const key = streamKey(seed, stream, counter);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor((word(key, i) * (i + 1)) / 2 ** 32);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}
var init_random = __esmMin(() => {});
// ../core-loop/src/require-option.ts
/**
 * For the factory of a plugin: throws `CL_OPTION_INVALID` unless `ok`, saying which option, what was found, what to give.
 * @param by the package or plugin, prefixed to the message
 * @param what a phrase that fits “Give …”, e.g. `'a number in [0, 1)'`
 * @example requireOption('ema', decay >= 0 && decay < 1, 'decay', 'a number in [0, 1)', decay);
 */
function requireOption(by, ok, name, what, found) {
  if (ok) return;
  throw new TrainError('CL_OPTION_INVALID', `\`${name}\` is ${String(found)}. Give ${what}`, { by });
}
var init_require_option = __esmMin(() => {
  init_errors$1();
});
// ../core-loop/src/trainer-options.ts
/** Throws `CL_OPTION_INVALID` for a number outside its range. */
function checkOptions$2({ epochs, accumulate = 1, seed = 42 }) {
  positiveInteger('epochs', epochs);
  positiveInteger('accumulate', accumulate);
  requireOption(
    'core-loop',
    Number.isSafeInteger(seed) && seed >= 0,
    'seed',
    'a non-negative integer up to 2^53 − 1',
    seed,
  );
}
/** Throws `CL_OPTION_INVALID` unless `value` is 1, 2, 3, … */
function positiveInteger(name, value, by = 'core-loop') {
  requireOption(by, Number.isInteger(value) && value >= 1, name, 'an integer of at least 1', value);
}
var init_trainer_options = __esmMin(() => {
  init_require_option();
});
// ../core-loop/src/array-data.ts
/** Batches from arrays in memory; the last one of an epoch may be smaller. */
function arrayData({ inputs, targets = {}, batchSize = 32, shuffle = false }) {
  const samples = sampleCount({
    ...inputs,
    ...targets,
  });
  positiveInteger('batchSize', batchSize, 'arrayData');
  return {
    batchesPerEpoch: Math.ceil(samples / batchSize),
    *batches({ epoch, seed }) {
      const order = shuffle ? permutation(samples, seed, 'data', epoch) : void 0;
      for (let start = 0; start < samples; start += batchSize) {
        const size = Math.min(batchSize, samples - start);
        const rows = Array.from({ length: size }, (_, i) => order?.[start + i] ?? start + i);
        yield {
          inputs: takeAll(inputs, rows),
          targets: takeAll(targets, rows),
          size,
        };
      }
    },
  };
}
function takeAll(tensors, rows) {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, take(tensor, rows)]));
}
function take({ data, shape }, rows) {
  const width = shape.slice(1).reduce((a, b) => a * b, 1);
  const taken =
    data instanceof Int32Array ? new Int32Array(rows.length * width) : new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(data.subarray(row * width, (row + 1) * width), i * width);
  });
  return {
    data: taken,
    shape: [rows.length, ...shape.slice(1)],
  };
}
function sampleCount(tensors) {
  let samples;
  for (const [name, { data, shape }] of Object.entries(tensors)) {
    const expected = shape.reduce((a, b) => a * b, 1);
    samples ??= shape[0];
    if (shape.length === 0 || data.length !== expected || shape[0] !== samples)
      throw new TrainError(
        'CL_BATCH_INVALID',
        `'${name}' has ${data.length} numbers and shape [${shape}]; the first array has ${samples} samples. Give every array the same first dimension, and data.length the product of the shape`,
        { by: 'arrayData' },
      );
  }
  if (!samples)
    throw new TrainError('CL_DATA_EMPTY', 'there are no samples. Give at least one input array with a row', {
      by: 'arrayData',
    });
  return samples;
}
var init_array_data = __esmMin(() => {
  init_errors$1();
  init_random();
  init_trainer_options();
});
// ../core-loop/src/awaitable.ts
/** Whether there is anything to wait for; lets all-synchronous hooks run without a microtask. */
function isPromise(value) {
  return typeof value?.then === 'function';
}
var init_awaitable = __esmMin(() => {});
// ../core-loop/src/clean-tape.ts
/**
 * When a gradient computation throws, TensorFlow.js forgets the tensors its tape had saved; this frees them, so that a
 * caller who catches the error leaks nothing. For engines.
 */
function withCleanTape(body) {
  try {
    return body();
  } catch (error) {
    const { state } = engine();
    for (const node of state.activeTape ?? [])
      for (const saved of node.saved ?? []) if (saved && !saved.isDisposed) saved.dispose();
    state.activeTape = null;
    state.gradientDepth = 0;
    state.kernelDepth = 0;
    throw error;
  }
}
var init_clean_tape = __esmMin(() => {});
// ../core-loop/src/read-guard.ts
/**
 * Runs `body` with every read-back of a tensor an error: a step that reads a value cannot be compiled, and stalls a GPU.
 * The methods of the prototype are shadowed while it runs, so that the asynchronous ones throw at the call as well.
 * @throws CL_READ_IN_STEP
 */
function forbidReads(body) {
  const prototype = Tensor.prototype;
  const originals = READERS.map((name) => [name, prototype[name]]);
  for (const [name] of originals)
    prototype[name] = () => {
      throw new TrainError(
        'CL_READ_IN_STEP',
        `a tensor value was read inside the step with ${name}(). Keep it on the device: use step.report to log it, where() to branch on it, or a series hook to read it between steps`,
      );
    };
  try {
    return body();
  } finally {
    for (const [name, original] of originals) prototype[name] = original;
  }
}
var READERS;
var init_read_guard = __esmMin(() => {
  init_errors$1();
  READERS = ['data', 'dataSync', 'array', 'arraySync', 'bytes'];
});
// ../core-loop/src/step-random.ts
/** {@link StepRandom} whose numbers are made on the host and uploaded: the reference every engine must equal. */
function hostRandom(key) {
  const used = /* @__PURE__ */ new Set();
  const make = (name, shape, fill) => {
    if (used.has(name))
      throw new TrainError(
        'CL_OPTION_INVALID',
        `the random stream '${name}' is used twice in one step, which would repeat its numbers. Name each use`,
      );
    used.add(name);
    return tensor(fill(new Float32Array(shape.reduce((a, b) => a * b, 1))), [...shape], 'float32');
  };
  return {
    uniform: (name, shape) => make(name, shape, (out) => fillUniform(out, key.seed, name, key.counter)),
    dropoutMask: (name, shape, rate) =>
      make(name, shape, (out) => fillDropoutMask(out, rate, key.seed, name, key.counter)),
  };
}
var init_step_random = __esmMin(() => {
  init_errors$1();
  init_random();
});
// ../core-loop/src/tensors.ts
/** The dtype TensorFlow.js gives to a host tensor: `int32` for an `Int32Array`, `float32` otherwise. */
function dtypeOf(tensor) {
  return tensor.data instanceof Int32Array ? 'int32' : 'float32';
}
var init_tensors = __esmMin(() => {});
// ../core-loop/src/wasm-registry.ts
/** A registered kernel as a plain function. */
function asKernel(config) {
  return (inputs, attrs, backend) =>
    config.kernelFunc({
      inputs,
      attrs,
      backend,
    });
}
/** Registers a wasm kernel. */
function register(name, kernel, base) {
  registerKernel({
    ...base,
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => kernel(inputs, attrs ?? {}, backend),
  });
}
/** Puts `wrap(original)` in the place of a wasm kernel. */
function replace(name, wrap) {
  const config = getKernel(name, 'wasm');
  if (config === void 0) return;
  unregisterKernel(name, 'wasm');
  register(name, wrap(asKernel(config)), config);
}
var sizeOf;
var init_wasm_registry = __esmMin(() => {
  sizeOf = (shape) => util.sizeFromShape([...shape]);
});
// ../core-loop/src/wasm-numbers.ts
/** Sums over adjacent axes that are not the last row by row; wasm's own kernel transposes first. Adds up in float64. */
function sum$1(original) {
  return (inputs, attrs, backend) => {
    const x = inputs['x'];
    const rank = x.shape.length;
    const axes = util.parseAxisParam(attrs['axis'], x.shape).sort((a, b) => a - b);
    const [first, last] = [axes[0], axes.at(-1)];
    if (
      !(first !== void 0 && last < rank - 1 && last - first === axes.length - 1) ||
      x.dtype !== 'float32' ||
      sizeOf(x.shape) === 0
    )
      return original(inputs, attrs, backend);
    const [outer, inner] = [x.shape.slice(0, first), x.shape.slice(last + 1)];
    const out = backend.makeOutput([...outer, ...(attrs['keepDims'] ? axes.map(() => 1) : []), ...inner], 'float32');
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    const width = sizeOf(inner);
    const block = from.length / sizeOf(outer);
    const totals = new Float64Array(width);
    for (let start = 0, target = 0; start < from.length; start += block, target += width) {
      totals.fill(0);
      addRows(from, start, start + block, totals);
      to.set(totals, target);
    }
    return out;
  };
}
/** Adds the rows from `start` to `end` to `totals`, four at a time. */
function addRows(from, start, end, totals) {
  const width = totals.length;
  let row = start;
  for (; row + 4 * width <= end; row += 4 * width)
    for (let i = 0, a = row, b = a + width, c = b + width, d = c + width; i < width; i++)
      totals[i] += from[a + i] + from[b + i] + (from[c + i] + from[d + i]);
  for (; row < end; row += width) for (let i = 0; i < width; i++) totals[i] += from[row + i];
}
/**
 * tanh as a rational function, in float64: `x P(x²) / Q(x²)` fitted to tanh on ±9, beyond which float32 rounds to ±1. Largest
 * relative error of the fit 2.1e-8. wasm's own kernel calls libm's tanh for each element.
 */
function tanh$1(original) {
  return (inputs, attrs, backend) => {
    const x = inputs['x'];
    if (x.dtype !== 'float32') return original(inputs, attrs, backend);
    const out = backend.makeOutput(x.shape, 'float32');
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    for (let i = 0; i < from.length; i++) {
      const v = Math.min(Math.max(from[i], -9), 9);
      const q = v * v;
      const p =
        0.999999979499 + q * (0.133810285872 + q * (0.00349559151679 + q * (206091341763e-16 + q * 1.33547263504e-8)));
      to[i] =
        (v * p) / (1 + q * (0.467143441918 + q * (0.0258769953694 + q * (0.000328564018872 + q * 7.77658631607e-7))));
    }
    return out;
  };
}
var init_wasm_numbers = __esmMin(() => {
  init_wasm_registry();
});
// ../core-loop/src/wasm-products.ts
/** Swaps the last two axes with wasm's Transpose kernel. The caller disposes the data. */
function swapLastAxes(x, backend) {
  const rank = x.shape.length;
  const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return asKernel(getKernel('Transpose', 'wasm'))({ x }, { perm }, backend);
}
/**
 * wasm multiplies fast (XNNPACK) only where nothing is transposed and the batch is 1, else in a naive loop
 * (`batch_mat_mul_impl.cc`, 4.22). So transpose first. The gradient of every product needs this.
 */
function transposedFirst(multiply) {
  return (inputs, attrs, backend) => {
    const a = attrs['transposeA'] ? swapLastAxes(inputs['a'], backend) : inputs['a'];
    const b = attrs['transposeB'] ? swapLastAxes(inputs['b'], backend) : inputs['b'];
    const product = multiply(
      {
        ...inputs,
        a,
        b,
      },
      {
        ...attrs,
        transposeA: false,
        transposeB: false,
      },
      backend,
    );
    if (a !== inputs['a']) backend.disposeData(a.dataId);
    if (b !== inputs['b']) backend.disposeData(b.dataId);
    return product;
  };
}
/**
 * A weight gradient xᵀ·dy with many more columns in dy than in x as (dyᵀ·x)ᵀ: packing the right factor costs more than
 * transposing it, so the narrow one goes there.
 */
function narrowToTheRight(multiply) {
  return (inputs, attrs, backend) => {
    const [a, b] = [inputs['a'], inputs['b']];
    if (!(attrs['transposeA'] && !attrs['transposeB'] && b.shape.at(-1) >= 2 * a.shape.at(-1)))
      return multiply(inputs, attrs, backend);
    const flipped = multiply(
      {
        a: b,
        b: a,
      },
      {
        ...attrs,
        transposeA: true,
        transposeB: false,
      },
      backend,
    );
    const product = swapLastAxes(flipped, backend);
    backend.disposeData(flipped.dataId);
    return product;
  };
}
/**
 * Runs a batched product as one fast product after the other, on views into the three tensors: nothing is copied. XNNPACK
 * packs the right factor and keeps that with its id, so the views of the last right factor stay: a recurrent kernel is
 * packed once for all time steps.
 */
function oneByOne(multiply) {
  let last;
  const viewsOf = (b, count, length, start, backend) => {
    if (last?.backend === backend && last.b === b.dataId && last.start === start && last.count === count) return last;
    const { cwrap, tfjs } = backend.wasm;
    let product = last?.product;
    if (last?.backend === backend) for (let i = 0; i < last.count; i++) tfjs.disposeData(VIEW.lastB - i);
    else
      product = cwrap('BatchMatMul', null, [
        'number',
        'array',
        'number',
        'number',
        'array',
        'number',
        'number',
        'number',
        'number',
      ]);
    for (let i = 0; i < count; i++) tfjs.registerTensor(VIEW.lastB - i, length, start + 4 * i * length);
    last = {
      backend,
      product,
      b: b.dataId,
      start,
      count,
    };
    return last;
  };
  return (inputs, attrs, backend) => {
    const [a, b] = [inputs['a'], inputs['b']];
    const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const [countA, countB] = [sizeOf(outerA), sizeOf(outerB)];
    const batches = Math.max(countA, countB);
    if (batches < 2 || !repeats(outerA, outerB) || a.dtype !== 'float32') return multiply(inputs, attrs, backend);
    const [m, k, n] = [a.shape.at(-2), a.shape.at(-1), b.shape.at(-1)];
    const outer = backend_util.assertAndGetBroadcastShape(outerA, outerB);
    const out = backend.makeOutput([...outer, m, n], 'float32');
    const start = (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset;
    const { product } = viewsOf(b, countB, k * n, start(b), backend);
    const { registerTensor, disposeData } = backend.wasm.tfjs;
    const bytesOf = (shape) => new Uint8Array(Int32Array.from(shape).buffer);
    const [aShape, bShape] = [bytesOf([1, m, k]), bytesOf([1, k, n])];
    const [aStart, outStart] = [start(a), start(out)];
    for (let i = 0; i < batches; i++) {
      registerTensor(VIEW.a, m * k, aStart + 4 * (i % countA) * m * k);
      registerTensor(VIEW.out, m * n, outStart + 4 * i * m * n);
      product(VIEW.a, aShape, 3, VIEW.lastB - (i % countB), bShape, 3, 0, 0, VIEW.out);
      disposeData(VIEW.a);
      disposeData(VIEW.out);
    }
    return out;
  };
}
/** Whether the batch shapes are equal, or broadcasting them just repeats the shorter one: `[1, 2]` or `[2]` with `[4, 2]`. */
function repeats(a, b) {
  const firstOf = (shape) => shape.slice(shape.findIndex((n) => n !== 1));
  const strip = (shape) => (sizeOf(shape) === 1 ? [] : firstOf(shape));
  const [short, long] = [strip(a), strip(b)].sort((one, other) => one.length - other.length);
  return util.arraysEqual(short, long.slice(long.length - short.length));
}
var VIEW;
var init_wasm_products = __esmMin(() => {
  init_wasm_registry();
  VIEW = {
    a: 2147483633,
    out: 2147483632,
    lastB: 2147483631,
  };
});
// ../core-loop/src/wasm-slices.ts
/** Copies a box out of `x`; wasm's own slice first copies all of `x`. */
function cut(x, begin, extent, backend) {
  const out = backend.makeOutput(extent, x.dtype);
  const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
  let axis = Math.max(x.shape.length - 1, 0);
  while (axis > 0 && extent[axis] === x.shape[axis]) axis--;
  const run = sizeOf(extent.slice(axis));
  const strides = util.computeStrides([...x.shape, 1]);
  let target = 0;
  const copy = (level, source) => {
    const first = source + (begin[level] ?? 0) * (strides[level] ?? 1);
    if (level < axis) {
      for (let i = 0; i < extent[level]; i++) copy(level + 1, first + i * strides[level]);
      return;
    }
    if (run > 64) to.set(from.subarray(first, first + run), target);
    else for (let i = 0; i < run; i++) to[target + i] = from[first + i];
    target += run;
  };
  if (to.length > 0) copy(0, 0);
  return out;
}
/** Slice that copies what it cuts. */
function slice$1(original) {
  return (inputs, attrs, backend) => {
    const x = inputs['x'];
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    const { begin, size } = attrs;
    return cut(x, ...slice_util.parseSliceParams(x, begin, size), backend);
  };
}
/** Cuts `x` along `axis` into pieces of the given lengths. */
function cutAll(x, axis, lengths, backend) {
  let start = 0;
  return lengths.map((length) => {
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    start += length;
    return cut(
      x,
      begin,
      x.shape.map((n, i) => (i === axis ? length : n)),
      backend,
    );
  });
}
/** SplitV that copies each piece once. */
function splitV(original) {
  return (inputs, attrs, backend) => {
    const x = inputs['x'];
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    const axis = util.parseAxisParam(attrs['axis'], x.shape)[0];
    return cutAll(x, axis, backend_util.prepareSplitSize(x, attrs['numOrSizeSplits'], axis), backend);
  };
}
/** Unpack (`unstack`) that copies each piece once. */
function unpack(original) {
  return (inputs, attrs, backend) => {
    const x = inputs['value'];
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    const axis = util.parseAxisParam(attrs['axis'], x.shape)[0];
    const shape = x.shape.filter((_, i) => i !== axis);
    return cutAll(x, axis, new Array(x.shape[axis]).fill(1), backend).map((piece) => ({
      ...piece,
      shape,
    }));
  };
}
/** Reverse of one axis by copying runs; wasm's own goes element by element. */
function reverse$1(original) {
  return (inputs, attrs, backend) => {
    const x = inputs['x'];
    const axes = util.parseAxisParam(attrs['dims'], x.shape);
    const [axis] = axes;
    if (axis === void 0 || axes.length > 1 || x.dtype === 'string') return original(inputs, attrs, backend);
    const out = backend.makeOutput(x.shape, x.dtype);
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    const length = x.shape[axis];
    const run = sizeOf(x.shape.slice(axis + 1));
    for (let block = 0; block < from.length; block += length * run)
      for (let i = 0; i < length; i++) {
        const source = block + i * run;
        to.set(from.subarray(source, source + run), block + (length - 1 - i) * run);
      }
    return out;
  };
}
/** A second tensor on the same data, as on every other backend; wasm's own copies, also for each tensor that a gradient saves. */
function identity(original) {
  return (inputs, attrs, backend) => {
    const x = inputs['x'];
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    backend.incRef(x.dataId);
    return {
      dataId: x.dataId,
      shape: x.shape,
      dtype: x.dtype,
    };
  };
}
var init_wasm_slices = __esmMin(() => {
  init_wasm_registry();
});
// ../core-loop/src/wasm-kernels.ts
/**
 * Makes the wasm backend of TensorFlow.js 4.22 fit for training: adds the two gradient kernels it lacks
 * (`Conv2DBackpropFilter`, `UnsortedSegmentSum`) and replaces those that take slow paths in training (products that are
 * transposed or batched, copies, slices, reversals, sums over leading axes, tanh). Results stay within float32 rounding of the originals'.
 * Acts once per process; may be called before or after the backend is set. Throws `CL_BACKEND_MISSING` where
 * `@tensorflow/tfjs-backend-wasm` was not imported.
 */
function prepareWasm() {
  if (prepared) return;
  if (getKernel('BatchMatMul', 'wasm') === void 0)
    throw new TrainError(
      'CL_BACKEND_MISSING',
      "the wasm backend has no kernels. Import '@tensorflow/tfjs-backend-wasm' before you use it",
    );
  prepared = true;
  replace('BatchMatMul', (original) => narrowToTheRight(transposedFirst(oneByOne(original))));
  replace('_FusedMatMul', transposedFirst);
  replace('Identity', identity);
  replace('Slice', slice$1);
  replace('SplitV', splitV);
  replace('Unpack', unpack);
  replace('Reverse', reverse$1);
  replace('Sum', sum$1);
  replace('Tanh', tanh$1);
  if (getKernel('Conv2DBackpropFilter', 'wasm') === void 0) register('Conv2DBackpropFilter', conv2DBackpropFilter);
  if (getKernel('UnsortedSegmentSum', 'wasm') === void 0) register('UnsortedSegmentSum', unsortedSegmentSum);
}
var conv2DBackpropFilter, unsortedSegmentSum, prepared;
var init_wasm_kernels = __esmMin(() => {
  init_errors$1();
  init_wasm_numbers();
  init_wasm_products();
  init_wasm_registry();
  init_wasm_slices();
  conv2DBackpropFilter = (inputs, attrs) => {
    const { strides, pad: padding, dimRoundingMode, dataFormat, filterShape } = attrs;
    if (dataFormat === 'NCHW')
      throw new TrainError('CL_OPTION_INVALID', "a convolution on wasm was given dataFormat 'NCHW'. Use 'NHWC'");
    const x = inputs['x'];
    const dy = inputs['dy'];
    const { strideHeight, strideWidth, outHeight, outWidth, padInfo, inChannels, outChannels, batchSize } =
      backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, padding, dimRoundingMode);
    return tidy(() => {
      const { top, bottom, left, right } = padInfo;
      const padded = pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
      const gradient = reshape(dy, [-1, outChannels]);
      const taps = [];
      for (let row = 0; row < filterShape[0]; row++)
        for (let column = 0; column < filterShape[1]; column++) {
          const end = [
            batchSize,
            row + (outHeight - 1) * strideHeight + 1,
            column + (outWidth - 1) * strideWidth + 1,
            inChannels,
          ];
          const seen = stridedSlice(padded, [0, row, column, 0], end, [1, strideHeight, strideWidth, 1]);
          taps.push(matMul(reshape(seen, [-1, inChannels]), gradient, true));
        }
      return reshape(stack(taps), filterShape);
    });
  };
  unsortedSegmentSum = (inputs, attrs, backend) => {
    const x = inputs['x'];
    const segments = inputs['segmentIds'];
    const count = attrs['numSegments'];
    const inner = x.shape.slice(segments.shape.length);
    const width = sizeOf(inner);
    const out = backend.makeOutput([count, ...inner], x.dtype);
    const [from, ids, to] = [x, segments, out].map((tensor) => backend.typedArrayFromHeap(tensor));
    to.fill(0);
    ids.forEach((id, row) => {
      if (id < 0 || id >= count) return;
      for (let i = 0; i < width; i++) to[id * width + i] += from[row * width + i];
    });
    return out;
  };
  prepared = false;
});
// ../core-loop/src/eager-engine.ts
/**
 * Runs the step operation by operation on the current TensorFlow.js backend: any of them, with no compilation. The
 * reference that other engines are compared with.
 *
 * On the `wasm` backend it first registers the kernels that training needs there (see {@link prepareWasm}).
 */
function eagerEngine() {
  return {
    name: 'eager',
    get backend() {
      return getBackend();
    },
    prepare: (_name, program) => eagerRunnable(program),
    pull() {},
    push() {},
    dispose() {},
  };
}
function eagerRunnable(program) {
  return {
    run(inputs, key) {
      if (getBackend() === 'wasm') prepareWasm();
      const outputs = withCleanTape(() =>
        tidy(() => {
          const made = forbidReads(() => program(upload(inputs), hostRandom(key)));
          for (const output of Object.values(made)) keep(output);
          return made;
        }),
      );
      return Object.keys(outputs).length === 0 ? {} : download(outputs);
    },
  };
}
function upload(inputs) {
  const tensors = {};
  for (const name in inputs) {
    const input = inputs[name];
    tensors[name] = tensor(input.data, [...input.shape], dtypeOf(input));
  }
  return tensors;
}
async function download(outputs) {
  const host = {};
  for (const [name, output] of Object.entries(outputs)) {
    host[name] = {
      data: await output.data(),
      shape: output.shape,
    };
    output.dispose();
  }
  return host;
}
var init_eager_engine = __esmMin(() => {
  init_clean_tape();
  init_read_guard();
  init_step_random();
  init_tensors();
  init_wasm_kernels();
});
// ../../node_modules/.pnpm/eventemitter3@5.0.4/node_modules/eventemitter3/index.js
var require_eventemitter3 = /* @__PURE__ */ __commonJSMin((exports, module) => {
  var has = Object.prototype.hasOwnProperty;
  var prefix = '~';
  /**
   * Constructor to create a storage for our `EE` objects.
   * An `Events` instance is a plain object whose properties are event names.
   *
   * @constructor
   * @private
   */
  function Events() {}
  if (Object.create) {
    Events.prototype = Object.create(null);
    if (!new Events().__proto__) prefix = false;
  }
  /**
   * Representation of a single event listener.
   *
   * @param {Function} fn The listener function.
   * @param {*} context The context to invoke the listener with.
   * @param {Boolean} [once=false] Specify if the listener is a one-time listener.
   * @constructor
   * @private
   */
  function EE(fn, context, once) {
    this.fn = fn;
    this.context = context;
    this.once = once || false;
  }
  /**
   * Add a listener for a given event.
   *
   * @param {EventEmitter} emitter Reference to the `EventEmitter` instance.
   * @param {(String|Symbol)} event The event name.
   * @param {Function} fn The listener function.
   * @param {*} context The context to invoke the listener with.
   * @param {Boolean} once Specify if the listener is a one-time listener.
   * @returns {EventEmitter}
   * @private
   */
  function addListener(emitter, event, fn, context, once) {
    if (typeof fn !== 'function') throw new TypeError('The listener must be a function');
    var listener = new EE(fn, context || emitter, once),
      evt = prefix ? prefix + event : event;
    if (!emitter._events[evt]) (emitter._events[evt] = listener), emitter._eventsCount++;
    else if (!emitter._events[evt].fn) emitter._events[evt].push(listener);
    else emitter._events[evt] = [emitter._events[evt], listener];
    return emitter;
  }
  /**
   * Clear event by name.
   *
   * @param {EventEmitter} emitter Reference to the `EventEmitter` instance.
   * @param {(String|Symbol)} evt The Event name.
   * @private
   */
  function clearEvent(emitter, evt) {
    if (--emitter._eventsCount === 0) emitter._events = new Events();
    else delete emitter._events[evt];
  }
  /**
   * Minimal `EventEmitter` interface that is molded against the Node.js
   * `EventEmitter` interface.
   *
   * @constructor
   * @public
   */
  function EventEmitter() {
    this._events = new Events();
    this._eventsCount = 0;
  }
  /**
   * Return an array listing the events for which the emitter has registered
   * listeners.
   *
   * @returns {Array}
   * @public
   */
  EventEmitter.prototype.eventNames = function eventNames() {
    var names = [],
      events,
      name;
    if (this._eventsCount === 0) return names;
    for (name in (events = this._events)) if (has.call(events, name)) names.push(prefix ? name.slice(1) : name);
    if (Object.getOwnPropertySymbols) return names.concat(Object.getOwnPropertySymbols(events));
    return names;
  };
  /**
   * Return the listeners registered for a given event.
   *
   * @param {(String|Symbol)} event The event name.
   * @returns {Array} The registered listeners.
   * @public
   */
  EventEmitter.prototype.listeners = function listeners(event) {
    var evt = prefix ? prefix + event : event,
      handlers = this._events[evt];
    if (!handlers) return [];
    if (handlers.fn) return [handlers.fn];
    for (var i = 0, l = handlers.length, ee = new Array(l); i < l; i++) ee[i] = handlers[i].fn;
    return ee;
  };
  /**
   * Return the number of listeners listening to a given event.
   *
   * @param {(String|Symbol)} event The event name.
   * @returns {Number} The number of listeners.
   * @public
   */
  EventEmitter.prototype.listenerCount = function listenerCount(event) {
    var evt = prefix ? prefix + event : event,
      listeners = this._events[evt];
    if (!listeners) return 0;
    if (listeners.fn) return 1;
    return listeners.length;
  };
  /**
   * Calls each of the listeners registered for a given event.
   *
   * @param {(String|Symbol)} event The event name.
   * @returns {Boolean} `true` if the event had listeners, else `false`.
   * @public
   */
  EventEmitter.prototype.emit = function emit(event, a1, a2, a3, a4, a5) {
    var evt = prefix ? prefix + event : event;
    if (!this._events[evt]) return false;
    var listeners = this._events[evt],
      len = arguments.length,
      args,
      i;
    if (listeners.fn) {
      if (listeners.once) this.removeListener(event, listeners.fn, void 0, true);
      switch (len) {
        case 1:
          return (listeners.fn.call(listeners.context), true);
        case 2:
          return (listeners.fn.call(listeners.context, a1), true);
        case 3:
          return (listeners.fn.call(listeners.context, a1, a2), true);
        case 4:
          return (listeners.fn.call(listeners.context, a1, a2, a3), true);
        case 5:
          return (listeners.fn.call(listeners.context, a1, a2, a3, a4), true);
        case 6:
          return (listeners.fn.call(listeners.context, a1, a2, a3, a4, a5), true);
      }
      for (i = 1, args = new Array(len - 1); i < len; i++) args[i - 1] = arguments[i];
      listeners.fn.apply(listeners.context, args);
    } else {
      var length = listeners.length,
        j;
      for (i = 0; i < length; i++) {
        if (listeners[i].once) this.removeListener(event, listeners[i].fn, void 0, true);
        switch (len) {
          case 1:
            listeners[i].fn.call(listeners[i].context);
            break;
          case 2:
            listeners[i].fn.call(listeners[i].context, a1);
            break;
          case 3:
            listeners[i].fn.call(listeners[i].context, a1, a2);
            break;
          case 4:
            listeners[i].fn.call(listeners[i].context, a1, a2, a3);
            break;
          default:
            if (!args) for (j = 1, args = new Array(len - 1); j < len; j++) args[j - 1] = arguments[j];
            listeners[i].fn.apply(listeners[i].context, args);
        }
      }
    }
    return true;
  };
  /**
   * Add a listener for a given event.
   *
   * @param {(String|Symbol)} event The event name.
   * @param {Function} fn The listener function.
   * @param {*} [context=this] The context to invoke the listener with.
   * @returns {EventEmitter} `this`.
   * @public
   */
  EventEmitter.prototype.on = function on(event, fn, context) {
    return addListener(this, event, fn, context, false);
  };
  /**
   * Add a one-time listener for a given event.
   *
   * @param {(String|Symbol)} event The event name.
   * @param {Function} fn The listener function.
   * @param {*} [context=this] The context to invoke the listener with.
   * @returns {EventEmitter} `this`.
   * @public
   */
  EventEmitter.prototype.once = function once(event, fn, context) {
    return addListener(this, event, fn, context, true);
  };
  /**
   * Remove the listeners of a given event.
   *
   * @param {(String|Symbol)} event The event name.
   * @param {Function} fn Only remove the listeners that match this function.
   * @param {*} context Only remove the listeners that have this context.
   * @param {Boolean} once Only remove one-time listeners.
   * @returns {EventEmitter} `this`.
   * @public
   */
  EventEmitter.prototype.removeListener = function removeListener(event, fn, context, once) {
    var evt = prefix ? prefix + event : event;
    if (!this._events[evt]) return this;
    if (!fn) {
      clearEvent(this, evt);
      return this;
    }
    var listeners = this._events[evt];
    if (listeners.fn) {
      if (listeners.fn === fn && (!once || listeners.once) && (!context || listeners.context === context))
        clearEvent(this, evt);
    } else {
      for (var i = 0, events = [], length = listeners.length; i < length; i++)
        if (listeners[i].fn !== fn || (once && !listeners[i].once) || (context && listeners[i].context !== context))
          events.push(listeners[i]);
      if (events.length) this._events[evt] = events.length === 1 ? events[0] : events;
      else clearEvent(this, evt);
    }
    return this;
  };
  /**
   * Remove all listeners, or those of the specified event.
   *
   * @param {(String|Symbol)} [event] The event name.
   * @returns {EventEmitter} `this`.
   * @public
   */
  EventEmitter.prototype.removeAllListeners = function removeAllListeners(event) {
    var evt;
    if (event) {
      evt = prefix ? prefix + event : event;
      if (this._events[evt]) clearEvent(this, evt);
    } else {
      this._events = new Events();
      this._eventsCount = 0;
    }
    return this;
  };
  EventEmitter.prototype.off = EventEmitter.prototype.removeListener;
  EventEmitter.prototype.addListener = EventEmitter.prototype.on;
  EventEmitter.prefixed = prefix;
  EventEmitter.EventEmitter = EventEmitter;
  if ('undefined' !== typeof module) module.exports = EventEmitter;
});
// ../../node_modules/.pnpm/eventemitter3@5.0.4/node_modules/eventemitter3/index.mjs
var import_eventemitter3;
var init_eventemitter3 = __esmMin(() => {
  import_eventemitter3 = /* @__PURE__ */ __toESM(require_eventemitter3(), 1);
});
// ../core-loop/src/events.ts
var TrainEmitter;
var init_events = __esmMin(() => {
  init_eventemitter3();
  TrainEmitter = class extends import_eventemitter3.default {
    emit(event, ...args) {
      const listeners = this.listeners(event);
      for (const listener of listeners)
        try {
          const result = listener.apply(this, args);
          if (result instanceof Promise) result.catch((error) => this.failed(event, error));
        } catch (error) {
          this.failed(event, error);
        }
      return listeners.length > 0;
    }
    failed(event, error) {
      if (event === 'listener:failed') return;
      if (
        !this.emit('listener:failed', {
          event,
          error,
        })
      )
        console.error(`[core-loop] a listener of '${event}' failed:`, error);
    }
  };
});
// ../core-loop/src/hooks.ts
var SERIES_HOOKS, STEP_HOOKS, AROUND_HOOKS, HOOK_NAMES;
var init_hooks = __esmMin(() => {
  SERIES_HOOKS = ['fitStart', 'epochStart', 'stepStart', 'stepEnd', 'epochEnd', 'fitEnd'];
  STEP_HOOKS = ['loss', 'gradients', 'updated'];
  AROUND_HOOKS = ['evaluate', 'save'];
  HOOK_NAMES = [...SERIES_HOOKS, ...STEP_HOOKS, ...AROUND_HOOKS];
});
// ../core-loop/src/nearest.ts
/** Levenshtein distance, one row at a time. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
/**
 * The known name nearest to a mistyped one, or undefined when none is near (more than a third of the letters differ).
 * For messages of the form “did you mean …?”.
 */
function nearest$1(name, known) {
  let best;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  return best;
}
/** `' Did you mean …?'` or an empty string. */
function didYouMean(name, known) {
  const hit = nearest$1(name, known);
  return hit === void 0 ? '' : ` Did you mean '${hit}'?`;
}
var init_nearest = __esmMin(() => {});
// ../core-loop/src/explain.ts
/** The order of everything, as text. */
function explain({ plugins, hooks, bindings, engine, run, accumulate, flush }) {
  const parameters = Object.values(run.model.parameters);
  const values = parameters.reduce((sum, v) => sum + v.size, 0);
  const lines = [
    `model      ${parameters.length} parameter tensors, ${values.toLocaleString('en-US')} values`,
    `engine     ${engine.name} (${engine.backend})`,
    `groups     ${accumulate} micro-batch${accumulate === 1 ? '' : 'es'} a step, a short last group is ${flush ? 'flushed' : 'dropped'}`,
    `plugins    ${plugins.map(({ name }) => name).join(' → ') || 'none'}`,
    '',
    'lifecycle',
    ...LIFECYCLE.split('\n').map((line) => `  ${line}`),
    '',
    'hooks, in the order in which they run (around hooks: the first is the outermost)',
    ...HOOK_NAMES.filter((hook) => hooks.of(hook).length > 0).map(
      (hook) =>
        `  ${hook.padEnd(12)}${hooks
          .of(hook)
          .map(({ plugin }) => plugin)
          .join(' → ')}`,
    ),
    '',
    'tokens',
    ...bindings.list().map(({ token, owner }) => `  ${token.padEnd(36)}${owner}`),
  ];
  const scalars = run.scalars.names();
  if (scalars.length > 0) {
    lines.push('', 'scalars');
    for (const name of scalars) {
      const factors = Object.entries(run.scalars.factors(name)).map(([owner, factor]) => ` × ${factor} (${owner})`);
      lines.push(`  ${name} = ${run.scalars.base(name)}${factors.join('')}`);
    }
  }
  const absent = plugins.flatMap(({ name, after = [] }) =>
    after
      .filter((other) => !plugins.some((p) => p.name === other))
      .map((other) => ({
        name,
        other,
      })),
  );
  if (absent.length > 0) {
    lines.push('', 'ordering wishes about plugins that are not here');
    for (const { name, other } of absent) {
      const near = nearest$1(
        other,
        plugins.map((p) => p.name),
      );
      lines.push(`  ${name} after ${other}${near ? ` (did you mean '${near}'?)` : ''}`);
    }
  }
  return lines.join('\n');
}
var LIFECYCLE;
var init_explain = __esmMin(() => {
  init_hooks();
  init_nearest();
  LIFECYCLE = `fitStart
for every epoch
  epochStart                                    1 prepare
  for every group of A micro-batches            2 train
    stepStart
    for every micro-batch
      forward → losses → loss* → gradients of total, added up
    mean gradients → gradients* → optimiser → updated*
    stepEnd
  evaluate( metrics )                           3 evaluate
  epochEnd                                      4 after
  save( checkpoint )
  stop?
fitEnd`;
});
// ../core-loop/src/scalars.ts
var Scalars;
var init_scalars = __esmMin(() => {
  init_errors$1();
  Scalars = class {
    #base = /* @__PURE__ */ new Map();
    #factors = /* @__PURE__ */ new Map();
    /** Declares a scalar or changes its base value. Factors stay. */
    set(name, base) {
      if (!Number.isFinite(base))
        throw new TrainError('CL_SCALAR_NOT_FINITE', `scalar '${name}' was set to ${base}. Give it a finite number`);
      this.#base.set(name, base);
    }
    /** Sets the factor that `owner` contributes to `name`; 1 takes it out. The scalar may be declared later. */
    factor(name, owner, factor) {
      if (!Number.isFinite(factor))
        throw new TrainError(
          'CL_SCALAR_NOT_FINITE',
          `'${owner}' multiplies scalar '${name}' by ${factor}. Give it a finite factor`,
        );
      const factors = this.#factors.get(name) ?? /* @__PURE__ */ new Map();
      this.#factors.set(name, factors.set(owner, factor));
    }
    has(name) {
      return this.#base.has(name);
    }
    /** The base value of `name`. Throws `CL_SCALAR_UNKNOWN`. */
    base(name) {
      const base = this.#base.get(name);
      if (base === void 0) {
        const known = [...this.#base.keys()].join(', ') || 'none';
        throw new TrainError(
          'CL_SCALAR_UNKNOWN',
          `no scalar '${name}'; declared: ${known}. Declare it with run.scalars.set(name, value)`,
        );
      }
      return base;
    }
    /** Base times all factors. A product of factors that is exactly 1 gives exactly the base. */
    value(name) {
      let value = this.base(name);
      for (const factor of this.#factors.get(name)?.values() ?? []) value *= factor;
      return value;
    }
    /** Factors on `name` by owner, in the order in which they were first set. */
    factors(name) {
      return Object.fromEntries(this.#factors.get(name) ?? []);
    }
    names() {
      return [...this.#base.keys()];
    }
    /** All current values. */
    values() {
      return Object.fromEntries(this.names().map((name) => [name, this.value(name)]));
    }
  };
});
// ../core-loop/src/tokens.ts
/**
 * Makes a token. Prefix the name with your package; `providedBy` lists packages to suggest when nobody binds it.
 * @example const Sampler = token<Sampler>('amnl-plugin-sampler/Sampler', ['amnl-plugin-sampler']);
 */
function token(name, providedBy = []) {
  const key = Symbol.for(name);
  providers.set(key, providedBy);
  return key;
}
/** Packages known to provide a token. */
function providersOf(key) {
  return providers.get(key) ?? [];
}
var providers, Loss, OptimizerToken, TrainData, EvaluatorToken, EngineToken, SaverToken;
var init_tokens = __esmMin(() => {
  providers = /* @__PURE__ */ new Map();
  Loss = token('@amnl/core-loop/Loss', ['@amnl/amnl-loss', 'the `loss` option']);
  OptimizerToken = token('@amnl/core-loop/Optimizer', ['@amnl/optim-adamw', 'sgd() of @amnl/core-loop']);
  TrainData = token('@amnl/core-loop/TrainData', ['the `data` option']);
  EvaluatorToken = token('@amnl/core-loop/Evaluator', ['the `evaluation` option']);
  EngineToken = token('@amnl/core-loop/StepEngine', ['eagerEngine() of @amnl/core-loop']);
  SaverToken = token('@amnl/core-loop/Saver', ['@amnl/checkpoint']);
});
// ../core-loop/src/stop-gradient.ts
/**
 * Passes `x` through and stops its gradient (PyTorch's `detach()`, JAX's `stop_gradient`), which TensorFlow.js lacks.
 * @param x any tensor
 */
function stopGradient(x) {
  return customGrad((value) => ({
    value: clone(value),
    gradFunc: (dy) => zerosLike(dy),
  }))(x);
}
var init_stop_gradient = __esmMin(() => {});
// ../../node_modules/.pnpm/reflect-metadata@0.2.2/node_modules/reflect-metadata/Reflect.js
var require_Reflect = /* @__PURE__ */ __commonJSMin(() => {
  /*! *****************************************************************************
	Copyright (C) Microsoft. All rights reserved.
	Licensed under the Apache License, Version 2.0 (the "License"); you may not use
	this file except in compliance with the License. You may obtain a copy of the
	License at http://www.apache.org/licenses/LICENSE-2.0
	
	THIS CODE IS PROVIDED ON AN *AS IS* BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY
	KIND, EITHER EXPRESS OR IMPLIED, INCLUDING WITHOUT LIMITATION ANY IMPLIED
	WARRANTIES OR CONDITIONS OF TITLE, FITNESS FOR A PARTICULAR PURPOSE,
	MERCHANTABLITY OR NON-INFRINGEMENT.
	
	See the Apache Version 2.0 License for specific language governing permissions
	and limitations under the License.
	***************************************************************************** */
  var Reflect;
  ((Reflect) => {
    (function (factory) {
      var root =
        typeof globalThis === 'object'
          ? globalThis
          : typeof global === 'object'
            ? global
            : typeof self === 'object'
              ? self
              : typeof this === 'object'
                ? this
                : sloppyModeThis();
      var exporter = makeExporter(Reflect);
      if (typeof root.Reflect !== 'undefined') exporter = makeExporter(root.Reflect, exporter);
      factory(exporter, root);
      if (typeof root.Reflect === 'undefined') root.Reflect = Reflect;
      function makeExporter(target, previous) {
        return (key, value) => {
          Object.defineProperty(target, key, {
            configurable: true,
            writable: true,
            value,
          });
          if (previous) previous(key, value);
        };
      }
      function functionThis() {
        try {
          return Function('return this;')();
        } catch (_) {}
      }
      function indirectEvalThis() {
        try {
          return (0, eval)('(function() { return this; })()');
        } catch (_) {}
      }
      function sloppyModeThis() {
        return functionThis() || indirectEvalThis();
      }
    })((exporter, root) => {
      var hasOwn = Object.prototype.hasOwnProperty;
      var supportsSymbol = typeof Symbol === 'function';
      var toPrimitiveSymbol =
        supportsSymbol && typeof Symbol.toPrimitive !== 'undefined' ? Symbol.toPrimitive : '@@toPrimitive';
      var iteratorSymbol = supportsSymbol && typeof Symbol.iterator !== 'undefined' ? Symbol.iterator : '@@iterator';
      var supportsCreate = typeof Object.create === 'function';
      var supportsProto = { __proto__: [] } instanceof Array;
      var downLevel = !supportsCreate && !supportsProto;
      var HashMap = {
        create: supportsCreate
          ? () => MakeDictionary(Object.create(null))
          : supportsProto
            ? () => MakeDictionary({ __proto__: null })
            : () => MakeDictionary({}),
        has: downLevel ? (map, key) => hasOwn.call(map, key) : (map, key) => key in map,
        get: downLevel ? (map, key) => (hasOwn.call(map, key) ? map[key] : void 0) : (map, key) => map[key],
      };
      var functionPrototype = Object.getPrototypeOf(Function);
      var _Map = typeof Map === 'function' && typeof Map.prototype.entries === 'function' ? Map : CreateMapPolyfill();
      var _Set = typeof Set === 'function' && typeof Set.prototype.entries === 'function' ? Set : CreateSetPolyfill();
      var _WeakMap = typeof WeakMap === 'function' ? WeakMap : CreateWeakMapPolyfill();
      var registrySymbol = supportsSymbol ? Symbol.for('@reflect-metadata:registry') : void 0;
      var metadataRegistry = GetOrCreateMetadataRegistry();
      var metadataProvider = CreateMetadataProvider(metadataRegistry);
      /**
       * Applies a set of decorators to a property of a target object.
       * @param decorators An array of decorators.
       * @param target The target object.
       * @param propertyKey (Optional) The property key to decorate.
       * @param attributes (Optional) The property descriptor for the target key.
       * @remarks Decorators are applied in reverse order.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     Example = Reflect.decorate(decoratorsArray, Example);
       *
       *     // property (on constructor)
       *     Reflect.decorate(decoratorsArray, Example, "staticProperty");
       *
       *     // property (on prototype)
       *     Reflect.decorate(decoratorsArray, Example.prototype, "property");
       *
       *     // method (on constructor)
       *     Object.defineProperty(Example, "staticMethod",
       *         Reflect.decorate(decoratorsArray, Example, "staticMethod",
       *             Object.getOwnPropertyDescriptor(Example, "staticMethod")));
       *
       *     // method (on prototype)
       *     Object.defineProperty(Example.prototype, "method",
       *         Reflect.decorate(decoratorsArray, Example.prototype, "method",
       *             Object.getOwnPropertyDescriptor(Example.prototype, "method")));
       *
       */
      function decorate(decorators, target, propertyKey, attributes) {
        if (!IsUndefined(propertyKey)) {
          if (!IsArray(decorators)) throw new TypeError();
          if (!IsObject(target)) throw new TypeError();
          if (!IsObject(attributes) && !IsUndefined(attributes) && !IsNull(attributes)) throw new TypeError();
          if (IsNull(attributes)) attributes = void 0;
          propertyKey = ToPropertyKey(propertyKey);
          return DecorateProperty(decorators, target, propertyKey, attributes);
        } else {
          if (!IsArray(decorators)) throw new TypeError();
          if (!IsConstructor(target)) throw new TypeError();
          return DecorateConstructor(decorators, target);
        }
      }
      exporter('decorate', decorate);
      /**
       * A default metadata decorator factory that can be used on a class, class member, or parameter.
       * @param metadataKey The key for the metadata entry.
       * @param metadataValue The value for the metadata entry.
       * @returns A decorator function.
       * @remarks
       * If `metadataKey` is already defined for the target and target key, the
       * metadataValue for that key will be overwritten.
       * @example
       *
       *     // constructor
       *     @Reflect.metadata(key, value)
       *     class Example {
       *     }
       *
       *     // property (on constructor, TypeScript only)
       *     class Example {
       *         @Reflect.metadata(key, value)
       *         static staticProperty;
       *     }
       *
       *     // property (on prototype, TypeScript only)
       *     class Example {
       *         @Reflect.metadata(key, value)
       *         property;
       *     }
       *
       *     // method (on constructor)
       *     class Example {
       *         @Reflect.metadata(key, value)
       *         static staticMethod() { }
       *     }
       *
       *     // method (on prototype)
       *     class Example {
       *         @Reflect.metadata(key, value)
       *         method() { }
       *     }
       *
       */
      function metadata(metadataKey, metadataValue) {
        function decorator(target, propertyKey) {
          if (!IsObject(target)) throw new TypeError();
          if (!IsUndefined(propertyKey) && !IsPropertyKey(propertyKey)) throw new TypeError();
          OrdinaryDefineOwnMetadata(metadataKey, metadataValue, target, propertyKey);
        }
        return decorator;
      }
      exporter('metadata', metadata);
      /**
       * Define a unique metadata entry on the target.
       * @param metadataKey A key used to store and retrieve metadata.
       * @param metadataValue A value that contains attached metadata.
       * @param target The target object on which to define metadata.
       * @param propertyKey (Optional) The property key for the target.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     Reflect.defineMetadata("custom:annotation", options, Example);
       *
       *     // property (on constructor)
       *     Reflect.defineMetadata("custom:annotation", options, Example, "staticProperty");
       *
       *     // property (on prototype)
       *     Reflect.defineMetadata("custom:annotation", options, Example.prototype, "property");
       *
       *     // method (on constructor)
       *     Reflect.defineMetadata("custom:annotation", options, Example, "staticMethod");
       *
       *     // method (on prototype)
       *     Reflect.defineMetadata("custom:annotation", options, Example.prototype, "method");
       *
       *     // decorator factory as metadata-producing annotation.
       *     function MyAnnotation(options): Decorator {
       *         return (target, key?) => Reflect.defineMetadata("custom:annotation", options, target, key);
       *     }
       *
       */
      function defineMetadata(metadataKey, metadataValue, target, propertyKey) {
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        return OrdinaryDefineOwnMetadata(metadataKey, metadataValue, target, propertyKey);
      }
      exporter('defineMetadata', defineMetadata);
      /**
       * Gets a value indicating whether the target object or its prototype chain has the provided metadata key defined.
       * @param metadataKey A key used to store and retrieve metadata.
       * @param target The target object on which the metadata is defined.
       * @param propertyKey (Optional) The property key for the target.
       * @returns `true` if the metadata key was defined on the target object or its prototype chain; otherwise, `false`.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     result = Reflect.hasMetadata("custom:annotation", Example);
       *
       *     // property (on constructor)
       *     result = Reflect.hasMetadata("custom:annotation", Example, "staticProperty");
       *
       *     // property (on prototype)
       *     result = Reflect.hasMetadata("custom:annotation", Example.prototype, "property");
       *
       *     // method (on constructor)
       *     result = Reflect.hasMetadata("custom:annotation", Example, "staticMethod");
       *
       *     // method (on prototype)
       *     result = Reflect.hasMetadata("custom:annotation", Example.prototype, "method");
       *
       */
      function hasMetadata(metadataKey, target, propertyKey) {
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        return OrdinaryHasMetadata(metadataKey, target, propertyKey);
      }
      exporter('hasMetadata', hasMetadata);
      /**
       * Gets a value indicating whether the target object has the provided metadata key defined.
       * @param metadataKey A key used to store and retrieve metadata.
       * @param target The target object on which the metadata is defined.
       * @param propertyKey (Optional) The property key for the target.
       * @returns `true` if the metadata key was defined on the target object; otherwise, `false`.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     result = Reflect.hasOwnMetadata("custom:annotation", Example);
       *
       *     // property (on constructor)
       *     result = Reflect.hasOwnMetadata("custom:annotation", Example, "staticProperty");
       *
       *     // property (on prototype)
       *     result = Reflect.hasOwnMetadata("custom:annotation", Example.prototype, "property");
       *
       *     // method (on constructor)
       *     result = Reflect.hasOwnMetadata("custom:annotation", Example, "staticMethod");
       *
       *     // method (on prototype)
       *     result = Reflect.hasOwnMetadata("custom:annotation", Example.prototype, "method");
       *
       */
      function hasOwnMetadata(metadataKey, target, propertyKey) {
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        return OrdinaryHasOwnMetadata(metadataKey, target, propertyKey);
      }
      exporter('hasOwnMetadata', hasOwnMetadata);
      /**
       * Gets the metadata value for the provided metadata key on the target object or its prototype chain.
       * @param metadataKey A key used to store and retrieve metadata.
       * @param target The target object on which the metadata is defined.
       * @param propertyKey (Optional) The property key for the target.
       * @returns The metadata value for the metadata key if found; otherwise, `undefined`.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     result = Reflect.getMetadata("custom:annotation", Example);
       *
       *     // property (on constructor)
       *     result = Reflect.getMetadata("custom:annotation", Example, "staticProperty");
       *
       *     // property (on prototype)
       *     result = Reflect.getMetadata("custom:annotation", Example.prototype, "property");
       *
       *     // method (on constructor)
       *     result = Reflect.getMetadata("custom:annotation", Example, "staticMethod");
       *
       *     // method (on prototype)
       *     result = Reflect.getMetadata("custom:annotation", Example.prototype, "method");
       *
       */
      function getMetadata(metadataKey, target, propertyKey) {
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        return OrdinaryGetMetadata(metadataKey, target, propertyKey);
      }
      exporter('getMetadata', getMetadata);
      /**
       * Gets the metadata value for the provided metadata key on the target object.
       * @param metadataKey A key used to store and retrieve metadata.
       * @param target The target object on which the metadata is defined.
       * @param propertyKey (Optional) The property key for the target.
       * @returns The metadata value for the metadata key if found; otherwise, `undefined`.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     result = Reflect.getOwnMetadata("custom:annotation", Example);
       *
       *     // property (on constructor)
       *     result = Reflect.getOwnMetadata("custom:annotation", Example, "staticProperty");
       *
       *     // property (on prototype)
       *     result = Reflect.getOwnMetadata("custom:annotation", Example.prototype, "property");
       *
       *     // method (on constructor)
       *     result = Reflect.getOwnMetadata("custom:annotation", Example, "staticMethod");
       *
       *     // method (on prototype)
       *     result = Reflect.getOwnMetadata("custom:annotation", Example.prototype, "method");
       *
       */
      function getOwnMetadata(metadataKey, target, propertyKey) {
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        return OrdinaryGetOwnMetadata(metadataKey, target, propertyKey);
      }
      exporter('getOwnMetadata', getOwnMetadata);
      /**
       * Gets the metadata keys defined on the target object or its prototype chain.
       * @param target The target object on which the metadata is defined.
       * @param propertyKey (Optional) The property key for the target.
       * @returns An array of unique metadata keys.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     result = Reflect.getMetadataKeys(Example);
       *
       *     // property (on constructor)
       *     result = Reflect.getMetadataKeys(Example, "staticProperty");
       *
       *     // property (on prototype)
       *     result = Reflect.getMetadataKeys(Example.prototype, "property");
       *
       *     // method (on constructor)
       *     result = Reflect.getMetadataKeys(Example, "staticMethod");
       *
       *     // method (on prototype)
       *     result = Reflect.getMetadataKeys(Example.prototype, "method");
       *
       */
      function getMetadataKeys(target, propertyKey) {
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        return OrdinaryMetadataKeys(target, propertyKey);
      }
      exporter('getMetadataKeys', getMetadataKeys);
      /**
       * Gets the unique metadata keys defined on the target object.
       * @param target The target object on which the metadata is defined.
       * @param propertyKey (Optional) The property key for the target.
       * @returns An array of unique metadata keys.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     result = Reflect.getOwnMetadataKeys(Example);
       *
       *     // property (on constructor)
       *     result = Reflect.getOwnMetadataKeys(Example, "staticProperty");
       *
       *     // property (on prototype)
       *     result = Reflect.getOwnMetadataKeys(Example.prototype, "property");
       *
       *     // method (on constructor)
       *     result = Reflect.getOwnMetadataKeys(Example, "staticMethod");
       *
       *     // method (on prototype)
       *     result = Reflect.getOwnMetadataKeys(Example.prototype, "method");
       *
       */
      function getOwnMetadataKeys(target, propertyKey) {
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        return OrdinaryOwnMetadataKeys(target, propertyKey);
      }
      exporter('getOwnMetadataKeys', getOwnMetadataKeys);
      /**
       * Deletes the metadata entry from the target object with the provided key.
       * @param metadataKey A key used to store and retrieve metadata.
       * @param target The target object on which the metadata is defined.
       * @param propertyKey (Optional) The property key for the target.
       * @returns `true` if the metadata entry was found and deleted; otherwise, false.
       * @example
       *
       *     class Example {
       *         // property declarations are not part of ES6, though they are valid in TypeScript:
       *         // static staticProperty;
       *         // property;
       *
       *         constructor(p) { }
       *         static staticMethod(p) { }
       *         method(p) { }
       *     }
       *
       *     // constructor
       *     result = Reflect.deleteMetadata("custom:annotation", Example);
       *
       *     // property (on constructor)
       *     result = Reflect.deleteMetadata("custom:annotation", Example, "staticProperty");
       *
       *     // property (on prototype)
       *     result = Reflect.deleteMetadata("custom:annotation", Example.prototype, "property");
       *
       *     // method (on constructor)
       *     result = Reflect.deleteMetadata("custom:annotation", Example, "staticMethod");
       *
       *     // method (on prototype)
       *     result = Reflect.deleteMetadata("custom:annotation", Example.prototype, "method");
       *
       */
      function deleteMetadata(metadataKey, target, propertyKey) {
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        if (!IsObject(target)) throw new TypeError();
        if (!IsUndefined(propertyKey)) propertyKey = ToPropertyKey(propertyKey);
        var provider = GetMetadataProvider(target, propertyKey, false);
        if (IsUndefined(provider)) return false;
        return provider.OrdinaryDeleteMetadata(metadataKey, target, propertyKey);
      }
      exporter('deleteMetadata', deleteMetadata);
      function DecorateConstructor(decorators, target) {
        for (var i = decorators.length - 1; i >= 0; --i) {
          var decorator = decorators[i];
          var decorated = decorator(target);
          if (!IsUndefined(decorated) && !IsNull(decorated)) {
            if (!IsConstructor(decorated)) throw new TypeError();
            target = decorated;
          }
        }
        return target;
      }
      function DecorateProperty(decorators, target, propertyKey, descriptor) {
        for (var i = decorators.length - 1; i >= 0; --i) {
          var decorator = decorators[i];
          var decorated = decorator(target, propertyKey, descriptor);
          if (!IsUndefined(decorated) && !IsNull(decorated)) {
            if (!IsObject(decorated)) throw new TypeError();
            descriptor = decorated;
          }
        }
        return descriptor;
      }
      function OrdinaryHasMetadata(MetadataKey, O, P) {
        if (OrdinaryHasOwnMetadata(MetadataKey, O, P)) return true;
        var parent = OrdinaryGetPrototypeOf(O);
        if (!IsNull(parent)) return OrdinaryHasMetadata(MetadataKey, parent, P);
        return false;
      }
      function OrdinaryHasOwnMetadata(MetadataKey, O, P) {
        var provider = GetMetadataProvider(O, P, false);
        if (IsUndefined(provider)) return false;
        return ToBoolean(provider.OrdinaryHasOwnMetadata(MetadataKey, O, P));
      }
      function OrdinaryGetMetadata(MetadataKey, O, P) {
        if (OrdinaryHasOwnMetadata(MetadataKey, O, P)) return OrdinaryGetOwnMetadata(MetadataKey, O, P);
        var parent = OrdinaryGetPrototypeOf(O);
        if (!IsNull(parent)) return OrdinaryGetMetadata(MetadataKey, parent, P);
      }
      function OrdinaryGetOwnMetadata(MetadataKey, O, P) {
        var provider = GetMetadataProvider(O, P, false);
        if (IsUndefined(provider)) return;
        return provider.OrdinaryGetOwnMetadata(MetadataKey, O, P);
      }
      function OrdinaryDefineOwnMetadata(MetadataKey, MetadataValue, O, P) {
        GetMetadataProvider(O, P, true).OrdinaryDefineOwnMetadata(MetadataKey, MetadataValue, O, P);
      }
      function OrdinaryMetadataKeys(O, P) {
        var ownKeys = OrdinaryOwnMetadataKeys(O, P);
        var parent = OrdinaryGetPrototypeOf(O);
        if (parent === null) return ownKeys;
        var parentKeys = OrdinaryMetadataKeys(parent, P);
        if (parentKeys.length <= 0) return ownKeys;
        if (ownKeys.length <= 0) return parentKeys;
        var set = new _Set();
        var keys = [];
        for (var _i = 0, ownKeys_1 = ownKeys; _i < ownKeys_1.length; _i++) {
          var key = ownKeys_1[_i];
          var hasKey = set.has(key);
          if (!hasKey) {
            set.add(key);
            keys.push(key);
          }
        }
        for (var _a = 0, parentKeys_1 = parentKeys; _a < parentKeys_1.length; _a++) {
          var key = parentKeys_1[_a];
          var hasKey = set.has(key);
          if (!hasKey) {
            set.add(key);
            keys.push(key);
          }
        }
        return keys;
      }
      function OrdinaryOwnMetadataKeys(O, P) {
        var provider = GetMetadataProvider(O, P, false);
        if (!provider) return [];
        return provider.OrdinaryOwnMetadataKeys(O, P);
      }
      function Type(x) {
        if (x === null) return 1;
        switch (typeof x) {
          case 'undefined':
            return 0;
          case 'boolean':
            return 2;
          case 'string':
            return 3;
          case 'symbol':
            return 4;
          case 'number':
            return 5;
          case 'object':
            return x === null ? 1 : 6;
          default:
            return 6;
        }
      }
      function IsUndefined(x) {
        return x === void 0;
      }
      function IsNull(x) {
        return x === null;
      }
      function IsSymbol(x) {
        return typeof x === 'symbol';
      }
      function IsObject(x) {
        return typeof x === 'object' ? x !== null : typeof x === 'function';
      }
      function ToPrimitive(input, PreferredType) {
        switch (Type(input)) {
          case 0:
            return input;
          case 1:
            return input;
          case 2:
            return input;
          case 3:
            return input;
          case 4:
            return input;
          case 5:
            return input;
        }
        var hint = PreferredType === 3 ? 'string' : PreferredType === 5 ? 'number' : 'default';
        var exoticToPrim = GetMethod(input, toPrimitiveSymbol);
        if (exoticToPrim !== void 0) {
          var result = exoticToPrim.call(input, hint);
          if (IsObject(result)) throw new TypeError();
          return result;
        }
        return OrdinaryToPrimitive(input, hint === 'default' ? 'number' : hint);
      }
      function OrdinaryToPrimitive(O, hint) {
        if (hint === 'string') {
          var toString_1 = O.toString;
          if (IsCallable(toString_1)) {
            var result = toString_1.call(O);
            if (!IsObject(result)) return result;
          }
          var valueOf = O.valueOf;
          if (IsCallable(valueOf)) {
            var result = valueOf.call(O);
            if (!IsObject(result)) return result;
          }
        } else {
          var valueOf = O.valueOf;
          if (IsCallable(valueOf)) {
            var result = valueOf.call(O);
            if (!IsObject(result)) return result;
          }
          var toString_2 = O.toString;
          if (IsCallable(toString_2)) {
            var result = toString_2.call(O);
            if (!IsObject(result)) return result;
          }
        }
        throw new TypeError();
      }
      function ToBoolean(argument) {
        return !!argument;
      }
      function ToString(argument) {
        return '' + argument;
      }
      function ToPropertyKey(argument) {
        var key = ToPrimitive(argument, 3);
        if (IsSymbol(key)) return key;
        return ToString(key);
      }
      function IsArray(argument) {
        return Array.isArray
          ? Array.isArray(argument)
          : argument instanceof Object
            ? argument instanceof Array
            : Object.prototype.toString.call(argument) === '[object Array]';
      }
      function IsCallable(argument) {
        return typeof argument === 'function';
      }
      function IsConstructor(argument) {
        return typeof argument === 'function';
      }
      function IsPropertyKey(argument) {
        switch (Type(argument)) {
          case 3:
            return true;
          case 4:
            return true;
          default:
            return false;
        }
      }
      function SameValueZero(x, y) {
        return x === y || (x !== x && y !== y);
      }
      function GetMethod(V, P) {
        var func = V[P];
        if (func === void 0 || func === null) return void 0;
        if (!IsCallable(func)) throw new TypeError();
        return func;
      }
      function GetIterator(obj) {
        var method = GetMethod(obj, iteratorSymbol);
        if (!IsCallable(method)) throw new TypeError();
        var iterator = method.call(obj);
        if (!IsObject(iterator)) throw new TypeError();
        return iterator;
      }
      function IteratorValue(iterResult) {
        return iterResult.value;
      }
      function IteratorStep(iterator) {
        var result = iterator.next();
        return result.done ? false : result;
      }
      function IteratorClose(iterator) {
        var f = iterator['return'];
        if (f) f.call(iterator);
      }
      function OrdinaryGetPrototypeOf(O) {
        var proto = Object.getPrototypeOf(O);
        if (typeof O !== 'function' || O === functionPrototype) return proto;
        if (proto !== functionPrototype) return proto;
        var prototype = O.prototype;
        var prototypeProto = prototype && Object.getPrototypeOf(prototype);
        if (prototypeProto == null || prototypeProto === Object.prototype) return proto;
        var constructor = prototypeProto.constructor;
        if (typeof constructor !== 'function') return proto;
        if (constructor === O) return proto;
        return constructor;
      }
      /**
       * Creates a registry used to allow multiple `reflect-metadata` providers.
       */
      function CreateMetadataRegistry() {
        var fallback;
        if (
          !IsUndefined(registrySymbol) &&
          typeof root.Reflect !== 'undefined' &&
          !(registrySymbol in root.Reflect) &&
          typeof root.Reflect.defineMetadata === 'function'
        )
          fallback = CreateFallbackProvider(root.Reflect);
        var first;
        var second;
        var rest;
        var targetProviderMap = new _WeakMap();
        var registry = {
          registerProvider,
          getProvider,
          setProvider,
        };
        return registry;
        function registerProvider(provider) {
          if (!Object.isExtensible(registry)) throw new Error('Cannot add provider to a frozen registry.');
          switch (true) {
            case fallback === provider:
              break;
            case IsUndefined(first):
              first = provider;
              break;
            case first === provider:
              break;
            case IsUndefined(second):
              second = provider;
              break;
            case second === provider:
              break;
            default:
              if (rest === void 0) rest = new _Set();
              rest.add(provider);
          }
        }
        function getProviderNoCache(O, P) {
          if (!IsUndefined(first)) {
            if (first.isProviderFor(O, P)) return first;
            if (!IsUndefined(second)) {
              if (second.isProviderFor(O, P)) return first;
              if (!IsUndefined(rest)) {
                var iterator = GetIterator(rest);
                while (true) {
                  var next = IteratorStep(iterator);
                  if (!next) return;
                  var provider = IteratorValue(next);
                  if (provider.isProviderFor(O, P)) {
                    IteratorClose(iterator);
                    return provider;
                  }
                }
              }
            }
          }
          if (!IsUndefined(fallback) && fallback.isProviderFor(O, P)) return fallback;
        }
        function getProvider(O, P) {
          var providerMap = targetProviderMap.get(O);
          var provider;
          if (!IsUndefined(providerMap)) provider = providerMap.get(P);
          if (!IsUndefined(provider)) return provider;
          provider = getProviderNoCache(O, P);
          if (!IsUndefined(provider)) {
            if (IsUndefined(providerMap)) {
              providerMap = new _Map();
              targetProviderMap.set(O, providerMap);
            }
            providerMap.set(P, provider);
          }
          return provider;
        }
        function hasProvider(provider) {
          if (IsUndefined(provider)) throw new TypeError();
          return first === provider || second === provider || (!IsUndefined(rest) && rest.has(provider));
        }
        function setProvider(O, P, provider) {
          if (!hasProvider(provider)) throw new Error('Metadata provider not registered.');
          var existingProvider = getProvider(O, P);
          if (existingProvider !== provider) {
            if (!IsUndefined(existingProvider)) return false;
            var providerMap = targetProviderMap.get(O);
            if (IsUndefined(providerMap)) {
              providerMap = new _Map();
              targetProviderMap.set(O, providerMap);
            }
            providerMap.set(P, provider);
          }
          return true;
        }
      }
      /**
       * Gets or creates the shared registry of metadata providers.
       */
      function GetOrCreateMetadataRegistry() {
        var metadataRegistry;
        if (!IsUndefined(registrySymbol) && IsObject(root.Reflect) && Object.isExtensible(root.Reflect))
          metadataRegistry = root.Reflect[registrySymbol];
        if (IsUndefined(metadataRegistry)) metadataRegistry = CreateMetadataRegistry();
        if (!IsUndefined(registrySymbol) && IsObject(root.Reflect) && Object.isExtensible(root.Reflect))
          Object.defineProperty(root.Reflect, registrySymbol, {
            enumerable: false,
            configurable: false,
            writable: false,
            value: metadataRegistry,
          });
        return metadataRegistry;
      }
      function CreateMetadataProvider(registry) {
        var metadata = new _WeakMap();
        var provider = {
          isProviderFor: (O, P) => {
            var targetMetadata = metadata.get(O);
            if (IsUndefined(targetMetadata)) return false;
            return targetMetadata.has(P);
          },
          OrdinaryDefineOwnMetadata,
          OrdinaryHasOwnMetadata,
          OrdinaryGetOwnMetadata,
          OrdinaryOwnMetadataKeys,
          OrdinaryDeleteMetadata,
        };
        metadataRegistry.registerProvider(provider);
        return provider;
        function GetOrCreateMetadataMap(O, P, Create) {
          var targetMetadata = metadata.get(O);
          var createdTargetMetadata = false;
          if (IsUndefined(targetMetadata)) {
            if (!Create) return void 0;
            targetMetadata = new _Map();
            metadata.set(O, targetMetadata);
            createdTargetMetadata = true;
          }
          var metadataMap = targetMetadata.get(P);
          if (IsUndefined(metadataMap)) {
            if (!Create) return void 0;
            metadataMap = new _Map();
            targetMetadata.set(P, metadataMap);
            if (!registry.setProvider(O, P, provider)) {
              targetMetadata.delete(P);
              if (createdTargetMetadata) metadata.delete(O);
              throw new Error('Wrong provider for target.');
            }
          }
          return metadataMap;
        }
        function OrdinaryHasOwnMetadata(MetadataKey, O, P) {
          var metadataMap = GetOrCreateMetadataMap(O, P, false);
          if (IsUndefined(metadataMap)) return false;
          return ToBoolean(metadataMap.has(MetadataKey));
        }
        function OrdinaryGetOwnMetadata(MetadataKey, O, P) {
          var metadataMap = GetOrCreateMetadataMap(O, P, false);
          if (IsUndefined(metadataMap)) return void 0;
          return metadataMap.get(MetadataKey);
        }
        function OrdinaryDefineOwnMetadata(MetadataKey, MetadataValue, O, P) {
          GetOrCreateMetadataMap(O, P, true).set(MetadataKey, MetadataValue);
        }
        function OrdinaryOwnMetadataKeys(O, P) {
          var keys = [];
          var metadataMap = GetOrCreateMetadataMap(O, P, false);
          if (IsUndefined(metadataMap)) return keys;
          var iterator = GetIterator(metadataMap.keys());
          var k = 0;
          while (true) {
            var next = IteratorStep(iterator);
            if (!next) {
              keys.length = k;
              return keys;
            }
            var nextValue = IteratorValue(next);
            try {
              keys[k] = nextValue;
            } catch (e) {
              try {
                IteratorClose(iterator);
              } finally {
                throw e;
              }
            }
            k++;
          }
        }
        function OrdinaryDeleteMetadata(MetadataKey, O, P) {
          var metadataMap = GetOrCreateMetadataMap(O, P, false);
          if (IsUndefined(metadataMap)) return false;
          if (!metadataMap.delete(MetadataKey)) return false;
          if (metadataMap.size === 0) {
            var targetMetadata = metadata.get(O);
            if (!IsUndefined(targetMetadata)) {
              targetMetadata.delete(P);
              if (targetMetadata.size === 0) metadata.delete(targetMetadata);
            }
          }
          return true;
        }
      }
      function CreateFallbackProvider(reflect) {
        var defineMetadata = reflect.defineMetadata,
          hasOwnMetadata = reflect.hasOwnMetadata,
          getOwnMetadata = reflect.getOwnMetadata,
          getOwnMetadataKeys = reflect.getOwnMetadataKeys,
          deleteMetadata = reflect.deleteMetadata;
        var metadataOwner = new _WeakMap();
        return {
          isProviderFor: (O, P) => {
            var metadataPropertySet = metadataOwner.get(O);
            if (!IsUndefined(metadataPropertySet) && metadataPropertySet.has(P)) return true;
            if (getOwnMetadataKeys(O, P).length) {
              if (IsUndefined(metadataPropertySet)) {
                metadataPropertySet = new _Set();
                metadataOwner.set(O, metadataPropertySet);
              }
              metadataPropertySet.add(P);
              return true;
            }
            return false;
          },
          OrdinaryDefineOwnMetadata: defineMetadata,
          OrdinaryHasOwnMetadata: hasOwnMetadata,
          OrdinaryGetOwnMetadata: getOwnMetadata,
          OrdinaryOwnMetadataKeys: getOwnMetadataKeys,
          OrdinaryDeleteMetadata: deleteMetadata,
        };
      }
      /**
       * Gets the metadata provider for an object. If the object has no metadata provider and this is for a create operation,
       * then this module's metadata provider is assigned to the object.
       */
      function GetMetadataProvider(O, P, Create) {
        var registeredProvider = metadataRegistry.getProvider(O, P);
        if (!IsUndefined(registeredProvider)) return registeredProvider;
        if (Create) {
          if (metadataRegistry.setProvider(O, P, metadataProvider)) return metadataProvider;
          throw new Error('Illegal state.');
        }
      }
      function CreateMapPolyfill() {
        var cacheSentinel = {};
        var arraySentinel = [];
        var MapIterator = (() => {
          function MapIterator(keys, values, selector) {
            this._index = 0;
            this._keys = keys;
            this._values = values;
            this._selector = selector;
          }
          MapIterator.prototype['@@iterator'] = function () {
            return this;
          };
          MapIterator.prototype[iteratorSymbol] = function () {
            return this;
          };
          MapIterator.prototype.next = function () {
            var index = this._index;
            if (index >= 0 && index < this._keys.length) {
              var result = this._selector(this._keys[index], this._values[index]);
              if (index + 1 >= this._keys.length) {
                this._index = -1;
                this._keys = arraySentinel;
                this._values = arraySentinel;
              } else this._index++;
              return {
                value: result,
                done: false,
              };
            }
            return {
              value: void 0,
              done: true,
            };
          };
          MapIterator.prototype.throw = function (error) {
            if (this._index >= 0) {
              this._index = -1;
              this._keys = arraySentinel;
              this._values = arraySentinel;
            }
            throw error;
          };
          MapIterator.prototype.return = function (value) {
            if (this._index >= 0) {
              this._index = -1;
              this._keys = arraySentinel;
              this._values = arraySentinel;
            }
            return {
              value,
              done: true,
            };
          };
          return MapIterator;
        })();
        return (() => {
          function Map() {
            this._keys = [];
            this._values = [];
            this._cacheKey = cacheSentinel;
            this._cacheIndex = -2;
          }
          Object.defineProperty(Map.prototype, 'size', {
            get: function () {
              return this._keys.length;
            },
            enumerable: true,
            configurable: true,
          });
          Map.prototype.has = function (key) {
            return this._find(key, false) >= 0;
          };
          Map.prototype.get = function (key) {
            var index = this._find(key, false);
            return index >= 0 ? this._values[index] : void 0;
          };
          Map.prototype.set = function (key, value) {
            var index = this._find(key, true);
            this._values[index] = value;
            return this;
          };
          Map.prototype.delete = function (key) {
            var index = this._find(key, false);
            if (index >= 0) {
              var size = this._keys.length;
              for (var i = index + 1; i < size; i++) {
                this._keys[i - 1] = this._keys[i];
                this._values[i - 1] = this._values[i];
              }
              this._keys.length--;
              this._values.length--;
              if (SameValueZero(key, this._cacheKey)) {
                this._cacheKey = cacheSentinel;
                this._cacheIndex = -2;
              }
              return true;
            }
            return false;
          };
          Map.prototype.clear = function () {
            this._keys.length = 0;
            this._values.length = 0;
            this._cacheKey = cacheSentinel;
            this._cacheIndex = -2;
          };
          Map.prototype.keys = function () {
            return new MapIterator(this._keys, this._values, getKey);
          };
          Map.prototype.values = function () {
            return new MapIterator(this._keys, this._values, getValue);
          };
          Map.prototype.entries = function () {
            return new MapIterator(this._keys, this._values, getEntry);
          };
          Map.prototype['@@iterator'] = function () {
            return this.entries();
          };
          Map.prototype[iteratorSymbol] = function () {
            return this.entries();
          };
          Map.prototype._find = function (key, insert) {
            if (!SameValueZero(this._cacheKey, key)) {
              this._cacheIndex = -1;
              for (var i = 0; i < this._keys.length; i++)
                if (SameValueZero(this._keys[i], key)) {
                  this._cacheIndex = i;
                  break;
                }
            }
            if (this._cacheIndex < 0 && insert) {
              this._cacheIndex = this._keys.length;
              this._keys.push(key);
              this._values.push(void 0);
            }
            return this._cacheIndex;
          };
          return Map;
        })();
        function getKey(key, _) {
          return key;
        }
        function getValue(_, value) {
          return value;
        }
        function getEntry(key, value) {
          return [key, value];
        }
      }
      function CreateSetPolyfill() {
        return (() => {
          function Set() {
            this._map = new _Map();
          }
          Object.defineProperty(Set.prototype, 'size', {
            get: function () {
              return this._map.size;
            },
            enumerable: true,
            configurable: true,
          });
          Set.prototype.has = function (value) {
            return this._map.has(value);
          };
          Set.prototype.add = function (value) {
            return (this._map.set(value, value), this);
          };
          Set.prototype.delete = function (value) {
            return this._map.delete(value);
          };
          Set.prototype.clear = function () {
            this._map.clear();
          };
          Set.prototype.keys = function () {
            return this._map.keys();
          };
          Set.prototype.values = function () {
            return this._map.keys();
          };
          Set.prototype.entries = function () {
            return this._map.entries();
          };
          Set.prototype['@@iterator'] = function () {
            return this.keys();
          };
          Set.prototype[iteratorSymbol] = function () {
            return this.keys();
          };
          return Set;
        })();
      }
      function CreateWeakMapPolyfill() {
        var UUID_SIZE = 16;
        var keys = HashMap.create();
        var rootKey = CreateUniqueKey();
        return (() => {
          function WeakMap() {
            this._key = CreateUniqueKey();
          }
          WeakMap.prototype.has = function (target) {
            var table = GetOrCreateWeakMapTable(target, false);
            return table !== void 0 ? HashMap.has(table, this._key) : false;
          };
          WeakMap.prototype.get = function (target) {
            var table = GetOrCreateWeakMapTable(target, false);
            return table !== void 0 ? HashMap.get(table, this._key) : void 0;
          };
          WeakMap.prototype.set = function (target, value) {
            var table = GetOrCreateWeakMapTable(target, true);
            table[this._key] = value;
            return this;
          };
          WeakMap.prototype.delete = function (target) {
            var table = GetOrCreateWeakMapTable(target, false);
            return table !== void 0 ? delete table[this._key] : false;
          };
          WeakMap.prototype.clear = function () {
            this._key = CreateUniqueKey();
          };
          return WeakMap;
        })();
        function CreateUniqueKey() {
          var key;
          do key = '@@WeakMap@@' + CreateUUID();
          while (HashMap.has(keys, key));
          keys[key] = true;
          return key;
        }
        function GetOrCreateWeakMapTable(target, create) {
          if (!hasOwn.call(target, rootKey)) {
            if (!create) return void 0;
            Object.defineProperty(target, rootKey, { value: HashMap.create() });
          }
          return target[rootKey];
        }
        function FillRandomBytes(buffer, size) {
          for (var i = 0; i < size; ++i) buffer[i] = (Math.random() * 255) | 0;
          return buffer;
        }
        function GenRandomBytes(size) {
          if (typeof Uint8Array === 'function') {
            var array = new Uint8Array(size);
            if (typeof crypto !== 'undefined') crypto.getRandomValues(array);
            else if (typeof msCrypto !== 'undefined') msCrypto.getRandomValues(array);
            else FillRandomBytes(array, size);
            return array;
          }
          return FillRandomBytes(new Array(size), size);
        }
        function CreateUUID() {
          var data = GenRandomBytes(UUID_SIZE);
          data[6] = (data[6] & 79) | 64;
          data[8] = (data[8] & 191) | 128;
          var result = '';
          for (var offset = 0; offset < UUID_SIZE; ++offset) {
            var byte = data[offset];
            if (offset === 4 || offset === 6 || offset === 8) result += '-';
            if (byte < 16) result += '0';
            result += byte.toString(16).toLowerCase();
          }
          return result;
        }
      }
      function MakeDictionary(obj) {
        obj.__ = void 0;
        delete obj.__;
        return obj;
      }
    });
  })(Reflect || (Reflect = {}));
});
// ../../node_modules/.pnpm/tslib@1.14.1/node_modules/tslib/tslib.js
var require_tslib = /* @__PURE__ */ __commonJSMin((exports, module) => {
  /*! *****************************************************************************
	Copyright (c) Microsoft Corporation.
	
	Permission to use, copy, modify, and/or distribute this software for any
	purpose with or without fee is hereby granted.
	
	THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
	REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
	AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
	INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
	LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
	OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
	PERFORMANCE OF THIS SOFTWARE.
	***************************************************************************** */
  var __extends;
  var __assign;
  var __rest;
  var __decorate;
  var __param;
  var __metadata;
  var __awaiter;
  var __generator;
  var __exportStar;
  var __values;
  var __read;
  var __spread;
  var __spreadArrays;
  var __await;
  var __asyncGenerator;
  var __asyncDelegator;
  var __asyncValues;
  var __makeTemplateObject;
  var __importStar;
  var __importDefault;
  var __classPrivateFieldGet;
  var __classPrivateFieldSet;
  var __createBinding;
  (function (factory) {
    var root =
      typeof global === 'object' ? global : typeof self === 'object' ? self : typeof this === 'object' ? this : {};
    if (typeof define === 'function' && define.amd)
      define('tslib', ['exports'], (exports) => {
        factory(createExporter(root, createExporter(exports)));
      });
    else if (typeof module === 'object' && typeof module.exports === 'object')
      factory(createExporter(root, createExporter(module.exports)));
    else factory(createExporter(root));
    function createExporter(exports, previous) {
      if (exports !== root) {
        if (typeof Object.create === 'function') Object.defineProperty(exports, '__esModule', { value: true });
        else exports.__esModule = true;
      }
      return (id, v) => (exports[id] = previous ? previous(id, v) : v);
    }
  })((exporter) => {
    var extendStatics =
      Object.setPrototypeOf ||
      ({ __proto__: [] } instanceof Array &&
        ((d, b) => {
          d.__proto__ = b;
        })) ||
      ((d, b) => {
        for (var p in b) if (Object.hasOwn(b, p)) d[p] = b[p];
      });
    __extends = (d, b) => {
      extendStatics(d, b);
      function __() {
        this.constructor = d;
      }
      d.prototype = b === null ? Object.create(b) : ((__.prototype = b.prototype), new __());
    };
    __assign =
      Object.assign ||
      function (t) {
        for (var s, i = 1, n = arguments.length; i < n; i++) {
          s = arguments[i];
          for (var p in s) if (Object.hasOwn(s, p)) t[p] = s[p];
        }
        return t;
      };
    __rest = (s, e) => {
      var t = {};
      for (var p in s) if (Object.hasOwn(s, p) && e.indexOf(p) < 0) t[p] = s[p];
      if (s != null && typeof Object.getOwnPropertySymbols === 'function') {
        for (var i = 0, p = Object.getOwnPropertySymbols(s); i < p.length; i++)
          if (e.indexOf(p[i]) < 0 && Object.prototype.propertyIsEnumerable.call(s, p[i])) t[p[i]] = s[p[i]];
      }
      return t;
    };
    __decorate = function (decorators, target, key, desc) {
      var c = arguments.length,
        r = c < 3 ? target : desc === null ? (desc = Object.getOwnPropertyDescriptor(target, key)) : desc,
        d;
      if (typeof Reflect === 'object' && typeof Reflect.decorate === 'function')
        r = Reflect.decorate(decorators, target, key, desc);
      else
        for (var i = decorators.length - 1; i >= 0; i--)
          if ((d = decorators[i])) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
      return (c > 3 && r && Object.defineProperty(target, key, r), r);
    };
    __param = (paramIndex, decorator) => (target, key) => {
      decorator(target, key, paramIndex);
    };
    __metadata = (metadataKey, metadataValue) => {
      if (typeof Reflect === 'object' && typeof Reflect.metadata === 'function')
        return Reflect.metadata(metadataKey, metadataValue);
    };
    __awaiter = (thisArg, _arguments, P, generator) => {
      function adopt(value) {
        return value instanceof P
          ? value
          : new P((resolve) => {
              resolve(value);
            });
      }
      return new (P || (P = Promise))((resolve, reject) => {
        function fulfilled(value) {
          try {
            step(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step(generator['throw'](value));
          } catch (e) {
            reject(e);
          }
        }
        function step(result) {
          result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
        }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
      });
    };
    __generator = (thisArg, body) => {
      var _ = {
          label: 0,
          sent: () => {
            if (t[0] & 1) throw t[1];
            return t[1];
          },
          trys: [],
          ops: [],
        },
        f,
        y,
        t,
        g = {
          next: verb(0),
          throw: verb(1),
          return: verb(2),
        };
      return (
        typeof Symbol === 'function' &&
          (g[Symbol.iterator] = function () {
            return this;
          }),
        g
      );
      function verb(n) {
        return (v) => step([n, v]);
      }
      function step(op) {
        if (f) throw new TypeError('Generator is already executing.');
        while (_)
          try {
            if (
              ((f = 1),
              y &&
                (t = op[0] & 2 ? y['return'] : op[0] ? y['throw'] || ((t = y['return']) && t.call(y), 0) : y.next) &&
                !(t = t.call(y, op[1])).done)
            )
              return t;
            if (((y = 0), t)) op = [op[0] & 2, t.value];
            switch (op[0]) {
              case 0:
              case 1:
                t = op;
                break;
              case 4:
                _.label++;
                return {
                  value: op[1],
                  done: false,
                };
              case 5:
                _.label++;
                y = op[1];
                op = [0];
                continue;
              case 7:
                op = _.ops.pop();
                _.trys.pop();
                continue;
              default:
                if (!((t = _.trys), (t = t.length > 0 && t[t.length - 1])) && (op[0] === 6 || op[0] === 2)) {
                  _ = 0;
                  continue;
                }
                if (op[0] === 3 && (!t || (op[1] > t[0] && op[1] < t[3]))) {
                  _.label = op[1];
                  break;
                }
                if (op[0] === 6 && _.label < t[1]) {
                  _.label = t[1];
                  t = op;
                  break;
                }
                if (t && _.label < t[2]) {
                  _.label = t[2];
                  _.ops.push(op);
                  break;
                }
                if (t[2]) _.ops.pop();
                _.trys.pop();
                continue;
            }
            op = body.call(thisArg, _);
          } catch (e) {
            op = [6, e];
            y = 0;
          } finally {
            f = t = 0;
          }
        if (op[0] & 5) throw op[1];
        return {
          value: op[0] ? op[1] : void 0,
          done: true,
        };
      }
    };
    __createBinding = (o, m, k, k2) => {
      if (k2 === void 0) k2 = k;
      o[k2] = m[k];
    };
    __exportStar = (m, exports) => {
      for (var p in m) if (p !== 'default' && !Object.hasOwn(exports, p)) exports[p] = m[p];
    };
    __values = (o) => {
      var s = typeof Symbol === 'function' && Symbol.iterator,
        m = s && o[s],
        i = 0;
      if (m) return m.call(o);
      if (o && typeof o.length === 'number')
        return {
          next: () => {
            if (o && i >= o.length) o = void 0;
            return {
              value: o && o[i++],
              done: !o,
            };
          },
        };
      throw new TypeError(s ? 'Object is not iterable.' : 'Symbol.iterator is not defined.');
    };
    __read = (o, n) => {
      var m = typeof Symbol === 'function' && o[Symbol.iterator];
      if (!m) return o;
      var i = m.call(o),
        r,
        ar = [],
        e;
      try {
        while ((n === void 0 || n-- > 0) && !(r = i.next()).done) ar.push(r.value);
      } catch (error) {
        e = { error };
      } finally {
        try {
          if (r && !r.done && (m = i['return'])) m.call(i);
        } finally {
          if (e) throw e.error;
        }
      }
      return ar;
    };
    __spread = function () {
      for (var ar = [], i = 0; i < arguments.length; i++) ar = ar.concat(__read(arguments[i]));
      return ar;
    };
    __spreadArrays = function () {
      for (var s = 0, i = 0, il = arguments.length; i < il; i++) s += arguments[i].length;
      for (var r = Array(s), k = 0, i = 0; i < il; i++)
        for (var a = arguments[i], j = 0, jl = a.length; j < jl; j++, k++) r[k] = a[j];
      return r;
    };
    __await = function (v) {
      return this instanceof __await ? ((this.v = v), this) : new __await(v);
    };
    __asyncGenerator = (thisArg, _arguments, generator) => {
      if (!Symbol.asyncIterator) throw new TypeError('Symbol.asyncIterator is not defined.');
      var g = generator.apply(thisArg, _arguments || []),
        i,
        q = [];
      return (
        (i = {}),
        verb('next'),
        verb('throw'),
        verb('return'),
        (i[Symbol.asyncIterator] = function () {
          return this;
        }),
        i
      );
      function verb(n) {
        if (g[n])
          i[n] = (v) =>
            new Promise((a, b) => {
              q.push([n, v, a, b]) > 1 || resume(n, v);
            });
      }
      function resume(n, v) {
        try {
          step(g[n](v));
        } catch (e) {
          settle(q[0][3], e);
        }
      }
      function step(r) {
        r.value instanceof __await ? Promise.resolve(r.value.v).then(fulfill, reject) : settle(q[0][2], r);
      }
      function fulfill(value) {
        resume('next', value);
      }
      function reject(value) {
        resume('throw', value);
      }
      function settle(f, v) {
        if ((f(v), q.shift(), q.length)) resume(q[0][0], q[0][1]);
      }
    };
    __asyncDelegator = (o) => {
      var i = {},
        p;
      return (
        verb('next'),
        verb('throw', (e) => {
          throw e;
        }),
        verb('return'),
        (i[Symbol.iterator] = function () {
          return this;
        }),
        i
      );
      function verb(n, f) {
        i[n] = o[n]
          ? (v) =>
              (p = !p)
                ? {
                    value: __await(o[n](v)),
                    done: n === 'return',
                  }
                : f
                  ? f(v)
                  : v
          : f;
      }
    };
    __asyncValues = (o) => {
      if (!Symbol.asyncIterator) throw new TypeError('Symbol.asyncIterator is not defined.');
      var m = o[Symbol.asyncIterator],
        i;
      return m
        ? m.call(o)
        : ((o = typeof __values === 'function' ? __values(o) : o[Symbol.iterator]()),
          (i = {}),
          verb('next'),
          verb('throw'),
          verb('return'),
          (i[Symbol.asyncIterator] = function () {
            return this;
          }),
          i);
      function verb(n) {
        i[n] =
          o[n] &&
          ((v) =>
            new Promise((resolve, reject) => {
              (v = o[n](v)), settle(resolve, reject, v.done, v.value);
            }));
      }
      function settle(resolve, reject, d, v) {
        Promise.resolve(v).then((v) => {
          resolve({
            value: v,
            done: d,
          });
        }, reject);
      }
    };
    __makeTemplateObject = (cooked, raw) => {
      if (Object.defineProperty) Object.defineProperty(cooked, 'raw', { value: raw });
      else cooked.raw = raw;
      return cooked;
    };
    __importStar = (mod) => {
      if (mod && mod.__esModule) return mod;
      var result = {};
      if (mod != null) {
        for (var k in mod) if (Object.hasOwn(mod, k)) result[k] = mod[k];
      }
      result['default'] = mod;
      return result;
    };
    __importDefault = (mod) => (mod && mod.__esModule ? mod : { default: mod });
    __classPrivateFieldGet = (receiver, privateMap) => {
      if (!privateMap.has(receiver)) throw new TypeError('attempted to get private field on non-instance');
      return privateMap.get(receiver);
    };
    __classPrivateFieldSet = (receiver, privateMap, value) => {
      if (!privateMap.has(receiver)) throw new TypeError('attempted to set private field on non-instance');
      privateMap.set(receiver, value);
      return value;
    };
    exporter('__extends', __extends);
    exporter('__assign', __assign);
    exporter('__rest', __rest);
    exporter('__decorate', __decorate);
    exporter('__param', __param);
    exporter('__metadata', __metadata);
    exporter('__awaiter', __awaiter);
    exporter('__generator', __generator);
    exporter('__exportStar', __exportStar);
    exporter('__createBinding', __createBinding);
    exporter('__values', __values);
    exporter('__read', __read);
    exporter('__spread', __spread);
    exporter('__spreadArrays', __spreadArrays);
    exporter('__await', __await);
    exporter('__asyncGenerator', __asyncGenerator);
    exporter('__asyncDelegator', __asyncDelegator);
    exporter('__asyncValues', __asyncValues);
    exporter('__makeTemplateObject', __makeTemplateObject);
    exporter('__importStar', __importStar);
    exporter('__importDefault', __importDefault);
    exporter('__classPrivateFieldGet', __classPrivateFieldGet);
    exporter('__classPrivateFieldSet', __classPrivateFieldSet);
  });
});
// ../../node_modules/.pnpm/tslib@1.14.1/node_modules/tslib/modules/index.js
var modules_exports = /* @__PURE__ */ __exportAll({
  __assign: () => __assign,
  __asyncDelegator: () => __asyncDelegator,
  __asyncGenerator: () => __asyncGenerator,
  __asyncValues: () => __asyncValues,
  __await: () => __await,
  __awaiter: () => __awaiter,
  __classPrivateFieldGet: () => __classPrivateFieldGet,
  __classPrivateFieldSet: () => __classPrivateFieldSet,
  __createBinding: () => __createBinding,
  __decorate: () => __decorate,
  __exportStar: () => __exportStar,
  __extends: () => __extends,
  __generator: () => __generator,
  __importDefault: () => __importDefault,
  __importStar: () => __importStar,
  __makeTemplateObject: () => __makeTemplateObject,
  __metadata: () => __metadata,
  __param: () => __param,
  __read: () => __read,
  __rest: () => __rest,
  __spread: () => __spread,
  __spreadArrays: () => __spreadArrays,
  __values: () => __values,
});
var import_tslib,
  __extends,
  __assign,
  __rest,
  __decorate,
  __param,
  __metadata,
  __awaiter,
  __generator,
  __exportStar,
  __createBinding,
  __values,
  __read,
  __spread,
  __spreadArrays,
  __await,
  __asyncGenerator,
  __asyncDelegator,
  __asyncValues,
  __makeTemplateObject,
  __importStar,
  __importDefault,
  __classPrivateFieldGet,
  __classPrivateFieldSet;
var init_modules = __esmMin(() => {
  import_tslib = /* @__PURE__ */ __toESM(require_tslib(), 1);
  ({
    __extends,
    __assign,
    __rest,
    __decorate,
    __param,
    __metadata,
    __awaiter,
    __generator,
    __exportStar,
    __createBinding,
    __values,
    __read,
    __spread,
    __spreadArrays,
    __await,
    __asyncGenerator,
    __asyncDelegator,
    __asyncValues,
    __makeTemplateObject,
    __importStar,
    __importDefault,
    __classPrivateFieldGet,
    __classPrivateFieldSet,
  } = import_tslib.default);
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/types/lifecycle.js
var require_lifecycle = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  var Lifecycle;
  ((Lifecycle) => {
    Lifecycle[(Lifecycle['Transient'] = 0)] = 'Transient';
    Lifecycle[(Lifecycle['Singleton'] = 1)] = 'Singleton';
    Lifecycle[(Lifecycle['ResolutionScoped'] = 2)] = 'ResolutionScoped';
    Lifecycle[(Lifecycle['ContainerScoped'] = 3)] = 'ContainerScoped';
  })(Lifecycle || (Lifecycle = {}));
  exports.default = Lifecycle;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/types/index.js
var require_types = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  var lifecycle_1 = require_lifecycle();
  Object.defineProperty(exports, 'Lifecycle', {
    enumerable: true,
    get: () => lifecycle_1.default,
  });
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/reflection-helpers.js
var require_reflection_helpers = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.defineInjectionTokenMetadata = exports.getParamInfo = exports.INJECTION_TOKEN_METADATA_KEY = void 0;
  exports.INJECTION_TOKEN_METADATA_KEY = 'injectionTokens';
  function getParamInfo(target) {
    const params = Reflect.getMetadata('design:paramtypes', target) || [];
    const injectionTokens = Reflect.getOwnMetadata(exports.INJECTION_TOKEN_METADATA_KEY, target) || {};
    Object.keys(injectionTokens).forEach((key) => {
      params[+key] = injectionTokens[key];
    });
    return params;
  }
  exports.getParamInfo = getParamInfo;
  function defineInjectionTokenMetadata(data, transform) {
    return (target, _propertyKey, parameterIndex) => {
      const descriptors = Reflect.getOwnMetadata(exports.INJECTION_TOKEN_METADATA_KEY, target) || {};
      descriptors[parameterIndex] = transform
        ? {
            token: data,
            transform: transform.transformToken,
            transformArgs: transform.args || [],
          }
        : data;
      Reflect.defineMetadata(exports.INJECTION_TOKEN_METADATA_KEY, descriptors, target);
    };
  }
  exports.defineInjectionTokenMetadata = defineInjectionTokenMetadata;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/providers/class-provider.js
var require_class_provider = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.isClassProvider = void 0;
  function isClassProvider(provider) {
    return !!provider.useClass;
  }
  exports.isClassProvider = isClassProvider;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/providers/factory-provider.js
var require_factory_provider = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.isFactoryProvider = void 0;
  function isFactoryProvider(provider) {
    return !!provider.useFactory;
  }
  exports.isFactoryProvider = isFactoryProvider;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/lazy-helpers.js
var require_lazy_helpers = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.delay = exports.DelayedConstructor = void 0;
  var DelayedConstructor = class {
    constructor(wrap) {
      this.wrap = wrap;
      this.reflectMethods = [
        'get',
        'getPrototypeOf',
        'setPrototypeOf',
        'getOwnPropertyDescriptor',
        'defineProperty',
        'has',
        'set',
        'deleteProperty',
        'apply',
        'construct',
        'ownKeys',
      ];
    }
    createProxy(createObject) {
      const target = {};
      let init = false;
      let value;
      const delayedObject = () => {
        if (!init) {
          value = createObject(this.wrap());
          init = true;
        }
        return value;
      };
      return new Proxy(target, this.createHandler(delayedObject));
    }
    createHandler(delayedObject) {
      const handler = {};
      const install = (name) => {
        handler[name] = (...args) => {
          args[0] = delayedObject();
          const method = Reflect[name];
          return method(...args);
        };
      };
      this.reflectMethods.forEach(install);
      return handler;
    }
  };
  exports.DelayedConstructor = DelayedConstructor;
  function delay(wrappedConstructor) {
    if (typeof wrappedConstructor === 'undefined')
      throw new Error('Attempt to `delay` undefined. Constructor must be wrapped in a callback');
    return new DelayedConstructor(wrappedConstructor);
  }
  exports.delay = delay;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/providers/injection-token.js
var require_injection_token = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.isConstructorToken =
    exports.isTransformDescriptor =
    exports.isTokenDescriptor =
    exports.isNormalToken =
      void 0;
  const lazy_helpers_1 = require_lazy_helpers();
  function isNormalToken(token) {
    return typeof token === 'string' || typeof token === 'symbol';
  }
  exports.isNormalToken = isNormalToken;
  function isTokenDescriptor(descriptor) {
    return typeof descriptor === 'object' && 'token' in descriptor && 'multiple' in descriptor;
  }
  exports.isTokenDescriptor = isTokenDescriptor;
  function isTransformDescriptor(descriptor) {
    return typeof descriptor === 'object' && 'token' in descriptor && 'transform' in descriptor;
  }
  exports.isTransformDescriptor = isTransformDescriptor;
  function isConstructorToken(token) {
    return typeof token === 'function' || token instanceof lazy_helpers_1.DelayedConstructor;
  }
  exports.isConstructorToken = isConstructorToken;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/providers/token-provider.js
var require_token_provider = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.isTokenProvider = void 0;
  function isTokenProvider(provider) {
    return !!provider.useToken;
  }
  exports.isTokenProvider = isTokenProvider;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/providers/value-provider.js
var require_value_provider = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.isValueProvider = void 0;
  function isValueProvider(provider) {
    return provider.useValue != void 0;
  }
  exports.isValueProvider = isValueProvider;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/providers/index.js
var require_providers = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  var class_provider_1 = require_class_provider();
  Object.defineProperty(exports, 'isClassProvider', {
    enumerable: true,
    get: () => class_provider_1.isClassProvider,
  });
  var factory_provider_1 = require_factory_provider();
  Object.defineProperty(exports, 'isFactoryProvider', {
    enumerable: true,
    get: () => factory_provider_1.isFactoryProvider,
  });
  var injection_token_1 = require_injection_token();
  Object.defineProperty(exports, 'isNormalToken', {
    enumerable: true,
    get: () => injection_token_1.isNormalToken,
  });
  var token_provider_1 = require_token_provider();
  Object.defineProperty(exports, 'isTokenProvider', {
    enumerable: true,
    get: () => token_provider_1.isTokenProvider,
  });
  var value_provider_1 = require_value_provider();
  Object.defineProperty(exports, 'isValueProvider', {
    enumerable: true,
    get: () => value_provider_1.isValueProvider,
  });
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/providers/provider.js
var require_provider = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.isProvider = void 0;
  const class_provider_1 = require_class_provider();
  const value_provider_1 = require_value_provider();
  const token_provider_1 = require_token_provider();
  const factory_provider_1 = require_factory_provider();
  function isProvider(provider) {
    return (
      class_provider_1.isClassProvider(provider) ||
      value_provider_1.isValueProvider(provider) ||
      token_provider_1.isTokenProvider(provider) ||
      factory_provider_1.isFactoryProvider(provider)
    );
  }
  exports.isProvider = isProvider;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/registry-base.js
var require_registry_base = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  var RegistryBase = class {
    constructor() {
      this._registryMap = /* @__PURE__ */ new Map();
    }
    entries() {
      return this._registryMap.entries();
    }
    getAll(key) {
      this.ensure(key);
      return this._registryMap.get(key);
    }
    get(key) {
      this.ensure(key);
      const value = this._registryMap.get(key);
      return value[value.length - 1] || null;
    }
    set(key, value) {
      this.ensure(key);
      this._registryMap.get(key).push(value);
    }
    setAll(key, value) {
      this._registryMap.set(key, value);
    }
    has(key) {
      this.ensure(key);
      return this._registryMap.get(key).length > 0;
    }
    clear() {
      this._registryMap.clear();
    }
    ensure(key) {
      if (!this._registryMap.has(key)) this._registryMap.set(key, []);
    }
  };
  exports.default = RegistryBase;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/registry.js
var require_registry$1 = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const registry_base_1 = require_registry_base();
  var Registry = class extends registry_base_1.default {};
  exports.default = Registry;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/resolution-context.js
var require_resolution_context = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  var ResolutionContext = class {
    constructor() {
      this.scopedResolutions = /* @__PURE__ */ new Map();
    }
  };
  exports.default = ResolutionContext;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/error-helpers.js
var require_error_helpers = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.formatErrorCtor = void 0;
  function formatDependency(params, idx) {
    if (params === null) return `at position #${idx}`;
    return `"${params.split(',')[idx].trim()}" at position #${idx}`;
  }
  function composeErrorMessage(msg, e, indent = '    ') {
    return [msg, ...e.message.split('\n').map((l) => indent + l)].join('\n');
  }
  function formatErrorCtor(ctor, paramIdx, error) {
    const [, params = null] = ctor.toString().match(/constructor\(([\w, ]+)\)/) || [];
    return composeErrorMessage(
      `Cannot inject the dependency ${formatDependency(params, paramIdx)} of "${ctor.name}" constructor. Reason:`,
      error,
    );
  }
  exports.formatErrorCtor = formatErrorCtor;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/types/disposable.js
var require_disposable = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.isDisposable = void 0;
  function isDisposable(value) {
    if (typeof value.dispose !== 'function') return false;
    if (value.dispose.length > 0) return false;
    return true;
  }
  exports.isDisposable = isDisposable;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/interceptors.js
var require_interceptors = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.PostResolutionInterceptors = exports.PreResolutionInterceptors = void 0;
  const registry_base_1 = require_registry_base();
  var PreResolutionInterceptors = class extends registry_base_1.default {};
  exports.PreResolutionInterceptors = PreResolutionInterceptors;
  var PostResolutionInterceptors = class extends registry_base_1.default {};
  exports.PostResolutionInterceptors = PostResolutionInterceptors;
  var Interceptors = class {
    constructor() {
      this.preResolution = new PreResolutionInterceptors();
      this.postResolution = new PostResolutionInterceptors();
    }
  };
  exports.default = Interceptors;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/dependency-container.js
var require_dependency_container = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  exports.instance = exports.typeInfo = void 0;
  const tslib_1 = (init_modules(), __toCommonJS(modules_exports));
  const providers_1 = require_providers();
  const provider_1 = require_provider();
  const injection_token_1 = require_injection_token();
  const registry_1 = require_registry$1();
  const lifecycle_1 = require_lifecycle();
  const resolution_context_1 = require_resolution_context();
  const error_helpers_1 = require_error_helpers();
  const lazy_helpers_1 = require_lazy_helpers();
  const disposable_1 = require_disposable();
  const interceptors_1 = require_interceptors();
  exports.typeInfo = /* @__PURE__ */ new Map();
  exports.instance = new (class InternalDependencyContainer {
    constructor(parent) {
      this.parent = parent;
      this._registry = new registry_1.default();
      this.interceptors = new interceptors_1.default();
      this.disposed = false;
      this.disposables = /* @__PURE__ */ new Set();
    }
    register(token, providerOrConstructor, options = { lifecycle: lifecycle_1.default.Transient }) {
      this.ensureNotDisposed();
      let provider;
      if (!provider_1.isProvider(providerOrConstructor)) provider = { useClass: providerOrConstructor };
      else provider = providerOrConstructor;
      if (providers_1.isTokenProvider(provider)) {
        const path = [token];
        let tokenProvider = provider;
        while (tokenProvider != null) {
          const currentToken = tokenProvider.useToken;
          if (path.includes(currentToken))
            throw new Error(`Token registration cycle detected! ${[...path, currentToken].join(' -> ')}`);
          path.push(currentToken);
          const registration = this._registry.get(currentToken);
          if (registration && providers_1.isTokenProvider(registration.provider)) tokenProvider = registration.provider;
          else tokenProvider = null;
        }
      }
      if (
        options.lifecycle === lifecycle_1.default.Singleton ||
        options.lifecycle == lifecycle_1.default.ContainerScoped ||
        options.lifecycle == lifecycle_1.default.ResolutionScoped
      ) {
        if (providers_1.isValueProvider(provider) || providers_1.isFactoryProvider(provider))
          throw new Error(
            `Cannot use lifecycle "${lifecycle_1.default[options.lifecycle]}" with ValueProviders or FactoryProviders`,
          );
      }
      this._registry.set(token, {
        provider,
        options,
      });
      return this;
    }
    registerType(from, to) {
      this.ensureNotDisposed();
      if (providers_1.isNormalToken(to)) return this.register(from, { useToken: to });
      return this.register(from, { useClass: to });
    }
    registerInstance(token, instance) {
      this.ensureNotDisposed();
      return this.register(token, { useValue: instance });
    }
    registerSingleton(from, to) {
      this.ensureNotDisposed();
      if (providers_1.isNormalToken(from)) {
        if (providers_1.isNormalToken(to))
          return this.register(from, { useToken: to }, { lifecycle: lifecycle_1.default.Singleton });
        else if (to) return this.register(from, { useClass: to }, { lifecycle: lifecycle_1.default.Singleton });
        throw new Error('Cannot register a type name as a singleton without a "to" token');
      }
      let useClass = from;
      if (to && !providers_1.isNormalToken(to)) useClass = to;
      return this.register(from, { useClass }, { lifecycle: lifecycle_1.default.Singleton });
    }
    resolve(token, context = new resolution_context_1.default(), isOptional = false) {
      this.ensureNotDisposed();
      const registration = this.getRegistration(token);
      if (!registration && providers_1.isNormalToken(token)) {
        if (isOptional) return;
        throw new Error(`Attempted to resolve unregistered dependency token: "${token.toString()}"`);
      }
      this.executePreResolutionInterceptor(token, 'Single');
      if (registration) {
        const result = this.resolveRegistration(registration, context);
        this.executePostResolutionInterceptor(token, result, 'Single');
        return result;
      }
      if (injection_token_1.isConstructorToken(token)) {
        const result = this.construct(token, context);
        this.executePostResolutionInterceptor(token, result, 'Single');
        return result;
      }
      throw new Error(
        'Attempted to construct an undefined constructor. Could mean a circular dependency problem. Try using `delay` function.',
      );
    }
    executePreResolutionInterceptor(token, resolutionType) {
      if (this.interceptors.preResolution.has(token)) {
        const remainingInterceptors = [];
        for (const interceptor of this.interceptors.preResolution.getAll(token)) {
          if (interceptor.options.frequency != 'Once') remainingInterceptors.push(interceptor);
          interceptor.callback(token, resolutionType);
        }
        this.interceptors.preResolution.setAll(token, remainingInterceptors);
      }
    }
    executePostResolutionInterceptor(token, result, resolutionType) {
      if (this.interceptors.postResolution.has(token)) {
        const remainingInterceptors = [];
        for (const interceptor of this.interceptors.postResolution.getAll(token)) {
          if (interceptor.options.frequency != 'Once') remainingInterceptors.push(interceptor);
          interceptor.callback(token, result, resolutionType);
        }
        this.interceptors.postResolution.setAll(token, remainingInterceptors);
      }
    }
    resolveRegistration(registration, context) {
      this.ensureNotDisposed();
      if (
        registration.options.lifecycle === lifecycle_1.default.ResolutionScoped &&
        context.scopedResolutions.has(registration)
      )
        return context.scopedResolutions.get(registration);
      const isSingleton = registration.options.lifecycle === lifecycle_1.default.Singleton;
      const isContainerScoped = registration.options.lifecycle === lifecycle_1.default.ContainerScoped;
      const returnInstance = isSingleton || isContainerScoped;
      let resolved;
      if (providers_1.isValueProvider(registration.provider)) resolved = registration.provider.useValue;
      else if (providers_1.isTokenProvider(registration.provider))
        resolved = returnInstance
          ? registration.instance || (registration.instance = this.resolve(registration.provider.useToken, context))
          : this.resolve(registration.provider.useToken, context);
      else if (providers_1.isClassProvider(registration.provider))
        resolved = returnInstance
          ? registration.instance || (registration.instance = this.construct(registration.provider.useClass, context))
          : this.construct(registration.provider.useClass, context);
      else if (providers_1.isFactoryProvider(registration.provider)) resolved = registration.provider.useFactory(this);
      else resolved = this.construct(registration.provider, context);
      if (registration.options.lifecycle === lifecycle_1.default.ResolutionScoped)
        context.scopedResolutions.set(registration, resolved);
      return resolved;
    }
    resolveAll(token, context = new resolution_context_1.default(), isOptional = false) {
      this.ensureNotDisposed();
      const registrations = this.getAllRegistrations(token);
      if (!registrations && providers_1.isNormalToken(token)) {
        if (isOptional) return [];
        throw new Error(`Attempted to resolve unregistered dependency token: "${token.toString()}"`);
      }
      this.executePreResolutionInterceptor(token, 'All');
      if (registrations) {
        const result = registrations.map((item) => this.resolveRegistration(item, context));
        this.executePostResolutionInterceptor(token, result, 'All');
        return result;
      }
      const result = [this.construct(token, context)];
      this.executePostResolutionInterceptor(token, result, 'All');
      return result;
    }
    isRegistered(token, recursive = false) {
      this.ensureNotDisposed();
      return (
        this._registry.has(token) || (recursive && (this.parent || false) && this.parent.isRegistered(token, true))
      );
    }
    reset() {
      this.ensureNotDisposed();
      this._registry.clear();
      this.interceptors.preResolution.clear();
      this.interceptors.postResolution.clear();
    }
    clearInstances() {
      this.ensureNotDisposed();
      for (const [token, registrations] of this._registry.entries())
        this._registry.setAll(
          token,
          registrations
            .filter((registration) => !providers_1.isValueProvider(registration.provider))
            .map((registration) => {
              registration.instance = void 0;
              return registration;
            }),
        );
    }
    createChildContainer() {
      this.ensureNotDisposed();
      const childContainer = new InternalDependencyContainer(this);
      for (const [token, registrations] of this._registry.entries())
        if (registrations.some(({ options }) => options.lifecycle === lifecycle_1.default.ContainerScoped))
          childContainer._registry.setAll(
            token,
            registrations.map((registration) => {
              if (registration.options.lifecycle === lifecycle_1.default.ContainerScoped)
                return {
                  provider: registration.provider,
                  options: registration.options,
                };
              return registration;
            }),
          );
      return childContainer;
    }
    beforeResolution(token, callback, options = { frequency: 'Always' }) {
      this.interceptors.preResolution.set(token, {
        callback,
        options,
      });
    }
    afterResolution(token, callback, options = { frequency: 'Always' }) {
      this.interceptors.postResolution.set(token, {
        callback,
        options,
      });
    }
    dispose() {
      return tslib_1.__awaiter(this, void 0, void 0, function* () {
        this.disposed = true;
        const promises = [];
        this.disposables.forEach((disposable) => {
          const maybePromise = disposable.dispose();
          if (maybePromise) promises.push(maybePromise);
        });
        yield Promise.all(promises);
      });
    }
    getRegistration(token) {
      if (this.isRegistered(token)) return this._registry.get(token);
      if (this.parent) return this.parent.getRegistration(token);
      return null;
    }
    getAllRegistrations(token) {
      if (this.isRegistered(token)) return this._registry.getAll(token);
      if (this.parent) return this.parent.getAllRegistrations(token);
      return null;
    }
    construct(ctor, context) {
      if (ctor instanceof lazy_helpers_1.DelayedConstructor)
        return ctor.createProxy((target) => this.resolve(target, context));
      const instance = (() => {
        const paramInfo = exports.typeInfo.get(ctor);
        if (!paramInfo || paramInfo.length === 0) {
          if (ctor.length === 0) return new ctor();
          else throw new Error(`TypeInfo not known for "${ctor.name}"`);
        }
        return new ctor(...paramInfo.map(this.resolveParams(context, ctor)));
      })();
      if (disposable_1.isDisposable(instance)) this.disposables.add(instance);
      return instance;
    }
    resolveParams(context, ctor) {
      return (param, idx) => {
        try {
          if (injection_token_1.isTokenDescriptor(param)) {
            if (injection_token_1.isTransformDescriptor(param))
              return param.multiple
                ? this.resolve(param.transform).transform(
                    this.resolveAll(param.token, new resolution_context_1.default(), param.isOptional),
                    ...param.transformArgs,
                  )
                : this.resolve(param.transform).transform(
                    this.resolve(param.token, context, param.isOptional),
                    ...param.transformArgs,
                  );
            else
              return param.multiple
                ? this.resolveAll(param.token, new resolution_context_1.default(), param.isOptional)
                : this.resolve(param.token, context, param.isOptional);
          } else if (injection_token_1.isTransformDescriptor(param))
            return this.resolve(param.transform, context).transform(
              this.resolve(param.token, context),
              ...param.transformArgs,
            );
          return this.resolve(param, context);
        } catch (e) {
          throw new Error(error_helpers_1.formatErrorCtor(ctor, idx, e));
        }
      };
    }
    ensureNotDisposed() {
      if (this.disposed)
        throw new Error('This container has been disposed, you cannot interact with a disposed container');
    }
  })();
  exports.default = exports.instance;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/auto-injectable.js
var require_auto_injectable = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const reflection_helpers_1 = require_reflection_helpers();
  const dependency_container_1 = require_dependency_container();
  const injection_token_1 = require_injection_token();
  const error_helpers_1 = require_error_helpers();
  function autoInjectable() {
    return (target) => {
      const paramInfo = reflection_helpers_1.getParamInfo(target);
      return class extends target {
        constructor(...args) {
          super(
            ...args.concat(
              paramInfo.slice(args.length).map((type, index) => {
                try {
                  if (injection_token_1.isTokenDescriptor(type)) {
                    if (injection_token_1.isTransformDescriptor(type))
                      return type.multiple
                        ? dependency_container_1.instance
                            .resolve(type.transform)
                            .transform(dependency_container_1.instance.resolveAll(type.token), ...type.transformArgs)
                        : dependency_container_1.instance
                            .resolve(type.transform)
                            .transform(dependency_container_1.instance.resolve(type.token), ...type.transformArgs);
                    else
                      return type.multiple
                        ? dependency_container_1.instance.resolveAll(type.token)
                        : dependency_container_1.instance.resolve(type.token);
                  } else if (injection_token_1.isTransformDescriptor(type))
                    return dependency_container_1.instance
                      .resolve(type.transform)
                      .transform(dependency_container_1.instance.resolve(type.token), ...type.transformArgs);
                  return dependency_container_1.instance.resolve(type);
                } catch (e) {
                  const argIndex = index + args.length;
                  throw new Error(error_helpers_1.formatErrorCtor(target, argIndex, e));
                }
              }),
            ),
          );
        }
      };
    };
  }
  exports.default = autoInjectable;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/inject.js
var require_inject = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const reflection_helpers_1 = require_reflection_helpers();
  function inject(token, options) {
    const data = {
      token,
      multiple: false,
      isOptional: options && options.isOptional,
    };
    return reflection_helpers_1.defineInjectionTokenMetadata(data);
  }
  exports.default = inject;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/injectable.js
var require_injectable = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const reflection_helpers_1 = require_reflection_helpers();
  const dependency_container_1 = require_dependency_container();
  const dependency_container_2 = require_dependency_container();
  function injectable(options) {
    return (target) => {
      dependency_container_1.typeInfo.set(target, reflection_helpers_1.getParamInfo(target));
      if (options && options.token) {
        if (!Array.isArray(options.token)) dependency_container_2.instance.register(options.token, target);
        else
          options.token.forEach((token) => {
            dependency_container_2.instance.register(token, target);
          });
      }
    };
  }
  exports.default = injectable;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/registry.js
var require_registry = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const tslib_1 = (init_modules(), __toCommonJS(modules_exports));
  const dependency_container_1 = require_dependency_container();
  function registry(registrations = []) {
    return (target) => {
      registrations.forEach((_a) => {
        var { token, options } = _a,
          provider = tslib_1.__rest(_a, ['token', 'options']);
        return dependency_container_1.instance.register(token, provider, options);
      });
      return target;
    };
  }
  exports.default = registry;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/singleton.js
var require_singleton = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const injectable_1 = require_injectable();
  const dependency_container_1 = require_dependency_container();
  function singleton() {
    return (target) => {
      injectable_1.default()(target);
      dependency_container_1.instance.registerSingleton(target);
    };
  }
  exports.default = singleton;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/inject-all.js
var require_inject_all = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const reflection_helpers_1 = require_reflection_helpers();
  function injectAll(token, options) {
    const data = {
      token,
      multiple: true,
      isOptional: options && options.isOptional,
    };
    return reflection_helpers_1.defineInjectionTokenMetadata(data);
  }
  exports.default = injectAll;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/inject-all-with-transform.js
var require_inject_all_with_transform = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const reflection_helpers_1 = require_reflection_helpers();
  function injectAllWithTransform(token, transformer, ...args) {
    const data = {
      token,
      multiple: true,
      transform: transformer,
      transformArgs: args,
    };
    return reflection_helpers_1.defineInjectionTokenMetadata(data);
  }
  exports.default = injectAllWithTransform;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/inject-with-transform.js
var require_inject_with_transform = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const reflection_helpers_1 = require_reflection_helpers();
  function injectWithTransform(token, transformer, ...args) {
    return reflection_helpers_1.defineInjectionTokenMetadata(token, {
      transformToken: transformer,
      args,
    });
  }
  exports.default = injectWithTransform;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/scoped.js
var require_scoped = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const injectable_1 = require_injectable();
  const dependency_container_1 = require_dependency_container();
  function scoped(lifecycle, token) {
    return (target) => {
      injectable_1.default()(target);
      dependency_container_1.instance.register(token || target, target, { lifecycle });
    };
  }
  exports.default = scoped;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/decorators/index.js
var require_decorators = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  var auto_injectable_1 = require_auto_injectable();
  Object.defineProperty(exports, 'autoInjectable', {
    enumerable: true,
    get: () => auto_injectable_1.default,
  });
  var inject_1 = require_inject();
  Object.defineProperty(exports, 'inject', {
    enumerable: true,
    get: () => inject_1.default,
  });
  var injectable_1 = require_injectable();
  Object.defineProperty(exports, 'injectable', {
    enumerable: true,
    get: () => injectable_1.default,
  });
  var registry_1 = require_registry();
  Object.defineProperty(exports, 'registry', {
    enumerable: true,
    get: () => registry_1.default,
  });
  var singleton_1 = require_singleton();
  Object.defineProperty(exports, 'singleton', {
    enumerable: true,
    get: () => singleton_1.default,
  });
  var inject_all_1 = require_inject_all();
  Object.defineProperty(exports, 'injectAll', {
    enumerable: true,
    get: () => inject_all_1.default,
  });
  var inject_all_with_transform_1 = require_inject_all_with_transform();
  Object.defineProperty(exports, 'injectAllWithTransform', {
    enumerable: true,
    get: () => inject_all_with_transform_1.default,
  });
  var inject_with_transform_1 = require_inject_with_transform();
  Object.defineProperty(exports, 'injectWithTransform', {
    enumerable: true,
    get: () => inject_with_transform_1.default,
  });
  var scoped_1 = require_scoped();
  Object.defineProperty(exports, 'scoped', {
    enumerable: true,
    get: () => scoped_1.default,
  });
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/factories/instance-caching-factory.js
var require_instance_caching_factory = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  function instanceCachingFactory(factoryFunc) {
    let instance;
    return (dependencyContainer) => {
      if (instance == void 0) instance = factoryFunc(dependencyContainer);
      return instance;
    };
  }
  exports.default = instanceCachingFactory;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/factories/instance-per-container-caching-factory.js
var require_instance_per_container_caching_factory = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  function instancePerContainerCachingFactory(factoryFunc) {
    const cache = /* @__PURE__ */ new WeakMap();
    return (dependencyContainer) => {
      let instance = cache.get(dependencyContainer);
      if (instance == void 0) {
        instance = factoryFunc(dependencyContainer);
        cache.set(dependencyContainer, instance);
      }
      return instance;
    };
  }
  exports.default = instancePerContainerCachingFactory;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/factories/predicate-aware-class-factory.js
var require_predicate_aware_class_factory = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  function predicateAwareClassFactory(predicate, trueConstructor, falseConstructor, useCaching = true) {
    let instance;
    let previousPredicate;
    return (dependencyContainer) => {
      const currentPredicate = predicate(dependencyContainer);
      if (!useCaching || previousPredicate !== currentPredicate) {
        if ((previousPredicate = currentPredicate)) instance = dependencyContainer.resolve(trueConstructor);
        else instance = dependencyContainer.resolve(falseConstructor);
      }
      return instance;
    };
  }
  exports.default = predicateAwareClassFactory;
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/factories/index.js
var require_factories = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  var instance_caching_factory_1 = require_instance_caching_factory();
  Object.defineProperty(exports, 'instanceCachingFactory', {
    enumerable: true,
    get: () => instance_caching_factory_1.default,
  });
  var instance_per_container_caching_factory_1 = require_instance_per_container_caching_factory();
  Object.defineProperty(exports, 'instancePerContainerCachingFactory', {
    enumerable: true,
    get: () => instance_per_container_caching_factory_1.default,
  });
  var predicate_aware_class_factory_1 = require_predicate_aware_class_factory();
  Object.defineProperty(exports, 'predicateAwareClassFactory', {
    enumerable: true,
    get: () => predicate_aware_class_factory_1.default,
  });
});
// ../../node_modules/.pnpm/tsyringe@4.10.0/node_modules/tsyringe/dist/cjs/index.js
var require_cjs = /* @__PURE__ */ __commonJSMin((exports) => {
  Object.defineProperty(exports, '__esModule', { value: true });
  const tslib_1 = (init_modules(), __toCommonJS(modules_exports));
  if (typeof Reflect === 'undefined' || !Reflect.getMetadata)
    throw new Error(
      `tsyringe requires a reflect polyfill. Please add 'import "reflect-metadata"' to the top of your entry point.`,
    );
  var types_1 = require_types();
  Object.defineProperty(exports, 'Lifecycle', {
    enumerable: true,
    get: () => types_1.Lifecycle,
  });
  tslib_1.__exportStar(require_decorators(), exports);
  tslib_1.__exportStar(require_factories(), exports);
  tslib_1.__exportStar(require_providers(), exports);
  var lazy_helpers_1 = require_lazy_helpers();
  Object.defineProperty(exports, 'delay', {
    enumerable: true,
    get: () => lazy_helpers_1.delay,
  });
  var dependency_container_1 = require_dependency_container();
  Object.defineProperty(exports, 'container', {
    enumerable: true,
    get: () => dependency_container_1.instance,
  });
});
// ../core-loop/src/container.ts
function nameOf(key) {
  return Symbol.keyFor(key) ?? key.toString();
}
var import_cjs, Bindings;
var init_container = __esmMin(() => {
  require_Reflect();
  import_cjs = require_cjs();
  init_errors$1();
  init_tokens();
  Bindings = class {
    #container;
    #owners = /* @__PURE__ */ new Map();
    #making = [];
    /** @param parent where unbound tokens are looked up; the application's own container, if it has one */
    constructor(parent) {
      this.#container = (parent ?? import_cjs.container).createChildContainer();
    }
    /** The `bind` function handed to `plugin.provide`. Throws `CL_TOKEN_TWICE` when two owners bind one token. */
    binder(owner) {
      return (key, make) => {
        const earlier = this.#owners.get(key);
        if (earlier !== void 0)
          throw new TrainError(
            'CL_TOKEN_TWICE',
            `${nameOf(key)} is already provided by '${earlier}'. Remove one of '${earlier}' and '${owner}'`,
            { by: owner },
          );
        this.#owners.set(key, owner);
        let made;
        this.#container.register(key, { useFactory: () => (made ??= { value: this.#make(key, make) }).value });
      };
    }
    /** Whether somebody, the parent container included, provides `key`. */
    has(key) {
      return this.#container.isRegistered(key, true);
    }
    /** Who bound `key`; undefined when a parent container did, or nobody. */
    ownerOf(key) {
      return this.#owners.get(key);
    }
    /** Bound tokens with their owners, in binding order. */
    list() {
      return [...this.#owners].map(([key, owner]) => ({
        token: nameOf(key),
        owner,
      }));
    }
    get = (key) => {
      this.require(key, 'core-loop');
      return this.#container.resolve(key);
    };
    /** Throws `CL_TOKEN_UNBOUND` when nobody provides `key`. */
    require(key, by) {
      if (this.has(key)) return;
      const known = providersOf(key);
      const advice = known.length > 0 ? `Provided by: ${known.join(', ')}` : 'Bind it in the `provide` of a plugin';
      throw new TrainError('CL_TOKEN_UNBOUND', `nobody provides ${nameOf(key)}. ${advice}`, { by });
    }
    #make(key, make) {
      if (this.#making.includes(key)) {
        const path = [...this.#making.slice(this.#making.indexOf(key)), key].map(nameOf).join(' → ');
        throw new TrainError(
          'CL_TOKEN_CYCLE',
          `providers need each other: ${path}. Let one of them \`get\` later, in a hook`,
        );
      }
      this.#making.push(key);
      try {
        return make(this.get);
      } finally {
        this.#making.pop();
      }
    }
  };
});
// ../core-loop/src/hook-runner.ts
/** Names the plugin and the hook; a {@link TrainError} keeps its code. */
function hookError(error, plugin, hook) {
  const code = error instanceof TrainError ? error.code : 'CL_HOOK_FAILED';
  const detail = error instanceof TrainError ? error.detail : error instanceof Error ? error.message : String(error);
  return new TrainError(code, `hook '${hook}' failed: ${detail}`, {
    by: plugin,
    cause: error,
  });
}
var HookRunner;
var init_hook_runner = __esmMin(() => {
  init_awaitable();
  init_errors$1();
  HookRunner = class {
    #handlers = /* @__PURE__ */ new Map();
    #viewOf;
    /** @param viewOf the run as one plugin sees it (its `stop` knows who called) */
    constructor(plugins, viewOf) {
      this.#viewOf = viewOf;
      for (const plugin of plugins)
        for (const [hook, call] of Object.entries(plugin.hooks ?? {})) {
          if (call === void 0) continue;
          const list = this.#handlers.get(hook) ?? [];
          list.push({
            plugin: plugin.name,
            call: call.bind(plugin.hooks),
          });
          this.#handlers.set(hook, list);
        }
    }
    /** Handlers of one hook, in running order. */
    of(hook) {
      return this.#handlers.get(hook) ?? [];
    }
    /** Awaits one plugin after the other; all-synchronous hooks cost no microtask. */
    series(hook, ...args) {
      const handlers = this.of(hook);
      for (let i = 0; i < handlers.length; i++) {
        const result = this.#guarded(hook, handlers[i].plugin, () => this.#callSeries(handlers[i], args));
        if (isPromise(result)) return this.#rest(hook, handlers, i, result, args);
      }
    }
    /** The first plugin is the outermost; `core` is what they wrap. */
    around(hook, core) {
      const handlers = this.of(hook);
      const from = (i) => {
        const handler = handlers[i];
        if (handler === void 0) return core();
        const call = handler.call;
        let inner;
        const next = () => from(i + 1).catch((error) => Promise.reject((inner = error)));
        return Promise.resolve()
          .then(() => call(this.#viewOf(handler.plugin), next))
          .catch((error) => Promise.reject(error === inner ? error : hookError(error, handler.plugin, hook)));
      };
      return from(0);
    }
    /** Runs an in-step hook; synchronous. */
    inStep(hook, plugin, call) {
      const result = this.#guarded(hook, plugin, call);
      if (isPromise(result))
        throw new TrainError('CL_HOOK_FAILED', `hook '${hook}' returned a promise; hooks in the step are synchronous`, {
          by: plugin,
        });
      return result;
    }
    async #rest(hook, handlers, at, pending, args) {
      for (let i = at; i < handlers.length; i++) {
        const { plugin } = handlers[i];
        try {
          await (i === at ? pending : this.#callSeries(handlers[i], args));
        } catch (error) {
          throw hookError(error, plugin, hook);
        }
      }
    }
    #callSeries(handler, args) {
      return handler.call(this.#viewOf(handler.plugin), ...args);
    }
    #guarded(hook, plugin, call) {
      try {
        return call();
      } catch (error) {
        throw hookError(error, plugin, hook);
      }
    }
  };
});
// ../core-loop/src/check-batch.ts
/** Throws `CL_BATCH_INVALID` where sizes, shapes and data of a batch disagree: a data source's mistake, found at its door. */
function checkBatch(batch) {
  if (!Number.isInteger(batch.size) || batch.size < 1)
    throw new TrainError(
      'CL_BATCH_INVALID',
      `a batch has size ${batch.size}. Give every batch the number of its samples, at least 1`,
    );
  for (const [kind, tensors] of [
    ['input', batch.inputs],
    ['target', batch.targets],
  ])
    for (const name in tensors) {
      const { data, shape } = tensors[name];
      const expected = shape.reduce((a, b) => a * b, 1);
      if (data.length !== expected || shape[0] !== batch.size)
        throw new TrainError(
          'CL_BATCH_INVALID',
          `${kind} '${name}' has ${data.length} numbers and shape [${shape}] in a batch of ${batch.size}. The first dimension is the sample, and data.length the product of the shape`,
        );
    }
}
var init_check_batch = __esmMin(() => {
  init_errors$1();
});
// ../core-loop/src/inference.ts
/** Runs an inference program over every batch. `scalars` are fed along for losses that use them. */
async function inferAll(runnable, batches, scalars, seed) {
  const outputs = [];
  const targets = [];
  const losses = {};
  let samples = 0;
  for await (const batch of batches) {
    checkBatch(batch);
    const made = await runnable.run(feed(batch, scalars), {
      seed,
      counter: 0,
    });
    samples += batch.size;
    const batchOutputs = {};
    for (const [name, value] of Object.entries(made))
      if (name.startsWith('output/')) batchOutputs[name.slice(7)] = value;
      else losses[name.slice(5)] = (losses[name.slice(5)] ?? 0) + value.data[0] * batch.size;
    outputs.push(batchOutputs);
    targets.push(
      Object.fromEntries(
        Object.entries(batch.targets).map(([name, t]) => [
          name,
          {
            ...t,
            data: t.data.slice(),
          },
        ]),
      ),
    );
  }
  for (const name of Object.keys(losses)) losses[name] /= samples;
  return {
    outputs: concatAll(outputs),
    targets: concatAll(targets),
    losses,
    samples,
  };
}
/** Losses as `val_…`, and what `metrics` makes of all outputs and targets. */
async function evaluateWith(evaluator, source, how) {
  const { scalars, seed, metrics } = how;
  const pass = await inferAll(
    evaluator,
    source.batches({
      epoch: 0,
      seed,
    }),
    scalarInputs(scalars),
    seed,
  );
  if (pass.samples === 0)
    throw new TrainError('CL_DATA_EMPTY', 'the evaluation source gave no batch. Check the source and its batch size');
  const losses = Object.entries(pass.losses).map(([name, value]) => [
    name === 'total' ? 'val_loss' : `val_${name}`,
    value,
  ]);
  return {
    ...Object.fromEntries(losses),
    ...metrics?.(pass.outputs, pass.targets),
  };
}
/** Names a batch's tensors and the scalars the way step programs read them. */
function feed(batch, scalars) {
  const fed = { ...scalars };
  for (const name in batch.inputs) fed[`input/${name}`] = batch.inputs[name];
  for (const name in batch.targets) fed[`target/${name}`] = batch.targets[name];
  return fed;
}
/** Host scalars as step inputs. */
function scalarInputs(values) {
  const inputs = {};
  for (const name in values)
    inputs[`scalar/${name}`] = {
      data: Float32Array.of(values[name]),
      shape: [],
    };
  return inputs;
}
function concatAll(parts) {
  const joined = {};
  for (const name of Object.keys(parts[0] ?? {})) joined[name] = concat$1(parts.map((part) => part[name]));
  return joined;
}
function concat$1(parts) {
  const first = parts[0];
  const length = parts.reduce((sum, part) => sum + part.data.length, 0);
  const data = first.data instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return {
    data,
    shape: [parts.reduce((sum, part) => sum + (part.shape[0] ?? 1), 0), ...first.shape.slice(1)],
  };
}
var init_inference = __esmMin(() => {
  init_check_batch();
  init_errors$1();
});
// ../core-loop/src/loop.ts
/** The run from the current epoch to the last one; every hook and event of training is fired here, in this order. */
async function fit(loop) {
  const { run, hooks, engine } = loop;
  const { events } = run;
  let reason = {
    by: 'epochs',
    because: `all ${run.epochs} epochs are done`,
  };
  let failure;
  events.emit('fit:started', {
    progress: run.progress,
    epochs: run.epochs,
    batchesPerEpoch: loop.data.batchesPerEpoch,
  });
  try {
    await hooks.series('fitStart');
    while (run.progress.epoch < run.epochs && run.stopReasons.length === 0) {
      await hooks.series('epochStart');
      const scalars = run.scalars.values();
      events.emit('epoch:started', {
        progress: run.progress,
        scalars,
      });
      const trained = await trainEpoch(loop);
      await engine.pull();
      const metrics = {
        ...scalars,
        ...(await readReports(loop)),
        ...(await evaluateEpoch(loop)),
      };
      const record = {
        epoch: run.progress.epoch,
        metrics,
        ...trained,
      };
      run.history.push(record);
      await hooks.series('epochEnd', metrics);
      events.emit('epoch:ended', {
        progress: run.progress,
        metrics,
      });
      run.progress = {
        ...run.progress,
        epoch: run.progress.epoch + 1,
        batch: 0,
      };
      await hooks.around('save', async () => loop.saver?.save(run));
    }
    reason = run.stopReasons[0] ?? reason;
  } catch (error) {
    failure = { error };
    reason = {
      by: 'error',
      because: error instanceof Error ? error.message : String(error),
    };
  }
  try {
    await engine.pull();
    await hooks.series('fitEnd', reason);
    await engine.push();
  } catch (error) {
    failure ??= { error };
  }
  events.emit('fit:ended', {
    progress: run.progress,
    reason,
    ...(failure && { error: failure.error }),
  });
  if (failure) throw failure.error;
  return reason;
}
/** All micro-batches of one epoch, an optimiser step at the end of every group. */
async function trainEpoch(loop) {
  const { run, hooks, programs } = loop;
  const started = performance.now();
  let breathed = started;
  let samples = 0;
  let group = {
    size: 0,
    samples: 0,
  };
  for await (const { batch, last } of withLast(
    loop.data.batches({
      epoch: run.progress.epoch,
      seed: run.seed,
    }),
  )) {
    checkBatch(batch);
    if (group.size === 0) await hooks.series('stepStart');
    group = {
      size: group.size + 1,
      samples: group.samples + batch.size,
    };
    const boundary = group.size === loop.accumulate || (last && loop.flush);
    const scalars = {
      ...run.scalars.values(),
      samples: batch.size,
      groupSamples: group.samples,
    };
    await (boundary ? programs.update : programs.accumulate).run(feed(batch, scalarInputs(scalars)), {
      seed: run.seed,
      counter: run.progress.micro,
    });
    samples += batch.size;
    const { epoch, batch: done, step, micro } = run.progress;
    run.progress = {
      epoch,
      batch: done + 1,
      step: boundary ? step + 1 : step,
      micro: micro + 1,
    };
    run.events.emit('batch:ended', {
      progress: run.progress,
      samples: batch.size,
    });
    if (boundary) {
      group = {
        size: 0,
        samples: 0,
      };
      await hooks.series('stepEnd');
      run.events.emit('step:ended', {
        progress: run.progress,
        scalars,
      });
    }
    if (performance.now() - breathed > YIELD_EVERY_MS) {
      await nextFrame();
      breathed = performance.now();
    }
  }
  if (samples === 0)
    throw new TrainError(
      'CL_DATA_EMPTY',
      `the training data gave no batch in epoch ${run.progress.epoch}. Check the source and its batch size`,
    );
  if (group.size > 0) loop.dropGroup();
  const seconds = (performance.now() - started) / 1e3;
  return {
    seconds,
    samplesPerSecond: samples / seconds,
  };
}
/** The epoch's reported numbers; a loss that is no number any more ends the run. */
async function readReports({ reports, engine, run }) {
  const metrics = await reports.read();
  reports.reset();
  await engine.push();
  const { loss } = metrics;
  if (loss !== void 0 && !Number.isFinite(loss))
    throw new TrainError(
      'CL_LOSS_NOT_FINITE',
      `the mean loss of epoch ${run.progress.epoch} is ${loss}. Lower the learning rate, clip gradients, or look for bad values in the data`,
    );
  return metrics;
}
/** Evaluation inside the `evaluate` hooks (EMA swaps its weights in and out again there). */
async function evaluateEpoch({ run, hooks, engine, evaluate }) {
  if (evaluate === void 0) return {};
  run.events.emit('eval:started', { progress: run.progress });
  const metrics = await hooks.around('evaluate', async () => {
    await engine.push();
    const measured = await evaluate(run);
    run.setEvaluated(measured);
    return measured;
  });
  await engine.push();
  run.events.emit('eval:ended', {
    progress: run.progress,
    metrics,
  });
  return metrics;
}
/** Looks one batch ahead, to know the last one (it may end a short group). */
async function* withLast(batches) {
  let held;
  for await (const batch of batches) {
    if (held !== void 0)
      yield {
        batch: held,
        last: false,
      };
    held = batch;
  }
  if (held !== void 0)
    yield {
      batch: held,
      last: true,
    };
}
var YIELD_EVERY_MS;
var init_loop = __esmMin(() => {
  init_check_batch();
  init_errors$1();
  init_inference();
  YIELD_EVERY_MS = 125;
});
// ../core-loop/src/order.ts
/**
 * Orders by the user's list, then by `after`: a stable topological sort. Names in `after` that are absent are ignored
 * (`needs` is what demands presence).
 * @throws CL_ORDER_CYCLE with the path of the cycle
 */
function orderPlugins(plugins) {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const placed = /* @__PURE__ */ new Set();
  const path = [];
  const ordered = [];
  const place = (plugin) => {
    if (placed.has(plugin.name)) return;
    if (path.includes(plugin.name)) {
      const cycle = [...path.slice(path.indexOf(plugin.name)), plugin.name].join(' → ');
      throw new TrainError('CL_ORDER_CYCLE', `the \`after\` lists form a cycle: ${cycle}. Remove one of them`, {
        by: plugin.name,
      });
    }
    path.push(plugin.name);
    for (const name of plugin.after ?? []) {
      const earlier = byName.get(name);
      if (earlier) place(earlier);
    }
    path.pop();
    placed.add(plugin.name);
    ordered.push(plugin);
  };
  for (const plugin of plugins) place(plugin);
  return ordered;
}
var init_order = __esmMin(() => {
  init_errors$1();
});
// ../core-loop/src/reports.ts
var PREFIX$1, Reports;
var init_reports = __esmMin(() => {
  PREFIX$1 = 'report/';
  Reports = class {
    #reductions = /* @__PURE__ */ new Map();
    #variables;
    constructor(variables) {
      this.#variables = variables;
    }
    /** In the step: adds `value` where `kept` (undefined: always). */
    add(name, value, reduce, kept) {
      this.#reductions.set(name, reduce);
      const { sum, count } = this.#slots(name);
      const counted = kept === void 0 ? scalar(1) : cast(kept, 'float32');
      const taken = kept === void 0 ? value : where(kept, value, scalar(0));
      sum.assign(reduce === 'last' ? (kept === void 0 ? value : where(kept, value, sum)) : add(sum, taken));
      count.assign(add(count, counted));
    }
    /** Between steps: the numbers so far. A name never counted (every step skipped) is left out. */
    async read() {
      const metrics = {};
      for (const [name, reduce] of this.#reductions) {
        const { sum, count } = this.#slots(name);
        const [total] = await sum.data();
        const [times] = await count.data();
        if (times > 0) metrics[name] = reduce === 'mean' ? total / times : total;
        else if (reduce === 'sum') metrics[name] = 0;
      }
      return metrics;
    }
    /** Between epochs: starts all sums afresh. */
    reset() {
      this.#variables.zero(PREFIX$1);
    }
    #slots(name) {
      return {
        sum: this.#variables.variable(`${PREFIX$1}sum/${name}`, 0),
        count: this.#variables.variable(`${PREFIX$1}count/${name}`, 0),
      };
    }
  };
});
// ../core-loop/src/run-state.ts
var RunState;
var init_run_state = __esmMin(() => {
  init_errors$1();
  RunState = class {
    epochs = 0;
    progress = {
      epoch: 0,
      batch: 0,
      step: 0,
      micro: 0,
    };
    history = [];
    stopReasons = [];
    evaluated;
    model;
    scalars;
    events;
    get;
    seed;
    #parts;
    #views = /* @__PURE__ */ new Map();
    constructor(parts) {
      this.#parts = parts;
      this.model = parts.model;
      this.scalars = parts.scalars;
      this.events = parts.events;
      this.get = parts.get;
      this.seed = parts.seed;
    }
    /** The run as one plugin sees it: `stop` knows who called. */
    viewFor(plugin) {
      const known = this.#views.get(plugin);
      if (known !== void 0) return known;
      const state = this;
      const view = {
        get progress() {
          return state.progress;
        },
        get epochs() {
          return state.epochs;
        },
        get evaluated() {
          return state.evaluated;
        },
        get history() {
          return state.history;
        },
        seed: this.seed,
        model: this.model,
        scalars: this.scalars,
        events: this.events,
        get: this.get,
        variable: (name, initial, shape) => state.variable(name, initial, shape),
        snapshot: () => state.snapshot(),
        stop: (because) => state.stopBy(plugin, because),
      };
      this.#views.set(plugin, view);
      return view;
    }
    variable(name, initial, shape) {
      return this.#parts.variables.variable(name, initial, shape);
    }
    stop(because) {
      this.stopBy('user', because);
    }
    stopBy(by, because) {
      const reason = {
        by,
        because,
      };
      this.stopReasons.push(reason);
      if (this.stopReasons.length === 1)
        this.events.emit('run:stopping', {
          progress: this.progress,
          reason,
        });
    }
    /** Keeps the weights an evaluation used: clones share their buffers, so this costs no copy. */
    setEvaluated(metrics) {
      this.forgetEvaluated();
      const weights = {};
      for (const [name, value] of Object.entries({
        ...this.model.parameters,
        ...this.model.buffers,
      }))
        weights[name] = keep(value.clone());
      this.evaluated = {
        epoch: this.progress.epoch,
        metrics,
        weights,
      };
    }
    forgetEvaluated() {
      for (const weight of Object.values(this.evaluated?.weights ?? {})) weight.dispose();
      this.evaluated = void 0;
    }
    snapshot() {
      const plugins = {};
      for (const { name, state } of this.#parts.plugins)
        if (state)
          plugins[name] = {
            version: state.version,
            data: state.save(),
          };
      return {
        tensors: this.#parts.variables.all(),
        state: {
          version: 1,
          seed: this.seed,
          progress: this.progress,
          history: [...this.history],
          plugins,
        },
      };
    }
    /** Strict: the plugins with state, the model's variables and all shapes must agree. */
    restore({ tensors, state }) {
      const stateful = this.#parts.plugins.filter((plugin) => plugin.state);
      const missing = stateful.filter(({ name }) => !(name in state.plugins)).map(({ name }) => name);
      const unknown = Object.keys(state.plugins).filter((name) => !stateful.some((plugin) => plugin.name === name));
      if (missing.length > 0 || unknown.length > 0)
        throw new TrainError(
          'CL_STATE_MISMATCH',
          `the snapshot was made with other plugins. It lacks: ${missing.join(', ') || 'none'}; it has besides: ${unknown.join(', ') || 'none'}. Use the same list of plugins`,
        );
      this.#parts.variables.restore(tensors);
      for (const { name, state: own } of stateful) own.load(state.plugins[name].data, state.plugins[name].version);
      this.progress = state.progress;
      this.history = [...state.history];
    }
  };
});
// ../core-loop/src/step.ts
/**
 * The training step as a program of tensors. `accumulate` adds a micro-batch's gradients up; `update` does the same for
 * the last micro-batch of a group and then changes the weights.
 */
function trainingProgram(parts, kind) {
  return (inputs, random) => {
    const step = new Step(parts, inputs, random, true);
    const gradients = addUp(step, parts, differentiate(step, parts), kind);
    if (kind === 'update') update(step, parts, gradients);
    return {};
  };
}
/** Forward and losses without gradients: outputs as `output/…`, losses as `loss/…` where a loss is given. */
function inferenceProgram(parts) {
  return (inputs, random) => {
    const step = new Step(parts, inputs, random, false);
    const outputs = parts.model.forward(step.inputs, step);
    const losses = parts.loss ? asLosses(parts.loss(outputs, step.targets, step)) : {};
    return {
      ...prefixed('output/', outputs),
      ...prefixed('loss/', losses),
    };
  };
}
/** Forward → task losses → total → `loss` hooks → gradients of this micro-batch, by parameter name. */
function differentiate(step, { model, loss, hooks }) {
  const names = new Map(Object.entries(model.parameters).map(([name, v]) => [v.name, name]));
  const { value, grads } = variableGrads(() => {
    const { total: taskTotal, ...tasks } = asLosses(loss(model.forward(step.inputs, step), step.targets, step));
    const penalty = model.penalty?.();
    let total = penalty === void 0 ? taskTotal : add(taskTotal, penalty);
    step.report('loss', total);
    if (penalty !== void 0) step.report('penalty', penalty);
    for (const [name, task] of Object.entries(tasks)) step.report(name, task);
    for (const { plugin, call } of hooks.of('loss')) total = hooks.inStep('loss', plugin, () => call(step, total));
    return total;
  }, Object.values(model.parameters));
  value.dispose();
  return Object.fromEntries(Object.entries(grads).map(([id, gradient]) => [names.get(id), gradient]));
}
/**
 * Sums gradients over a group, weighted by samples, and gives their mean at its end: what `total / A` adds up to when
 * micro-batches are equal, and right also when the last one is smaller.
 */
function addUp(step, { accumulate }, gradients, kind) {
  if (accumulate === 1) return gradients;
  const means = {};
  for (const [name, gradient] of Object.entries(gradients)) {
    const accumulator = step.variable(`accumulate/${name}`, 0, gradient.shape);
    const sum = add(accumulator, mul(gradient, step.scalar('samples')));
    step.assign(accumulator, kind === 'update' ? zerosLike(sum) : sum);
    if (kind === 'update') means[name] = div(sum, step.scalar('groupSamples'));
  }
  return means;
}
/** `gradients` hooks (unscale, finite check, clip) → optimiser → constraints → `updated` hooks (weight EMA). */
function update(step, { model, optimizer, hooks }, mean) {
  let gradients = mean;
  for (const { plugin, call } of hooks.of('gradients'))
    gradients = hooks.inStep('gradients', plugin, () => call(step, gradients));
  optimizer.update(step, model.parameters, gradients);
  for (const [name, project] of Object.entries(model.constraints ?? {})) {
    const parameter = model.parameters[name];
    step.assign(parameter, project(parameter));
  }
  for (const { plugin, call } of hooks.of('updated')) hooks.inStep('updated', plugin, () => call(step));
}
function asLosses(result) {
  const losses = typeof result.dataId === 'object' ? { total: result } : result;
  for (const [name, value] of Object.entries(losses))
    if (value.rank !== 0)
      throw new TrainError(
        'CL_LOSS_INVALID',
        `the loss returned '${name}' with shape [${value.shape}]. Reduce it to a scalar, e.g. with mean()`,
      );
  if (losses.total === void 0)
    throw new TrainError(
      'CL_LOSS_INVALID',
      `the loss returned { ${Object.keys(losses).join(', ')} }. Return a scalar, or an object with 'total'`,
    );
  return losses;
}
function under(prefix, tensors) {
  const found = {};
  for (const name in tensors) if (name.startsWith(prefix)) found[name.slice(prefix.length)] = tensors[name];
  return found;
}
function prefixed(prefix, tensors) {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}
var Step;
var init_step = __esmMin(() => {
  init_errors$1();
  Step = class {
    random;
    training;
    parameters;
    buffers;
    inputs;
    targets;
    #parts;
    #fed;
    #kept;
    constructor(parts, fed, random, training) {
      this.random = random;
      this.training = training;
      this.#parts = parts;
      this.#fed = fed;
      this.parameters = parts.model.parameters;
      this.buffers = parts.model.buffers ?? {};
      this.inputs = under('input/', fed);
      this.targets = under('target/', fed);
    }
    scalar(name) {
      const value = this.#fed[`scalar/${name}`];
      if (value === void 0) {
        const known = Object.keys(under('scalar/', this.#fed)).join(', ');
        throw new TrainError(
          'CL_SCALAR_UNKNOWN',
          `no scalar '${name}' in the step; declared: ${known}. Declare it in \`fitStart\` with run.scalars.set(name, value)`,
        );
      }
      return value;
    }
    variable(name, initial, shape) {
      return this.#parts.variables.variable(name, initial, shape);
    }
    assign(variable, value, options = {}) {
      const kept = options.always ? void 0 : this.#kept;
      variable.assign(kept === void 0 ? value : where(kept, value, variable));
    }
    skipUnless(flag) {
      this.#kept = this.#kept === void 0 ? flag : logicalAnd(this.#kept, flag);
    }
    report(name, value, options = {}) {
      this.#parts.reports.add(name, value, options.reduce ?? 'mean', options.always ? void 0 : this.#kept);
    }
  };
});
// ../core-loop/src/validate-plugins.ts
/** Flattens the list, drops falsy entries, and checks names, keys and hooks. */
function validatePlugins(entries) {
  const plugins = [];
  const flatten = (list) => {
    for (const entry of list) {
      if (!entry) continue;
      if (Array.isArray(entry)) flatten(entry);
      else plugins.push(validatePlugin(entry));
    }
  };
  flatten(entries);
  const seen = /* @__PURE__ */ new Set();
  for (const { name } of plugins) {
    if (seen.has(name))
      throw new TrainError(
        'CL_PLUGIN_DUPLICATE',
        `two plugins are named '${name}'. Remove one, or give it another name`,
      );
    seen.add(name);
  }
  return plugins;
}
function validatePlugin(plugin) {
  if (typeof plugin !== 'object' || typeof plugin.name !== 'string' || plugin.name === '') {
    const found = typeof plugin === 'function' ? 'a function (forgot to call the factory?)' : JSON.stringify(plugin);
    throw new TrainError('CL_PLUGIN_INVALID', `a plugin must be an object with a name; found ${found}`);
  }
  for (const key of Object.keys(plugin)) {
    if (PLUGIN_KEYS.includes(key)) continue;
    const advice = HOOK_NAMES.includes(key)
      ? ` Put '${key}' inside \`hooks\``
      : didYouMean(key, PLUGIN_KEYS) || ` Known keys: ${PLUGIN_KEYS.join(', ')}`;
    throw new TrainError('CL_PLUGIN_INVALID', `unknown key '${key}' in the plugin.${advice}`, { by: plugin.name });
  }
  for (const [hook, handler] of Object.entries(plugin.hooks ?? {})) {
    if (!HOOK_NAMES.includes(hook)) {
      const advice = didYouMean(hook, HOOK_NAMES) || ` Known hooks: ${HOOK_NAMES.join(', ')}`;
      throw new TrainError('CL_PLUGIN_INVALID', `unknown hook '${hook}'.${advice}`, { by: plugin.name });
    }
    if (handler !== void 0 && typeof handler !== 'function')
      throw new TrainError('CL_PLUGIN_INVALID', `hook '${hook}' is not a function; found ${typeof handler}`, {
        by: plugin.name,
      });
  }
  return plugin;
}
var PLUGIN_KEYS;
var init_validate_plugins = __esmMin(() => {
  init_errors$1();
  init_hooks();
  init_nearest();
  PLUGIN_KEYS = ['name', 'after', 'needs', 'hooks', 'state', 'provide', 'dispose'];
});
// ../core-loop/src/variable-store.ts
function sameShape$1(a, b) {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
function shapeError(name, has, wanted) {
  return new TrainError(
    'CL_VARIABLE_SHAPE',
    `variable '${name}' has shape [${has}], asked for with [${wanted}]. Names are shared by the whole run: prefix yours with the plugin's name`,
  );
}
var MODEL_PREFIX, VariableStore;
var init_variable_store = __esmMin(() => {
  init_errors$1();
  MODEL_PREFIX = 'model/';
  VariableStore = class {
    #model;
    #owned = /* @__PURE__ */ new Map();
    #make;
    /** @param make calls its argument; an engine's `makeVariable`, so that variables may be made inside a step */
    constructor(model, make = (body) => body()) {
      this.#make = make;
      this.#model = Object.fromEntries(
        Object.entries({
          ...model.parameters,
          ...model.buffers,
        }).map(([name, v]) => [MODEL_PREFIX + name, v]),
      );
    }
    /** See {@link Run.variable}. */
    variable(name, initial, shape = []) {
      const known = this.#owned.get(name);
      if (known !== void 0) {
        if (typeof initial === 'number' && !sameShape$1(known.shape, shape)) throw shapeError(name, known.shape, shape);
        return known;
      }
      const made = this.#make(() =>
        tidy(() => {
          const value = typeof initial === 'number' ? fill([...shape], initial) : initial();
          return variable(value, false);
        }),
      );
      this.#owned.set(name, made);
      return made;
    }
    /** Sets the run-owned variables whose names start with `prefix` to zero. */
    zero(prefix) {
      for (const [name, owned] of this.#owned) {
        if (!name.startsWith(prefix)) continue;
        const empty = zerosLike(owned);
        owned.assign(empty);
        empty.dispose();
      }
    }
    /** Model and run-owned variables by name; live, not to be disposed. */
    all() {
      return {
        ...this.#model,
        ...Object.fromEntries(this.#owned),
      };
    }
    /** Gives every variable the value in `tensors`; run-owned ones that do not exist yet are made. Strict on the model. */
    restore(tensors) {
      const missing = Object.keys(this.#model).filter((name) => !(name in tensors));
      const unknown = Object.keys(tensors).filter((name) => name.startsWith('model/') && !(name in this.#model));
      if (missing.length > 0 || unknown.length > 0)
        throw new TrainError(
          'CL_STATE_MISMATCH',
          `the snapshot is of another model. Missing: ${missing.join(', ') || 'none'}; unknown: ${unknown.join(', ') || 'none'}`,
        );
      for (const [name, value] of Object.entries(tensors)) {
        const target = this.#model[name] ?? this.#owned.get(name);
        if (target !== void 0 && !sameShape$1(target.shape, value.shape))
          throw shapeError(name, target.shape, value.shape);
      }
      for (const [name, value] of Object.entries(tensors))
        (this.#model[name] ?? this.variable(name, () => value.clone())).assign(value);
    }
    dispose() {
      for (const owned of this.#owned.values()) owned.dispose();
      this.#owned.clear();
    }
  };
});
// ../core-loop/src/trainer.ts
/**
 * Puts a trainer together: validates and orders plugins, binds what they provide, checks their needs.
 * @throws TrainError with a `CL_…` code for anything wrong with the options, before the first batch
 */
function createTrainer(options) {
  checkOptions$2(options);
  const { model, seed = 42, accumulate = 1, flush = true } = options;
  const plugins = orderPlugins(validatePlugins(options.plugins ?? []));
  const bindings = bind(options, plugins);
  const engine = bindings.get(EngineToken);
  const variables = new VariableStore(model, (make) => engine.makeVariable?.(make) ?? make());
  const reports = new Reports(variables);
  const events = new TrainEmitter();
  const scalars = new Scalars();
  const run = new RunState({
    model,
    plugins,
    variables,
    scalars,
    events,
    get: bindings.get,
    seed,
  });
  const hooks = new HookRunner(plugins, (plugin) => run.viewFor(plugin));
  let state = 'idle';
  const usable = () => {
    if (state === 'disposed') throw new TrainError('CL_DISPOSED', 'the trainer is disposed. Make a new one');
    if (state === 'busy') throw new TrainError('CL_BUSY', 'the trainer is already in fit(). Await it first');
  };
  const prepare = (name, program) => engine.prepare(name, program, () => variables.all());
  const parts = {
    model,
    variables,
    reports,
  };
  const predictor = prepare('predict', inferenceProgram(parts));
  let evaluator;
  const evaluateSource = (source) => {
    const loss = bindings.has(Loss) ? bindings.get(Loss) : void 0;
    evaluator ??= prepare(
      'evaluate',
      inferenceProgram({
        ...parts,
        ...(loss && { loss }),
      }),
    );
    return evaluateWith(evaluator, source, {
      scalars: scalars.values(),
      seed,
      metrics: options.metrics,
    });
  };
  let loop;
  const assemble = () => {
    const evaluation = options.evaluation;
    const evaluate = bindings.has(EvaluatorToken)
      ? bindings.get(EvaluatorToken)
      : evaluation && (() => evaluateSource(evaluation));
    const step = {
      ...parts,
      hooks,
      accumulate,
      loss: bindings.get(Loss),
      optimizer: bindings.get(OptimizerToken),
    };
    return {
      run,
      hooks,
      engine,
      reports,
      evaluate,
      accumulate,
      flush,
      data: bindings.get(TrainData),
      saver: bindings.has(SaverToken) ? bindings.get(SaverToken) : void 0,
      programs: {
        accumulate: prepare('accumulate', trainingProgram(step, 'accumulate')),
        update: prepare('update', trainingProgram(step, 'update')),
      },
      dropGroup: () => variables.zero('accumulate/'),
    };
  };
  return {
    run,
    events,
    plugins,
    async fit({ epochs = options.epochs } = {}) {
      usable();
      positiveInteger('epochs', epochs);
      for (const needed of [Loss, OptimizerToken, TrainData]) bindings.require(needed, 'core-loop');
      for (const { name, needs = [] } of plugins) for (const needed of needs) bindings.require(needed, name);
      requireGradients();
      run.epochs = epochs;
      run.stopReasons = [];
      state = 'busy';
      try {
        return {
          reason: await fit((loop ??= assemble())),
          reasons: [...run.stopReasons],
          history: [...run.history],
        };
      } finally {
        state = 'idle';
      }
    },
    async evaluate(source = options.evaluation) {
      usable();
      if (!source)
        throw new TrainError(
          'CL_TOKEN_UNBOUND',
          'there is nothing to evaluate. Pass a source, or give `evaluation` in the options',
        );
      await engine.push();
      return evaluateSource(source);
    },
    async predict(source) {
      usable();
      await engine.push();
      return (
        await inferAll(
          predictor,
          source.batches({
            epoch: 0,
            seed,
          }),
          {},
          seed,
        )
      ).outputs;
    },
    explain: () =>
      explain({
        plugins,
        hooks,
        bindings,
        engine,
        run,
        accumulate,
        flush,
      }),
    snapshot: () => run.snapshot(),
    async restore(snapshot) {
      usable();
      run.restore(snapshot);
      await engine.push();
    },
    stop: (because) => run.stop(because),
    dispose() {
      if (state === 'disposed') return;
      state = 'disposed';
      for (const plugin of [...plugins].reverse()) plugin.dispose?.();
      run.forgetEvaluated();
      variables.dispose();
      engine.dispose();
      events.removeAllListeners();
    },
  };
}
/** Options first (owner `options`), then plugins in order, then the core's defaults for what is left. */
function bind(options, plugins) {
  const bindings = new Bindings(options.container);
  const fromOptions = bindings.binder('options');
  const { loss, optimizer, data, engine } = options;
  if (loss) fromOptions(Loss, () => loss);
  if (optimizer) fromOptions(OptimizerToken, () => optimizer);
  if (data) fromOptions(TrainData, () => data);
  if (engine) fromOptions(EngineToken, () => engine);
  for (const plugin of plugins) plugin.provide?.(bindings.binder(plugin.name));
  if (!bindings.has(EngineToken)) bindings.binder('core-loop')(EngineToken, eagerEngine);
  return bindings;
}
function requireGradients() {
  if (getGradient('Multiply') === void 0)
    throw new TrainError(
      'CL_GRADIENT_MISSING',
      "TensorFlow.js has no gradients registered: bare '@tensorflow/tfjs-core' brings none in Node. Add `import '@tensorflow/tfjs'` at the top of your program",
    );
}
var init_trainer = __esmMin(() => {
  init_container();
  init_eager_engine();
  init_errors$1();
  init_events();
  init_explain();
  init_hook_runner();
  init_inference();
  init_loop();
  init_order();
  init_reports();
  init_run_state();
  init_scalars();
  init_step();
  init_tokens();
  init_trainer_options();
  init_validate_plugins();
  init_variable_store();
});
// ../core-loop/src/index.ts
var init_src = __esmMin(() => {
  init_array_data();
  init_clean_tape();
  init_eager_engine();
  init_errors$1();
  init_events();
  init_explain();
  init_hooks();
  init_random();
  init_require_option();
  init_scalars();
  init_tokens();
  init_step_random();
  init_stop_gradient();
  init_trainer();
  init_wasm_kernels();
});
// ../model-rul/src/attention.ts
init_src();
/**
 * Multi-head self-attention, `softmax(Q Kᵀ / √d) V` for each head, as `torch.nn.MultiheadAttention(E, heads)` without masks and
 * without dropout of the attention weights.
 *
 * @param x `[T, B, E]`, time first
 * @param heads number of heads; divides E
 * @returns `[T, B, E]`
 * @throws CL_OPTION_INVALID where heads does not divide E
 */
function multiHeadAttention(x, weights, heads) {
  const [time, batch, width] = x.shape;
  const depth = width / heads;
  requireOption('model-rul', Number.isInteger(depth), 'heads', `a divisor of the width ${width}`, heads);
  const projected = add(matMul(reshape(x, [time * batch, width]), weights.inKernel), weights.inBias);
  const byHead = transpose(reshape(projected, [time, batch * 3 * heads, depth]), [1, 0, 2]);
  const [queries, keys, values] = split(reshape(byHead, [batch, 3, heads * time * depth]), 3, 1).map((part) =>
    reshape(part, [batch * heads, time, depth]),
  );
  const query = mul(queries, 1 / Math.sqrt(depth));
  const attention = softmax(matMul(query, keys, false, true));
  const context = transpose(matMul(attention, values), [1, 0, 2]);
  const joined = matMul(reshape(context, [time * batch, width]), weights.outKernel);
  return reshape(add(joined, weights.outBias), [time, batch, width]);
}
// ../model-rul/src/batch-norm.ts
/**
 * Batch normalisation over all axes but the last, as `torch.nn.BatchNorm1d`: normalised by the biased variance, while the
 * running variance averages the unbiased one.
 *
 * @param x `[…, C]`
 * @returns as `x`
 */
function batchNorm(x, state, options) {
  const { training, momentum = 0.1, epsilon = 1e-5 } = options;
  const { gain, bias, mean, variance } = state;
  if (!training) {
    const factor = mul(gain, rsqrt(add(variance, epsilon)));
    return add(mul(x, factor), sub(bias, mul(mean, factor)));
  }
  const channels = x.shape.at(-1);
  const count = x.size / channels;
  const rows = reshape(x, [count, channels]);
  const batchMean = mul(sum(rows, 0), 1 / count);
  const squares = sum(square(sub(rows, batchMean)), 0);
  mean.assign(add(mul(mean, 1 - momentum), mul(batchMean, momentum)));
  variance.assign(add(mul(variance, 1 - momentum), mul(squares, momentum / Math.max(count - 1, 1))));
  const scale = rsqrt(add(mul(squares, 1 / count), epsilon));
  return reshape(normalise(rows, gain, bias, batchMean, scale), x.shape);
}
/**
 * `(x − mean) · scale · gain + bias` with the gradient of the whole batch norm: mean and scale are functions of `x`, so
 * `dx = gain · scale · (dy − mean(dy) − x̂ · mean(dy · x̂))` (Ioffe and Szegedy, 2015).
 */
function normalise(x, gain, bias, mean, scale) {
  const count = x.shape[0];
  return customGrad((...args) => {
    const [input, weight, offset, save] = args;
    const centred = sub(input, mean);
    save([centred, weight, scale]);
    return {
      value: add(mul(centred, mul(scale, weight)), offset),
      gradFunc: (dy, saved) => {
        const [deviation, w, s] = saved;
        const dBias = sum(dy, 0);
        const dGain = mul(sum(mul(dy, deviation), 0), s);
        const slope = mul(w, s);
        const ofMean = mul(slope, mul(dBias, 1 / count));
        const ofScale = mul(mul(slope, s), mul(dGain, 1 / count));
        return [sub(sub(mul(dy, slope), mul(deviation, ofScale)), ofMean), dGain, dBias];
      },
    };
  })(x, gain, bias);
}
// ../model-rul/src/conv1d.ts
init_src();
/**
 * One-dimensional convolution over time, stride 1, with zeros around ("same" padding): `out[t] = Σ_j x[t + j − (K−1)/2] · kernel[j]
 * + bias`. The same numbers as `torch.nn.Conv1d(C, F, K, padding=(K−1)/2)`, whose weight is `kernel` with its axes reversed.
 *
 * Three shifted copies side by side and one matrix product, forward and backward: so it trains on every backend (wasm lacks
 * `Conv2DBackpropFilter`) and at the speed of products.
 *
 * @param x `[T, B, C]`, time first
 * @param kernel `[K, C, F]`, K odd
 * @param bias `[F]`
 * @returns `[T, B, F]`
 * @throws CL_OPTION_INVALID for an even K
 */
function conv1d(x, kernel, bias) {
  const [taps, channels, filters] = kernel.shape;
  requireOption('model-rul', taps % 2 === 1, 'kernel', 'a kernel of odd length', taps);
  const rows = x.shape[0] * x.shape[1];
  const convolve = customGrad((...args) => {
    const [input, weights, save] = args;
    const seen = neighbours(input, taps);
    save([seen, weights]);
    const flat = reshape(weights, [taps * channels, filters]);
    return {
      value: reshape(matMul(seen, flat), [x.shape[0], x.shape[1], filters]),
      gradFunc: (dy, saved) => {
        const [before, kernels] = saved;
        const mirrored = reshape(stack(unstack(transpose(kernels, [0, 2, 1])).reverse()), [taps * filters, channels]);
        return [
          reshape(matMul(neighbours(dy, taps), mirrored), x.shape),
          reshape(matMul(before, reshape(dy, [rows, filters]), true), kernel.shape),
        ];
      },
    };
  });
  return add(convolve(x, kernel), bias);
}
/** For each time its `taps` neighbours side by side, zeros beyond the ends: `[T, B, C]` → `[T·B, taps·C]`. */
function neighbours(x, taps) {
  const [time, batch, channels] = x.shape;
  const half = (taps - 1) / 2;
  const ends = zeros([half, batch, channels]);
  const padded = concat([ends, x, ends], 0);
  const shifted = Array.from({ length: taps }, (_, j) =>
    j === half ? x : slice(padded, [j, 0, 0], [time, batch, channels]),
  );
  return reshape(concat(shifted, 2), [time * batch, taps * channels]);
}
// ../model-rul/src/dense.ts
/**
 * A linear layer, `x · kernel + bias`; `torch.nn.Linear` with its weight transposed.
 *
 * @param x `[B, inputs]`
 * @param kernel `[inputs, units]`
 * @param bias `[units]`
 * @returns `[B, units]`
 */
function dense(x, kernel, bias) {
  return add(matMul(x, kernel), bias);
}
// ../model-rul/src/dropout.ts
/**
 * Inverted dropout: in training, zeroes elements with probability `rate` and divides the rest by 1 − rate. The mask is a
 * function of the run's seed, `name` and the step, hence the same on every engine and after a resume. (`tf.dropout` draws from
 * `Math.random`, and a compiled step would freeze its mask.)
 *
 * @param x any shape
 * @param rate in [0, 1); 0 returns `x`
 * @param name unique within a step, e.g. `'conv1/dropout'`
 */
function dropout(x, rate, name, context) {
  if (!context.training || rate === 0) return x;
  return mul(x, context.random.dropoutMask(name, x.shape, rate));
}
// ../model-rul/src/init.ts
init_src();
/** The same number everywhere. */
function constant(value) {
  return (length) => new Float32Array(length).fill(value);
}
/** Normal, variance 2 / fanIn: for layers followed by ReLU (He et al., 2015; `kaiming_normal_`). */
function heNormal(fanIn) {
  const deviation = Math.sqrt(2 / fanIn);
  return (length, seed, stream) =>
    fillNormal(new Float32Array(length), seed, stream, 0).map((value) => value * deviation);
}
/** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010; `xavier_uniform_`). */
function glorotUniform(fanIn, fanOut) {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return (length, seed, stream) =>
    fillUniform(new Float32Array(length), seed, stream, 0).map((value) => (2 * value - 1) * limit);
}
/** LSTM bias over gates i, f, g, o: 1 for the forget gate, so that the cell remembers at first (Jozefowicz et al., 2015). */
function forgetOne(units) {
  return (length) => new Float32Array(length).fill(1, units, 2 * units);
}
/**
 * A recurrent kernel `[units, 4·units]` of four random orthogonal matrices, one per gate (Saxe et al., 2014): the rows of a
 * normal matrix made orthonormal by Gram-Schmidt, twice over for accuracy, in float64.
 */
function orthogonalGates(units) {
  return (length, seed, stream) => {
    const kernel = new Float32Array(length);
    for (let gate = 0; gate < 4; gate++) {
      const rows = orthonormalRows(fillNormal(new Float32Array(units * units), seed, stream, gate), units);
      for (const [r, row] of rows.entries()) kernel.set(row, (4 * r + gate) * units);
    }
    return kernel;
  };
}
function orthonormalRows(values, units) {
  const rows = [];
  for (let r = 0; r < units; r++) {
    const row = Float64Array.from(values.subarray(r * units, (r + 1) * units));
    for (const earlier of [...rows, ...rows]) {
      const overlap = dot(row, earlier);
      for (let i = 0; i < units; i++) row[i] -= overlap * earlier[i];
    }
    const norm = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / norm));
  }
  return rows;
}
function dot(a, b) {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}
// ../model-rul/src/layer-norm.ts
/**
 * Layer normalisation over the last axis, as `torch.nn.LayerNorm(C)`: biased variance, then gain and bias.
 *
 * @param x `[…, C]`
 * @param gain `[C]`
 * @param bias `[C]`
 * @param epsilon added to the variance
 * @returns as `x`
 */
function layerNorm(x, gain, bias, epsilon = 1e-5) {
  const width = x.shape.at(-1);
  const mean = (v) => mul(sum(v, 1, true), 1 / width);
  const f = customGrad((...args) => {
    const [input, weight, offset, save] = args;
    const centred = sub(input, mean(input));
    const scale = rsqrt(add(mean(square(centred)), epsilon));
    const normal = mul(centred, scale);
    save([normal, scale, weight]);
    return {
      value: add(mul(normal, weight), offset),
      gradFunc: (dy, saved) => {
        const [n, s, w] = saved;
        const dNormal = mul(dy, w);
        const projected = add(mul(n, mean(mul(dNormal, n))), mean(dNormal));
        return [mul(sub(dNormal, projected), s), sum(mul(dy, n), 0), sum(dy, 0)];
      },
    };
  });
  return reshape(f(reshape(x, [-1, width]), gain, bias), x.shape);
}
// ../model-rul/src/lstm.ts
/**
 * One LSTM layer over a whole sequence from a zero state, as `torch.nn.LSTM` (sigmoid gates, tanh cell).
 *
 * Fused by one custom gradient: the input projections of all steps, gates and directions are one product, all gates of both
 * directions share every operation of the recurrence, what backward needs of the gates is worked out for all steps at once, and
 * the weight gradients of all steps are one product each. Gates and directions are the outermost axes inside, so that taking
 * them apart and putting them together copies whole blocks.
 *
 * @param x `[T, B, F]`, time first
 * @returns `[T, B, D·H]`: forward states, then (D = 2) backward states, both at their own time
 */
function lstm(x, weights) {
  const steps = x.shape[0];
  const f = customGrad((...args) => {
    const [input, kernel, recurrent, bias, save] = args;
    const inputs = byStep(input, kernel.shape[1]);
    const run = forward$1(inputs, kernel, recurrent, bias, steps);
    save([inputs, kernel, recurrent, ...run.kept]);
    return {
      value: byTime(run.states, steps),
      gradFunc: (dy, saved) => {
        const [seen, inputKernel, recurrentKernel, ...kept] = saved;
        const [stateBefore, ...gates] = kept;
        const dGates = backward(eachByStep(dy, kernel.shape[1]), recurrentKernel, gates, steps);
        const dRecurrent = matMul(stateBefore, dGates, true);
        const dKernel = matMul(seen, dGates, true);
        return [
          sumDirections(sum(matMul(dGates, inputKernel, false, true), 0), steps),
          dKernel,
          dRecurrent,
          sum(dGates, 2, true),
        ];
      },
    };
  });
  const { inputKernel, recurrentKernel, bias } = weights;
  return f(x, byGate(inputKernel), byGate(recurrentKernel), byGate(expandDims(bias, 1)));
}
/** The four gates' columns apart: `[D, F, 4H]` → `[4, D, F, H]`. */
function byGate(weights) {
  const [directions, inputs, columns] = weights.shape;
  return transpose(reshape(weights, [directions, inputs, 4, columns / 4]), [2, 0, 1, 3]);
}
function forward$1(inputs, kernel, recurrent, bias, steps) {
  const [, directions, units] = recurrent.shape;
  const batch = inputs.shape[2] / steps;
  const projected = add(matMul(inputs, kernel), bias);
  const run = [];
  for (const projection of split(projected, steps, 2))
    run.push(
      tidy(() => {
        const last = run.at(-1);
        const before = last === void 0 ? projection : add(matMul(last.state, recurrent), projection);
        const [i, f, , o] = split(sigmoid(before), 4, 0);
        const g = tanh(slice(before, 2, 1));
        const cell = last === void 0 ? mul(i, g) : add(mul(f, last.cell), mul(i, g));
        const squashed = tanh(cell);
        return {
          i,
          f,
          g,
          o,
          cell,
          squashed,
          state: mul(o, squashed),
        };
      }),
    );
  const start = zeros([1, directions, batch, units]);
  const named = (name, steps) => steps.map((step) => step[name]);
  const all = (name) => concat(named(name, run), 2);
  const previous = (name) => concat([start, ...named(name, run.slice(0, -1))], 2);
  const gates = [all('i'), all('f'), all('g'), all('o')];
  return {
    states: all('state'),
    kept: [previous('state'), ...gates, previous('cell'), all('squashed')],
  };
}
/**
 * Backpropagation through time. With δh the gradient by a state and δc by a cell:
 * `δc = δc₊ · f₊ + δh · o (1 − tanh² c)`, and the gates' inputs get `δc · g i (1 − i)`, `δc · c₋ f (1 − f)`, `δc · i (1 − g²)`
 * and `δh · tanh(c) o (1 − o)`. Everything but δh and δc is known beforehand, for all steps at once.
 *
 * @param dStates `[1, D, T·B, H]`
 * @returns the gradient by the gates' inputs, `[4, D, T·B, H]`
 */
function backward(dStates, recurrent, kept, steps) {
  const [i, f, g, o, cellBefore, squashed] = kept;
  const slope = (gate) => sub(gate, square(gate));
  const ofGates = [mul(g, slope(i)), mul(cellBefore, slope(f)), sub(i, mul(i, square(g))), mul(squashed, slope(o))];
  const toGates = split(concat(ofGates, 0), steps, 2);
  const toCell = split(sub(o, mul(o, square(squashed))), steps, 2);
  const forget = split(f, steps, 2);
  const dOutputs = split(dStates, steps, 2);
  const back = transpose(recurrent, [0, 1, 3, 2]);
  const dGates = new Array(steps);
  let later;
  for (let step = steps - 1; step >= 0; step--) {
    const made = tidy(() => {
      const dState = later === void 0 ? dOutputs[step] : add(dOutputs[step], later.dState);
      const own = mul(dState, toCell[step]);
      const dCell = later === void 0 ? own : add(own, later.dCell);
      const dGate = mul(concat([dCell, dCell, dCell, dState], 0), toGates[step]);
      if (step === 0)
        return {
          dGate,
          dCell,
          dState,
        };
      return {
        dGate,
        dCell: mul(dCell, forget[step]),
        dState: sum(matMul(dGate, back), 0, true),
      };
    });
    dGates[step] = made.dGate;
    later = made;
  }
  return concat(dGates, 2);
}
/** Time to step order for each direction: `[T, B, F]` → `[1, D, T·B, F]`; the second direction runs backward. */
function byStep(x, directions) {
  const [time, batch, width] = x.shape;
  const ordered = directions === 1 ? x : concat([x, reverse(x, 0)], 0);
  return reshape(ordered, [1, directions, time * batch, width]);
}
/** As {@link byStep} for a gradient by the output, whose columns belong to one direction each: `[T, B, D·H]` → `[1, D, T·B, H]`. */
function eachByStep(dy, directions) {
  const [time, batch, width] = dy.shape;
  const units = width / directions;
  if (directions === 1) return reshape(dy, [1, 1, time * batch, units]);
  const [ahead, back] = split(dy, 2, 2);
  return reshape(concat([ahead, reverse(back, 0)], 0), [1, 2, time * batch, units]);
}
/** Step to time order, directions side by side: `[1, D, T·B, H]` → `[T, B, D·H]`. */
function byTime(states, time) {
  const [, directions, rows, units] = states.shape;
  const shape = [time, rows / time, units];
  if (directions === 1) return reshape(states, shape);
  const [ahead, back] = unstack(reshape(states, [2, rows, units]));
  return concat([reshape(ahead, shape), reverse(reshape(back, shape), 0)], 2);
}
/** The adjoint of {@link byStep}: step to time order, added up over directions. */
function sumDirections(dInputs, time) {
  const [directions, rows, width] = dInputs.shape;
  const shape = [time, rows / time, width];
  if (directions === 1) return reshape(dInputs, shape);
  const [ahead, back] = unstack(dInputs);
  return add(reshape(ahead, shape), reverse(reshape(back, shape), 0));
}
// ../model-rul/src/options.ts
init_src();
/** The defaults: the paper preset of `training-loop.md`. */
const RUL_MODEL_DEFAULTS = {
  hidden: 256,
  features: 17,
  window: 30,
  channels: [64, 128, 64],
  heads: 8,
  dropout: 0.3,
  convDropout: 0.15,
  attentionDropout: 0.1,
  funnel: [256, 64, 32],
  rulScale: 125,
  seed: 42,
};
/** Defaults filled in and every value checked. Throws `CL_OPTION_INVALID`. */
function resolveOptions(options) {
  const all = {
    ...RUL_MODEL_DEFAULTS,
    ...options,
  };
  const sizes = (list) => list.length > 0 && list.every(isSize);
  for (const name of ['hidden', 'features', 'window', 'heads'])
    requireOption('model-rul', isSize(all[name]), name, 'a positive integer', all[name]);
  for (const name of ['channels', 'funnel'])
    requireOption('model-rul', sizes(all[name]), name, 'one or more positive integers', all[name]);
  for (const name of ['dropout', 'convDropout', 'attentionDropout'])
    requireOption('model-rul', all[name] >= 0 && all[name] < 1, name, 'a rate in [0, 1)', all[name]);
  const scale = all.rulScale;
  requireOption('model-rul', scale > 0 && Number.isFinite(scale), 'rulScale', 'cycles, above 0', scale);
  requireOption(
    'model-rul',
    Number.isSafeInteger(all.seed) && all.seed >= 0,
    'seed',
    'a non-negative integer up to 2^53 − 1',
    all.seed,
  );
  const width = 2 * all.hidden;
  const advice = `a divisor of 2 · hidden = ${width}, such as ${[1, 2, 4, 8, 16]
    .filter((heads) => width % heads === 0)
    .join(', ')}`;
  requireOption('model-rul', width % all.heads === 0, 'heads', advice, all.heads);
  return all;
}
const isSize = (value) => Number.isSafeInteger(value) && value >= 1;
// ../model-rul/src/parameters.ts
/** Sizes of the RUL head's hidden layers. */
const RUL_HEAD = [64, 32, 16];
/** Sizes of the health head's hidden layers. */
const HEALTH_HEAD = [32, 16];
/**
 * Makes and initialises every variable: He normal before ReLU, Glorot uniform for LSTM inputs, attention and outputs,
 * orthogonal recurrent kernels, forget-gate bias 1, other biases 0. The RUL output's kernel is a tenth of Glorot's, so that the
 * first predictions lie close to `rulScale` · ln 2 instead of anywhere between 20 and 250 cycles. Each variable has its own random stream, named after it.
 */
function createVariables(options) {
  const { hidden, features, channels, funnel, seed } = options;
  const parameters = {};
  const buffers = {};
  const make = (name, shape, fill, trainable = true) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const initial = tensor(fill(length, seed, `init/${name}`), shape);
    (trainable ? parameters : buffers)[name] = variable(initial, trainable);
    initial.dispose();
  };
  const norm = (name, width) => {
    make(`${name}/gain`, [width], constant(1));
    make(`${name}/bias`, [width], constant(0));
  };
  const linear = (name, inputs, units, fill = heNormal(inputs)) => {
    make(`${name}/kernel`, [inputs, units], fill);
    make(`${name}/bias`, [units], constant(0));
  };
  const layers = (name, sizes) => {
    for (let i = 1; i < sizes.length; i++) linear(`${name}/dense${i}`, sizes[i - 1], sizes[i]);
  };
  const head = (name, sizes, outputs, scale) => {
    layers(name, sizes);
    const inputs = sizes.at(-1);
    const fill = (...args) => glorotUniform(inputs, outputs)(...args).map((value) => value * scale);
    linear(`${name}/dense${sizes.length}`, inputs, outputs, fill);
  };
  let width = features;
  channels.forEach((filters, i) => {
    make(`conv${i + 1}/kernel`, [3, width, filters], heNormal(3 * width));
    make(`conv${i + 1}/bias`, [filters], constant(0));
    norm(`conv${i + 1}/norm`, filters);
    make(`conv${i + 1}/norm/mean`, [filters], constant(0), false);
    make(`conv${i + 1}/norm/variance`, [filters], constant(1), false);
    width = filters;
  });
  for (const layer of ['lstm1', 'lstm2']) {
    for (const direction of ['forward', 'backward']) {
      make(`${layer}/${direction}/inputKernel`, [width, 4 * hidden], glorotUniform(width, 4 * hidden));
      make(`${layer}/${direction}/recurrentKernel`, [hidden, 4 * hidden], orthogonalGates(hidden));
      make(`${layer}/${direction}/bias`, [4 * hidden], forgetOne(hidden));
    }
    width = 2 * hidden;
  }
  norm('lstm/norm', width);
  make('attention/inKernel', [width, 3 * width], glorotUniform(width, 3 * width));
  make('attention/inBias', [3 * width], constant(0));
  make('attention/outKernel', [width, width], glorotUniform(width, width));
  make('attention/outBias', [width], constant(0));
  norm('attention/norm', width);
  layers('funnel', [width, ...funnel]);
  head('rul', [funnel.at(-1), ...RUL_HEAD], 1, 0.1);
  head('health', [funnel.at(-1), ...HEALTH_HEAD], 3, 1);
  return {
    parameters,
    buffers,
  };
}
// ../model-rul/src/model.ts
init_src();
/**
 * The AMNL dual-task network: convolution blocks → 2-layer bidirectional LSTM → layer norm → self-attention with residual
 * and layer norm → mean over time → funnel → a head for the remaining useful life and one for the health state.
 *
 * `forward({ window })` takes `[B, window, features]` and returns `rul` `[B]` in cycles, above 0, and `health` `[B, 3]` logits
 * (healthy, degrading, critical). RUL = `rulScale` · softplus(output): never negative, never dead (a final ReLU can be), and
 * before training it is near `rulScale` · ln 2 = 87 cycles, about the mean label of FD001's windows capped at 125.
 *
 * @throws CL_OPTION_INVALID for a size or rate out of range, or heads that do not divide 2 · hidden
 */
function createRulModel(options = {}) {
  const config = resolveOptions(options);
  const { parameters, buffers } = createVariables(config);
  const variables = [...Object.values(parameters), ...Object.values(buffers)];
  return {
    config,
    parameters,
    buffers,
    parameterCount: Object.values(parameters).reduce((total, { size }) => total + size, 0),
    forward(inputs, context) {
      return forward(checkedWindow(inputs, config), parameters, buffers, config, context);
    },
    dispose() {
      for (const variable of variables) variable.dispose();
    },
  };
}
function forward(window, parameters, buffers, config, context) {
  const p = (name) => parameters[name];
  const linear = (x, name) => dense(x, p(`${name}/kernel`), p(`${name}/bias`));
  const norm = (x, name) => layerNorm(x, p(`${name}/gain`), p(`${name}/bias`));
  let x = transpose(window, [1, 0, 2]);
  for (let i = 1; i <= config.channels.length; i++) {
    const name = `conv${i}`;
    const statistics = {
      mean: buffers[`${name}/norm/mean`],
      variance: buffers[`${name}/norm/variance`],
    };
    const state = {
      gain: p(`${name}/norm/gain`),
      bias: p(`${name}/norm/bias`),
      ...statistics,
    };
    x = relu(batchNorm(conv1d(x, p(`${name}/kernel`), p(`${name}/bias`)), state, context));
    x = dropout(x, config.convDropout, `${name}/dropout`, context);
  }
  x = lstm(x, bothDirections('lstm1', p));
  x = dropout(x, config.dropout, 'lstm/dropout', context);
  x = lstm(x, bothDirections('lstm2', p));
  x = norm(x, 'lstm/norm');
  const weights = {
    inKernel: p('attention/inKernel'),
    inBias: p('attention/inBias'),
    outKernel: p('attention/outKernel'),
    outBias: p('attention/outBias'),
  };
  const attended = multiHeadAttention(x, weights, config.heads);
  x = norm(add(x, dropout(attended, config.attentionDropout, 'attention/dropout', context)), 'attention/norm');
  let z = mean(x, 0);
  for (let i = 1; i <= config.funnel.length; i++)
    z = dropout(relu(linear(z, `funnel/dense${i}`)), config.dropout, `funnel/dense${i}/dropout`, context);
  const head = (name, hiddenLayers) => {
    let y = z;
    for (let i = 1; i <= hiddenLayers; i++) y = relu(linear(y, `${name}/dense${i}`));
    return linear(y, `${name}/dense${hiddenLayers + 1}`);
  };
  return {
    rul: mul(softplus(reshape(head('rul', RUL_HEAD.length), [-1])), config.rulScale),
    health: head('health', HEALTH_HEAD.length),
  };
}
function bothDirections(layer, p) {
  const both = (weight) => stack([p(`${layer}/forward/${weight}`), p(`${layer}/backward/${weight}`)]);
  return {
    inputKernel: both('inputKernel'),
    recurrentKernel: both('recurrentKernel'),
    bias: both('bias'),
  };
}
function checkedWindow(inputs, { window, features }) {
  const x = inputs['window'];
  if (x?.shape.length === 3 && x.shape[1] === window && x.shape[2] === features) return x;
  const found = x === void 0 ? `only ${Object.keys(inputs).join(', ') || 'nothing'}` : `shape [${x.shape}]`;
  throw new TrainError(
    'RUL_INPUT_INVALID',
    `the network expects inputs.window of shape [batch, ${window}, ${features}] and got ${found}. Build the data and the network with the same window and features`,
    { by: 'model-rul' },
  );
}
// ../optim-adamw/src/adamw.ts
/** A running mean: x̄ ← β x̄ + (1 − β) x. */
function moment(mean, x, beta) {
  return add(mul(mean, beta), mul(x, 1 - beta));
}
/**
 * The bias corrections of the next step, as what they are: the moment of a constant 1. For c₀ = 0, c ← β c + (1 − β) gives
 * c_t = 1 − β^t.
 *
 * Kept as state rather than computed from a step count because it is then assigned like every moment (a skipped step does
 * not count), needs no number from outside the step (it compiles), and starts accurate: in float32 1 − β^t loses digits for
 * small t (1 − 0.999 is wrong by 1.3e-5), while c₁ = 1 − β is rounded once. A β that float32 rounds also cancels: m / c
 * stays a weighted mean whose weights add up to 1.
 */
function biasCorrections(previous, { beta1, beta2 }) {
  return {
    first: moment(previous.first, 1, beta1),
    second: moment(previous.second, 1, beta2),
  };
}
/** The step sizes for a learning rate α and a weight decay λ (undefined: none). */
function stepSizes(corrections, learningRate, weightDecay) {
  return {
    update: div(learningRate, corrections.first),
    rootSecond: sqrt(corrections.second),
    decay: weightDecay === void 0 ? void 0 : mul(learningRate, weightDecay),
  };
}
/**
 * One AdamW step of one parameter:
 *
 *     θ ← θ (1 − α λ)                          decoupled weight decay
 *     m ← β1 m + (1 − β1) g
 *     v ← β2 v + (1 − β2) g²
 *     θ ← θ − α / (1 − β1^t) · m / (√v / √(1 − β2^t) + ε)
 *
 * A pure function of tensors; call it within `tf.tidy`. The same result as torch.optim.AdamW, with one difference in
 * rounding: decay and update are added up before θ changes. The factor 1 − α λ has no float32 below α λ = 3e-8 (rate
 * 2.5e-4, decay 1e-4) but 1, where PyTorch's decay ends without a word; ours goes on.
 *
 * @param gradient of the shape of the parameter
 * @see Loshchilov & Hutter, Decoupled Weight Decay Regularization, ICLR 2019 (arXiv:1711.05101), algorithm 2; as in PyTorch,
 * the decay is multiplied by the learning rate, which the paper's η_t is not
 */
function adamWStep({ parameter, first, second }, gradient, sizes, { beta1, beta2, epsilon }) {
  const m = moment(first, gradient, beta1);
  const v = moment(second, square(gradient), beta2);
  const update = div(mul(m, sizes.update), add(div(sqrt(v), sizes.rootSecond), epsilon));
  const change = sizes.decay === void 0 ? update : add(update, mul(parameter, sizes.decay));
  return {
    parameter: sub(parameter, change),
    first: m,
    second: v,
  };
}
// ../optim-adamw/src/apply.ts
/**
 * One AdamW step of all parameters of `groups`. Moments are variables of the store, by parameter name: `adamw/m/<name>`,
 * `adamw/v/<name>`; bias corrections are `adamw/c1`, `adamw/c2`. A parameter without a gradient is left as it is, moments
 * included, as in PyTorch.
 */
function applyAdamW(store, parameters, gradients, rates, groups, constants) {
  const corrections = advanceCorrections(store, constants);
  for (const { names, learningRateFactor, weightDecayFactor } of groups) {
    const sizes = stepSizes(
      corrections,
      times$1(rates.learningRate, learningRateFactor),
      weightDecayFactor === 0 ? void 0 : times$1(rates.weightDecay, weightDecayFactor),
    );
    for (const name of names) {
      const gradient = gradients[name];
      if (gradient === void 0) continue;
      const parameter = parameters[name];
      const first = store.variable(`adamw/m/${name}`, 0, parameter.shape);
      const second = store.variable(`adamw/v/${name}`, 0, parameter.shape);
      const next = adamWStep(
        {
          parameter,
          first,
          second,
        },
        gradient,
        sizes,
        constants,
      );
      store.assign(parameter, next.parameter);
      store.assign(first, next.first);
      store.assign(second, next.second);
    }
  }
}
function advanceCorrections(store, constants) {
  const c1 = store.variable('adamw/c1', 0);
  const c2 = store.variable('adamw/c2', 0);
  const next = biasCorrections(
    {
      first: c1,
      second: c2,
    },
    constants,
  );
  store.assign(c1, next.first);
  store.assign(c2, next.second);
  return next;
}
function times$1(scalar, factor) {
  return factor === 1 ? scalar : mul(scalar, factor);
}
// ../optim-adamw/src/groups.ts
init_src();
/** Checks everything about the options that can be checked without the names. Throws `CL_OPTION_INVALID`. */
function requireGroupOptions({ groups = [], noDecay = [], frozen = [] }) {
  for (const { learningRateFactor: lr = 1, weightDecayFactor: wd = 1 } of groups) {
    requireOption('optim-adamw', Number.isFinite(lr) && lr >= 0, 'groups[].learningRateFactor', 'a number ≥ 0', lr);
    requireOption('optim-adamw', Number.isFinite(wd) && wd >= 0, 'groups[].weightDecayFactor', 'a number ≥ 0', wd);
  }
  for (const match of [...groups.map((group) => group.match), ...noDecay, ...frozen])
    requireOption(
      'optim-adamw',
      typeof match === 'function' || Object.prototype.toString.call(match) === '[object RegExp]',
      'match',
      'a RegExp or a function of the parameter name',
      match,
    );
}
/**
 * Sorts parameter names into groups of equal factors; frozen ones are left out.
 * @throws AW_MATCH_EMPTY where a match fits no parameter: a typo would otherwise silently train (or decay) too much
 * @throws AW_GROUP_OVERLAP where two groups claim the same parameter
 */
function resolveGroups(names, options) {
  const { groups = [], noDecay = [], frozen = [] } = options;
  const isFrozen = anyOf(noneEmpty(names, 'frozen', frozen));
  const isUndecayed = anyOf(noneEmpty(names, 'noDecay', noDecay));
  noneEmpty(
    names,
    'groups',
    groups.map(({ match }) => match),
  );
  const resolved = /* @__PURE__ */ new Map();
  for (const name of names) {
    if (isFrozen(name)) continue;
    const group = groupOf(name, groups);
    const learningRateFactor = group?.learningRateFactor ?? 1;
    const weightDecayFactor = isUndecayed(name) ? 0 : (group?.weightDecayFactor ?? 1);
    const key = `${learningRateFactor} ${weightDecayFactor}`;
    const same = resolved.get(key) ?? {
      names: [],
      learningRateFactor,
      weightDecayFactor,
    };
    same.names.push(name);
    resolved.set(key, same);
  }
  return [...resolved.values()];
}
function groupOf(name, groups) {
  const claiming = groups.filter(({ match }) => matches(match, name));
  if (claiming.length > 1) {
    const claims = claiming.map(({ match }) => String(match)).join(' and ');
    throw new TrainError(
      'AW_GROUP_OVERLAP',
      `parameter '${name}' is in ${claiming.length} groups: ${claims}. Narrow their matches so that each parameter is in one`,
      { by: 'optim-adamw' },
    );
  }
  return claiming[0];
}
function noneEmpty(names, option, list) {
  for (const match of list) {
    if (names.some((name) => matches(match, name))) continue;
    throw new TrainError(
      'AW_MATCH_EMPTY',
      `'${option}' matches no parameter with ${String(match)}; parameters: ${names.join(', ')}. Correct the match or leave it out`,
      { by: 'optim-adamw' },
    );
  }
  return list;
}
function anyOf(list) {
  return (name) => list.some((match) => matches(match, name));
}
/** `search` rather than `test`: a pattern with the flag `g` remembers where its last `test` ended. */
function matches(match, name) {
  return typeof match === 'function' ? match(name) : name.search(match) >= 0;
}
// ../optim-adamw/src/options.ts
init_src();
/** The options with their defaults. Throws `CL_OPTION_INVALID`. */
function withDefaults(options) {
  const full = {
    learningRate: 0.001,
    weightDecay: 1e-4,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    ...options,
  };
  for (const name of ['learningRate', 'weightDecay'])
    requireOption('optim-adamw', Number.isFinite(full[name]) && full[name] >= 0, name, 'a number ≥ 0', full[name]);
  for (const name of ['beta1', 'beta2'])
    requireOption('optim-adamw', full[name] >= 0 && full[name] < 1, name, 'a number in [0, 1)', full[name]);
  requireOption(
    'optim-adamw',
    Number.isFinite(full.epsilon) && full.epsilon > 0,
    'epsilon',
    'a number > 0',
    full.epsilon,
  );
  requireGroupOptions(full);
  return full;
}
// ../optim-adamw/src/adamw-plugin.ts
init_src();
/**
 * AdamW as the run's optimiser. Its rate and decay are the run's scalars `learningRate` and `weightDecay`, which schedules
 * multiply; where a plugin before it declared them already, theirs stay. All state is run-owned variables, so that a
 * skipped step leaves it untouched.
 * @throws CL_OPTION_INVALID at once; AW_MATCH_EMPTY and AW_GROUP_OVERLAP before the first batch
 */
function adamW(options = {}) {
  const full = withDefaults(options);
  return {
    name: 'adamw',
    provide(bind) {
      bind(OptimizerToken, () => optimizer(full));
    },
    hooks: {
      fitStart({ scalars, model }) {
        for (const name of ['learningRate', 'weightDecay']) if (!scalars.has(name)) scalars.set(name, full[name]);
        resolveGroups(Object.keys(model.parameters), full);
      },
    },
  };
}
function optimizer(options) {
  let groups;
  return {
    update(step, parameters, gradients) {
      groups ??= resolveGroups(Object.keys(parameters), options);
      applyAdamW(
        step,
        parameters,
        gradients,
        {
          learningRate: step.scalar('learningRate'),
          weightDecay: step.scalar('weightDecay'),
        },
        groups,
        options,
      );
    },
  };
}
// ../grad-clip/src/clip.ts
/** Keeps c / ‖g‖ finite at a norm of 0; PyTorch's value. */
const EPSILON = 1e-6;
/**
 * The L2 norm of all gradients together, as if they were one vector; 0 without gradients. A scalar.
 *
 * Squares are added in float32: the norm is `Infinity` once it passes 1.8e19, and entries below 1e-23 count as 0.
 */
function globalNorm(gradients) {
  const squares = Object.values(gradients).map((gradient) => sum(square(gradient)));
  return squares.length === 0 ? scalar(0) : sqrt(addN(squares));
}
/**
 * Scales all gradients by one factor so that their joint norm is at most `maxNorm`:
 *
 *     g ← g · min(1, c / (‖g‖ + 1e-6))
 *
 * Equal to torch.nn.utils.clip_grad_norm_. No value is read back, so it compiles; call it within `tf.tidy`. At or below a
 * norm of c − 1e-6 the factor is exactly 1 and gradients keep every bit.
 *
 * Not finite: a norm of `Infinity` makes finite gradients 0 and infinite ones NaN, a NaN makes all NaN, as in PyTorch with
 * `error_if_nonfinite=False`. The returned norm shows it; loss scaling's finite check goes before clipping for this reason.
 *
 * @param maxNorm c > 0
 * @see Pascanu, Mikolov & Bengio, On the difficulty of training recurrent neural networks, ICML 2013 (arXiv:1211.5063)
 */
function clipByGlobalNorm(gradients, maxNorm) {
  const norm = globalNorm(gradients);
  const factor = scaleTo(maxNorm, norm);
  return {
    gradients: each(gradients, (gradient) => mul(gradient, factor)),
    norm,
  };
}
/** As {@link clipByGlobalNorm}, with every gradient's own norm in place of the joint one. Directions change. */
function clipByNorm(gradients, maxNorm) {
  return each(gradients, (gradient) => mul(gradient, scaleTo(maxNorm, sqrt(sum(square(gradient))))));
}
/** Limits every entry to [−value, value], as torch.nn.utils.clip_grad_value_. Directions change. */
function clipByValue$1(gradients, value) {
  return each(gradients, (gradient) => clipByValue(gradient, -value, value));
}
/** min(1, c / (‖g‖ + ε)), as a choice: the `minimum` of some backends (wasm) takes 1 where the norm is NaN, and hides it. */
function scaleTo(maxNorm, norm) {
  const length = add(norm, EPSILON);
  return where(lessEqual(length, maxNorm), 1, div(maxNorm, length));
}
function each(gradients, change) {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, change(gradient)]));
}
// ../grad-clip/src/grad-clip.ts
init_src();
/**
 * Clips the gradients of an optimiser step (the mean of its micro-batches) and reports `grad_norm`, the joint norm before
 * clipping, as the epoch's mean over steps. Runs after `loss-scale`, whatever the order in the list: clipping scaled
 * gradients would clip them all.
 * @throws CL_OPTION_INVALID
 */
function gradClip(options = { norm: 1 }) {
  const clip = clipper(options);
  return {
    name: 'grad-clip',
    after: ['loss-scale'],
    hooks: {
      gradients(step, gradients) {
        const { gradients: clipped, norm } = clip(gradients);
        step.report('grad_norm', norm);
        return clipped;
      },
    },
  };
}
function clipper(options) {
  const [mode, ...more] = Object.keys(options);
  requireOption(
    'grad-clip',
    (mode === 'norm' || mode === 'perTensor' || mode === 'value') && more.length === 0,
    'options',
    'one of { norm }, { perTensor }, { value }',
    JSON.stringify(options),
  );
  const limit = options[mode];
  requireOption('grad-clip', Number.isFinite(limit) && limit > 0, mode, 'a number > 0', limit);
  if (mode === 'norm') return (gradients) => clipByGlobalNorm(gradients, limit);
  const clip = mode === 'perTensor' ? clipByNorm : clipByValue$1;
  return (gradients) => ({
    gradients: clip(gradients, limit),
    norm: globalNorm(gradients),
  });
}
// ../ema/src/average.ts
init_src();
/**
 * {@link decayAt} inside a step, where n is a tensor, with rate = 1 − decay: computed on its own, as 1 − 0.999 in float32
 * is already off by 1e-5.
 */
function sharesAt(n, { decay, warmup }) {
  if (!warmup)
    return {
      decay,
      rate: 1 - decay,
    };
  const past = add(n, 10);
  return {
    decay: minimum(decay, div(add(n, 1), past)),
    rate: maximum(1 - decay, div(9, past)),
  };
}
/**
 * decay · shadow + (1 − decay) · value.
 * @param shadow any shape
 * @param value the same shape
 * @param decay a number, or both shares as {@link sharesAt} gives them
 */
function average(shadow, value, decay) {
  const shares =
    typeof decay === 'number'
      ? {
          decay,
          rate: 1 - decay,
        }
      : decay;
  return add(mul(shares.decay, shadow), mul(shares.rate, value));
}
/** Fills in defaults. Throws `CL_OPTION_INVALID`. */
function checkDecay({ decay = 0.999, warmup = true }) {
  if (!(decay >= 0 && decay < 1))
    throw new TrainError('CL_OPTION_INVALID', `decay must be in [0, 1); found ${decay}`, { by: 'ema' });
  return {
    decay,
    warmup,
  };
}
// ../ema/src/swap-in.ts
/**
 * Gives variables other values for a while.
 * @param variables what to change
 * @param values new values by the same names; names that are not among `variables` are ignored, variables without a value
 *   keep theirs
 * @returns a function that puts the old values back, bit for bit; call it once, in `finally`
 */
function swapIn(variables, values) {
  const kept = [];
  const restore = () => {
    for (const [name, old] of kept.splice(0)) {
      variables[name].assign(old);
      old.dispose();
    }
  };
  try {
    for (const [name, variable] of Object.entries(variables)) {
      const value = values[name];
      if (value === void 0) continue;
      kept.push([name, variable.clone()]);
      variable.assign(value);
    }
  } catch (error) {
    restore();
    throw error;
  }
  return restore;
}
// ../ema/src/ema.ts
init_src();
/** Run-owned variables of this plugin start with this. */
const PREFIX = 'ema/';
const COUNT = 'ema/updates';
/**
 * Exponential moving average of the weights: shadow ← d·shadow + (1 − d)·θ after every optimiser step. Evaluation sees
 * the average, training never does; after `fit` the model holds the average.
 *
 * Warm-up and averaged statistics are the defaults because the literal form (constant 0.999, parameters only) was measured
 * to do harm: last-cycle RMSE 42.3 after 8 epochs where the raw weights have 16.4 and this form 14.5.
 *
 * @throws CL_OPTION_INVALID
 */
function ema(options = {}) {
  const decay = checkDecay(options);
  const { buffers, start } = checkOptions$1(options);
  const averaged = (of) =>
    buffers === 'average'
      ? {
          ...of.parameters,
          ...of.buffers,
        }
      : of.parameters;
  const live = ({ model }) =>
    averaged({
      parameters: model.parameters,
      buffers: model.buffers ?? {},
    });
  const shadows = (run) => mapNames(live(run), (name, v) => run.variable(PREFIX + name, () => v.clone()));
  const updated = async (run) => (await run.variable(COUNT, 0).data())[0] > 0;
  return {
    name: 'ema',
    hooks: {
      fitStart(run) {
        shadows(run);
        run.variable(COUNT, 0);
      },
      updated(step) {
        const count = step.variable(COUNT, 0);
        const shares = sharesFrom(start, count, decay);
        for (const [name, variable] of Object.entries(averaged(step))) {
          const shadow = step.variable(PREFIX + name, () => variable.clone());
          step.assign(shadow, average(shadow, variable, shares));
        }
        step.assign(count, add(count, 1));
      },
      async evaluate(run, next) {
        if (!(await updated(run))) return next();
        const restore = swapIn(live(run), shadows(run));
        try {
          return await next();
        } finally {
          restore();
        }
      },
      async fitEnd(run, reason) {
        if (reason.by === 'error' || !(await updated(run))) return;
        const values = shadows(run);
        for (const [name, variable] of Object.entries(live(run))) variable.assign(values[name]);
      },
    },
  };
}
/** The shares of the update after `count` earlier ones; before `start` all of the weights, none of the past. */
function sharesFrom(start, count, decay) {
  if (start === 0) return sharesAt(count, decay);
  const shares = sharesAt(maximum(sub(count, start), 0), decay);
  const waiting = less(count, start);
  const asTensor = (share) => (typeof share === 'number' ? scalar(share) : share);
  return {
    decay: where(waiting, scalar(0), asTensor(shares.decay)),
    rate: where(waiting, scalar(1), asTensor(shares.rate)),
  };
}
function mapNames(variables, f) {
  return Object.fromEntries(Object.entries(variables).map(([name, v]) => [name, f(name, v)]));
}
function checkOptions$1({ buffers = 'average', start = 0 }) {
  const invalid = (what) => new TrainError('CL_OPTION_INVALID', what, { by: 'ema' });
  if (buffers !== 'average' && buffers !== 'copy')
    throw invalid(`buffers must be 'average' or 'copy'; found '${String(buffers)}'`);
  if (!Number.isInteger(start) || start < 0) throw invalid(`start must be a number of steps ≥ 0; found ${start}`);
  return {
    buffers,
    start,
  };
}
// ../amnl-loss/src/normalizer.ts
init_src();
/** Default decay of each strategy with a memory. */
const DECAYS = {
  ema: 0.9,
  'bias-corrected': 0.99,
};
/**
 * Makes a strategy.
 * @param decay d, in [0, 1); the default depends on the strategy (0.9, 0.99)
 * @returns undefined for `'fixed'`: nothing is divided
 * @throws CL_OPTION_INVALID on an unknown name or a decay outside [0, 1)
 */
function normalizer(name, decay = DECAYS[name] ?? 0) {
  if (!(decay >= 0 && decay < 1))
    throw new TrainError('CL_OPTION_INVALID', `decay must be in [0, 1); found ${decay}`, { by: 'amnl-loss' });
  switch (name) {
    case 'ema':
      return runningMean(
        (weight) => sub(1, mul(decay, weight)),
        (mean) => mean,
      );
    case 'bias-corrected':
      return runningMean(
        () => sub(1, decay),
        (mean, weight) => div(mean, weight),
      );
    case 'instant':
      return (_task, loss) => stopGradient(loss);
    case 'fixed':
      return;
    default:
      throw new TrainError(
        'CL_OPTION_INVALID',
        `normalizer must be one of 'ema', 'bias-corrected', 'instant', 'fixed'; found '${String(name)}'`,
        { by: 'amnl-loss' },
      );
  }
}
/**
 * mean ← mean + r·(L − mean), weight ← weight + r·(1 − weight), both from 0. With r = 1 on the first batch the weight is
 * 1 from then on; with a constant r it is 1 − dⁿ, got without the cancellation of that formula. Written as a step
 * towards L, a constant loss is an exact fixed point in float32.
 *
 * A loss that is not finite (overflow in half precision) leaves the state alone: one bad batch must not poison E for ever.
 */
function runningMean(rate, divisor) {
  return (task, loss, step) => {
    const mean = step.variable(`amnl-loss/mean/${task}`, 0);
    const weight = step.variable(`amnl-loss/weight/${task}`, 0);
    const value = stopGradient(loss);
    if (!step.training) return whereBegun(weight, () => divisor(mean, weight), value);
    const finite = isFinite(value);
    const r = mul(rate(weight), cast(finite, 'float32'));
    const nextMean = add(mean, mul(r, sub(where(finite, value, zerosLike(value)), mean)));
    const nextWeight = add(weight, mul(r, sub(1, weight)));
    step.assign(mean, nextMean);
    step.assign(weight, nextWeight);
    return divisor(nextMean, nextWeight);
  };
}
/** Evaluation uses E as training left it, and the loss itself where training has not begun. */
function whereBegun(weight, divisor, loss) {
  return where(greater(weight, 0), divisor(), loss);
}
// ../amnl-loss/src/health-cross-entropy.ts
init_src();
/**
 * Mean softmax cross-entropy, as `torch.nn.functional.cross_entropy` with its defaults. Computed from a log-softmax that
 * subtracts the largest logit first, so logits of any size stay finite.
 *
 * @param logits [B, K], K ≥ 2
 * @param labels class of each sample, int32 [B], in 0 … K−1. A label outside adds nothing to the loss (values cannot be
 *   looked at inside a step)
 * @returns scalar, in nats
 * @throws AL_SHAPE when ranks, batch sizes or the dtype of `labels` do not fit
 */
function healthCrossEntropy(logits, labels) {
  const [samples, classes] = logits.shape;
  if (!(logits.rank === 2 && labels.rank === 1 && labels.shape[0] === samples && labels.dtype === 'int32'))
    throw new TrainError(
      'AL_SHAPE',
      `healthCrossEntropy needs logits [B, K] and int32 labels [B]; found logits [${logits.shape}] and ${labels.dtype} labels [${labels.shape}]`,
      { by: 'amnl-loss' },
    );
  const chosen = cast(oneHot(labels, classes), 'float32');
  return neg(mean(sum(mul(chosen, logSoftmax(logits)), -1)));
}
// ../amnl-loss/src/weighted-mse.ts
init_src();
/**
 * Mean squared error that counts engines near failure up to twice: w(y) = 1 + clip(1 − y / cap, 0, 1), which is 2 at
 * y = 0 and 1 from the cap on. The weight follows the true RUL, never the prediction.
 *
 * @param predicted RUL in cycles, [B]
 * @param target true RUL in cycles, [B]
 * @returns scalar, in cycles²
 * @throws AL_SHAPE when the shapes differ: [B, 1] against [B] would broadcast to [B, B] without a word
 */
function weightedMse(predicted, target, options = {}) {
  const { cap, reduction } = checkWeightedMse(options);
  if (!(predicted.rank === target.rank && predicted.shape.every((size, i) => size === target.shape[i])))
    throw new TrainError(
      'AL_SHAPE',
      `weightedMse needs two tensors of one shape; found predicted [${predicted.shape}] and target [${target.shape}]. Squeeze or reshape the prediction`,
      { by: 'amnl-loss' },
    );
  const weight = add(1, clipByValue(sub(1, div(target, cap)), 0, 1));
  const weighted = mul(weight, square(sub(predicted, target)));
  return reduction === 'mean' ? mean(weighted) : div(sum(weighted), sum(weight));
}
/** Fills in defaults. Throws `CL_OPTION_INVALID`. */
function checkWeightedMse(options) {
  const { cap = 125, reduction = 'normalized' } = options;
  if (!(Number.isFinite(cap) && cap > 0))
    throw new TrainError('CL_OPTION_INVALID', `cap must be a positive number of cycles; found ${cap}`, {
      by: 'amnl-loss',
    });
  if (reduction !== 'normalized' && reduction !== 'mean')
    throw new TrainError(
      'CL_OPTION_INVALID',
      `reduction must be 'normalized' or 'mean'; found '${String(reduction)}'`,
      { by: 'amnl-loss' },
    );
  return {
    cap,
    reduction,
  };
}
// ../amnl-loss/src/tasks.ts
init_src();
/**
 * The two tasks of AMNL: `rul` ({@link weightedMse} of `rul` [B]) and `health` ({@link healthCrossEntropy} of `health`
 * [B, 3] against int32 [B]).
 */
function rulHealthTasks(options = {}) {
  const checked = checkWeightedMse(options);
  return {
    rul: {
      loss: (outputs, targets) => weightedMse(pick(outputs, 'rul', 'output'), pick(targets, 'rul', 'target'), checked),
    },
    health: {
      loss: (outputs, targets) =>
        healthCrossEntropy(pick(outputs, 'health', 'output'), pick(targets, 'health', 'target')),
    },
  };
}
function pick(tensors, name, kind) {
  const found = tensors[name];
  if (found === void 0)
    throw new TrainError(
      'AL_TENSOR_MISSING',
      `no ${kind} '${name}'; found: ${Object.keys(tensors).join(', ') || 'none'}. Name it so, or pass your own \`tasks\``,
      { by: 'amnl-loss' },
    );
  return found;
}
// ../amnl-loss/src/amnl.ts
init_src();
/**
 * The Adaptive Multi-task Normalized Loss: total = Σ weight · L / max(E, floor), where E is a running mean of L itself,
 * updated before it is used and treated as a constant by the gradient.
 *
 * The first total is exactly 1 and a constant loss keeps it there, so the total is no sign of progress: look at the raw
 * `<task>_loss`.
 *
 * @returns a loss function giving `total`, and per task `<task>_loss` (raw) and `loss_ema_<task>` (E; in training, not with `'fixed'`)
 * @throws CL_OPTION_INVALID
 */
function amnl(options = {}) {
  const { floor } = options;
  const least = floor ?? 1e-6;
  if (!(Number.isFinite(least) && least > 0))
    throw new TrainError('CL_OPTION_INVALID', `floor must be a positive number; found ${least}`, { by: 'amnl-loss' });
  const tasks = checkTasks(options);
  const divisorOf = normalizer(options.normalizer ?? 'ema', options.decay);
  const share = 1 / Object.keys(tasks).length;
  return (outputs, targets, step) => {
    const reported = {};
    const terms = Object.entries(tasks).map(([name, task]) => {
      const loss = task.loss(outputs, targets);
      reported[`${name}_loss`] = loss;
      const weight = task.weight ?? share;
      if (divisorOf === void 0) return mul(weight, loss);
      const mean = divisorOf(name, loss, step);
      if (step.training) reported[`loss_ema_${name}`] = mean;
      return mul(weight, div(loss, maximum(mean, least)));
    });
    return {
      total: addN(terms),
      ...reported,
    };
  };
}
function checkTasks({ tasks, cap, reduction }) {
  const defaults = {
    ...(cap !== void 0 && { cap }),
    ...(reduction !== void 0 && { reduction }),
  };
  if (tasks === void 0) return rulHealthTasks(defaults);
  const invalid = (what) => new TrainError('CL_OPTION_INVALID', what, { by: 'amnl-loss' });
  if (Object.keys(defaults).length > 0)
    throw invalid(
      `cap and reduction belong to the default tasks; found them beside \`tasks\`. Pass them to rulHealthTasks()`,
    );
  if (Object.keys(tasks).length === 0) throw invalid('tasks is empty. Name at least one task');
  for (const [name, { weight }] of Object.entries(tasks))
    if (weight !== void 0 && !(Number.isFinite(weight) && weight >= 0))
      throw invalid(`the weight of task '${name}' must be a number ≥ 0; found ${weight}`);
  return tasks;
}
// ../amnl-loss/src/amnl-loss.ts
init_src();
/**
 * Binds the `Loss` token to {@link amnl}. Its running means are run-owned variables (`amnl-loss/mean/<task>`,
 * `amnl-loss/weight/<task>`): they live on across epochs and are part of every checkpoint.
 */
function amnlLoss(options = {}) {
  const loss = amnl(options);
  return {
    name: 'amnl-loss',
    provide: (bind) => bind(Loss, () => loss),
  };
}
// src/errors.ts
/** A {@link TrainError} of this package. */
function engineError(code, message, cause) {
  return new TrainError(code, message, {
    by: 'engine-onnx',
    ...(cause !== void 0 && { cause }),
  });
}
/**
 * Where user code called into the library: the innermost stack frame outside TensorFlow.js and this package, as `file:line`.
 * @param stack of an error made at the place in question
 */
function callSite(stack = /* @__PURE__ */ new Error().stack ?? '') {
  const own = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1);
  const isOwn = (line) => line.includes(own.replace('file://', '')) && !line.includes('.test.');
  return stack
    .split('\n')
    .slice(1)
    .find((line) => /:\d+:\d+\)?$/.test(line) && !/@tensorflow|node:|@amnl.core-loop/.test(line) && !isOwn(line))
    ?.match(/\(?((?:file:\/\/)?[^\s()]+:\d+):\d+\)?$/)?.[1]
    ?.replace('file://', '');
}
/** ` at file:line`, or nothing where the place is not known. */
function at(site) {
  return site === void 0 ? '' : ` at ${site}`;
}
var init_errors = __esmMin(() => {
  init_src();
});
// src/host-array.ts
/** The element type that an array stands for. */
function typeOf$1(data) {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'bool';
}
/** An empty array for a value. */
function allocate({ type, shape }) {
  const size = shape.reduce((product, n) => product * n, 1);
  if (type === 'int32') return new Int32Array(size);
  return type === 'bool' ? new Uint8Array(size) : new Float32Array(size);
}
var init_host_array = __esmMin(() => {});
// src/make-variable.ts
/** Makes a variable with real numbers, also while a function is traced. */
function makeVariable(make) {
  return maker === void 0 ? make() : maker(make);
}
/** Says how variables are made from now on; undefined: as they stand. */
function setVariableMaker(made) {
  maker = made;
}
var maker;
var init_make_variable = __esmMin(() => {});
// src/graph.ts
/** The nodes that `outputs` depend on, in their order. */
function liveNodes(graph, outputs) {
  const needed = new Set(outputs);
  const live = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    for (const input of node.inputs) needed.add(input);
    live.push(node);
  }
  return live.reverse();
}
function typeOf(data) {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Uint8Array ? 'bool' : 'int64';
}
function uniform(data) {
  const first = data[0];
  if (first === void 0 || typeof first === 'bigint') return void 0;
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], first)) return void 0;
  return first;
}
/** Constants with equal keys are equal; undefined for large ones, which are not worth comparing. */
function constantKey(data, shape, fill) {
  const type = typeOf(data);
  if (fill !== void 0) return `${type} [${shape}] ${Object.is(fill, -0) ? '-0' : fill}`;
  return data.length <= 64 ? `${type} [${shape}] ${Array.from(data).join()}` : void 0;
}
var Graph;
var init_graph = __esmMin(() => {
  Graph = class {
    inputs = [];
    nodes = [];
    #known = /* @__PURE__ */ new Map();
    #constants = /* @__PURE__ */ new Map();
    #count = 0;
    /** A value fed at every run. */
    input({ type, shape }) {
      const value = {
        name: this.#name('i'),
        type,
        shape,
      };
      this.inputs.push(value);
      return value;
    }
    /** A constant; `data` must not change afterwards. */
    constant(data, shape) {
      const fill = uniform(data);
      const key = constantKey(data, shape, fill);
      const known = key === void 0 ? void 0 : this.#constants.get(key);
      if (known !== void 0) return known;
      const value = {
        name: this.#name('c'),
        type: typeOf(data),
        shape,
        data,
        ...(fill !== void 0 && { fill }),
      };
      if (key !== void 0) this.#constants.set(key, value);
      return value;
    }
    /** An operation with any number of outputs. */
    nodeOf(op, inputs, outputs, attributes = {}, domain = '') {
      const key = `${op} ${inputs.map(({ name }) => name).join()} ${outputs.length} ${JSON.stringify(attributes)}`;
      const known = this.#known.get(key);
      if (known !== void 0) return known;
      const made = [];
      for (const { type, shape } of outputs)
        made.push({
          name: this.#name('v'),
          type,
          shape,
        });
      const node = {
        op,
        domain,
        inputs,
        outputs: made,
        attributes,
      };
      for (const value of made) value.node = node;
      this.nodes.push(node);
      this.#known.set(key, node.outputs);
      return node.outputs;
    }
    /** An operation with one output. */
    node(op, inputs, output, attributes = {}, domain = '') {
      return this.nodeOf(op, inputs, [output], attributes, domain)[0];
    }
    /** A value equal to `value` that no other use shares; as an output it has memory of its own. */
    copy(value) {
      const output = {
        name: this.#name('v'),
        type: value.type,
        shape: value.shape,
      };
      output.node = {
        op: 'Identity',
        domain: '',
        inputs: [value],
        outputs: [output],
        attributes: {},
      };
      this.nodes.push(output.node);
      return output;
    }
    #name(letter) {
      return letter + this.#count++;
    }
  };
});
// src/plan.ts
/** Chooses the outputs, each a node's own, and drops nodes and inputs that they do not depend on. */
function planOf({ graph, inputs: named, random, variables, outputs: made }) {
  const leaving = /* @__PURE__ */ new Set();
  const leave = (value) => {
    const own = value.node === void 0 || leaving.has(value) ? graph.copy(value) : value;
    leaving.add(own);
    return own;
  };
  const outputs = new Map(Object.entries(made).map(([name, value]) => [name, leave(value)]));
  const uses = variables.map(({ variable, before, after }) => ({
    variable,
    before,
    result: after && leave(after),
  }));
  const nodes = liveNodes(graph, [...leaving]);
  const inputs = usedInputs(graph, nodes);
  const fed = new Set(inputs);
  return {
    nodes,
    inputs,
    leaving: [...leaving],
    named: Object.entries(named).filter(([, value]) => fed.has(value)),
    random: random.filter(({ value }) => fed.has(value)),
    uses: uses
      .map((use) => ({
        ...use,
        fed: fed.has(use.before),
      }))
      .filter((use) => use.fed || use.result !== void 0),
    outputs,
  };
}
function usedInputs(graph, nodes) {
  const used = new Set(nodes.flatMap((node) => node.inputs));
  return graph.inputs.filter((input) => used.has(input));
}
var init_plan = __esmMin(() => {
  init_graph();
});
// src/backend.ts
/** The backend; registered with TensorFlow.js on first use, with a priority that never makes it the default. */
function onnxBackend() {
  if (backend === void 0) {
    backend = new OnnxBackend();
    const made = backend;
    registerBackend(BACKEND_NAME, () => made, -1);
  }
  return backend;
}
/** Runs `body` with another TensorFlow.js backend current. */
function onBackend(name, body) {
  const { backend: host, backendName: before } = engine();
  if (before === name && host) return body();
  engine().setBackend(name);
  try {
    return body();
  } finally {
    engine().setBackend(before);
  }
}
function readError() {
  return engineError(
    'EO_VALUE_READ',
    `a tensor value was read inside a compiled function${at(callSite())} (data, dataSync, array, print, or an \`if\` on a value). The function is traced without numbers: branch with where(), return the value to read it outside`,
  );
}
function asType(data, dtype) {
  const numbers = data;
  if (dtype === 'float32') return data instanceof Float32Array ? data : Float32Array.from(numbers);
  if (dtype === 'int32') return data instanceof Int32Array ? data : Int32Array.from(numbers);
  if (dtype === 'bool') return data instanceof Uint8Array ? data : Uint8Array.from(numbers);
  throw engineError(
    'EO_KERNEL_UNSUPPORTED',
    `a tensor of dtype '${dtype}' was used in a compiled function. Use float32, int32 or bool`,
  );
}
var BACKEND_NAME, OnnxBackend, backend;
var init_backend = __esmMin(() => {
  init_errors();
  BACKEND_NAME = 'amnl-onnx';
  OnnxBackend = class extends KernelBackend {
    /** The graph being traced, if any. */
    graph;
    /** Set by a read that could not throw at once. */
    failure;
    /** Called with numbers that enter the graph while it is traced; may return a value in their place. */
    intercept;
    /** Called with every variable that an operation uses, before its value is taken. */
    adopt;
    #entries = /* @__PURE__ */ new Map();
    /** A data id for a value of the graph. */
    symbol(value) {
      return this.#add({ value });
    }
    /** A data id for a resident tensor. */
    reside(resident) {
      return this.#add({ resident });
    }
    /** Whether `id` stands for a value of a graph. */
    isSymbol(id) {
      const entry = this.#entries.get(id);
      return entry !== void 0 && 'value' in entry;
    }
    /** The resident tensor behind `id`; undefined if it lives elsewhere. */
    residentAt(id) {
      const entry = this.#entries.get(id);
      return entry !== void 0 && 'resident' in entry ? entry.resident : void 0;
    }
    /** Puts another resident tensor behind `id`, if one tensor only uses it. */
    exchange(id, resident) {
      const entry = this.#entries.get(id);
      if (entry === void 0 || !('resident' in entry) || entry.references !== 1) return false;
      entry.resident = resident;
      return true;
    }
    /** The graph's value behind a tensor. Numbers from elsewhere become a constant: tensors never change. */
    graphValue(tensor) {
      if ('trainable' in tensor) this.adopt?.(tensor);
      const entry = this.#entries.get(tensor.dataId);
      if (entry !== void 0 && 'value' in entry) return entry.value;
      return this.graph.constant(engine().readSync(tensor.dataId), tensor.shape);
    }
    write(data, shape, dtype) {
      const numbers = asType(data, dtype);
      return this.symbol(this.intercept?.(numbers, shape) ?? this.graph.constant(numbers, shape));
    }
    readSync(id) {
      const entry = this.#entries.get(id);
      if (entry === void 0 || 'value' in entry) throw readError();
      return entry.resident.data.slice();
    }
    async read(id) {
      const entry = this.#entries.get(id);
      if (entry !== void 0 && 'resident' in entry) return entry.resident.data.slice();
      this.failure ??= readError();
      return /* @__PURE__ */ new Float32Array(1);
    }
    incRef(id) {
      const entry = this.#entries.get(id);
      if (entry !== void 0) entry.references++;
      else engine().state.tensorInfo.get(id).backend.incRef(id);
    }
    refCount(id) {
      return this.#entries.get(id)?.references ?? 0;
    }
    disposeData(id, force = false) {
      const entry = this.#entries.get(id);
      if (entry === void 0) return true;
      entry.references--;
      if (entry.references > 0 && !force) return false;
      this.#entries.delete(id);
      return true;
    }
    numDataIds() {
      return this.#entries.size;
    }
    memory() {
      return { unreliable: false };
    }
    timerAvailable() {
      return false;
    }
    floatPrecision() {
      return 32;
    }
    epsilon() {
      return 1e-7;
    }
    dispose() {
      this.#entries.clear();
    }
    #add(entry) {
      const id = {};
      this.#entries.set(id, {
        ...entry,
        references: 1,
      });
      return id;
    }
  };
});
// src/onnx-writer.ts
/**
 * Writes an ONNX `ModelProto` (onnx.proto3, protobuf wire format; operator set 18). Constants among the nodes' inputs become
 * initializers. Nothing is checked: ONNX Runtime does that when it loads the file.
 */
function writeModel({ nodes, inputs, outputs, metadata = {} }) {
  const constants = /* @__PURE__ */ new Set();
  for (const { inputs: used } of nodes) for (const value of used) if (value.data) constants.add(value);
  const domains = new Set(nodes.map(({ domain = '' }) => domain).filter((domain) => domain !== ''));
  const graph = message(
    ...nodes.map((node) => field(1, nodeProto(node))),
    field(2, text('amnl')),
    ...[...constants].map((value) => field(5, tensorProto(value))),
    ...inputs.map((value) => field(11, valueInfo(value))),
    ...outputs.map((value) => field(12, valueInfo(value))),
  );
  return join([
    ...varintField(1, IR_VERSION),
    ...field(2, text('@amnl/engine-onnx')),
    ...field(7, graph),
    ...field(8, operatorSet('', OPSET)),
    ...[...domains].flatMap((domain) => field(8, operatorSet(domain, 1))),
    ...Object.entries(metadata).flatMap(([key, value]) =>
      field(14, message(field(1, text(key)), field(2, text(value)))),
    ),
  ]);
}
function operatorSet(domain, version) {
  return message(field(1, text(domain)), varintField(2, version));
}
function nodeProto({ op, domain = '', inputs, outputs, attributes }) {
  return message(
    ...inputs.map(({ name }) => field(1, text(name))),
    ...outputs.map(({ name }) => field(2, text(name))),
    field(3, text(outputs[0].name)),
    field(4, text(op)),
    ...Object.entries(attributes).map(([name, value]) => field(5, attributeProto(name, value))),
    ...(domain === '' ? [] : [field(7, text(domain))]),
  );
}
function attributeProto(name, value) {
  const named = field(1, text(name));
  if (typeof value === 'number') return message(named, varintField(3, value), varintField(20, ATTRIBUTE.int));
  if (typeof value === 'string') return message(named, field(4, text(value)), varintField(20, ATTRIBUTE.string));
  if ('float' in value) return message(named, floatField(2, value.float), varintField(20, ATTRIBUTE.float));
  return message(named, ...value.map((v) => varintField(8, v)), varintField(20, ATTRIBUTE.ints));
}
function tensorProto({ name, type, shape, data }) {
  return message(
    ...shape.map((size) => varintField(1, size)),
    varintField(2, TYPES[type]),
    field(8, text(name)),
    field(9, raw(data)),
  );
}
function valueInfo({ name, type, shape }) {
  const dims = shape.map((size) =>
    field(1, message(typeof size === 'number' ? varintField(1, size) : field(2, text(size)))),
  );
  const tensor = message(varintField(1, TYPES[type]), field(2, message(...dims)));
  return message(field(1, text(name)), field(2, message(field(1, tensor))));
}
function message(...fields) {
  return fields.flat();
}
/** A length-delimited field. */
function field(number, bytes) {
  const length = bytes.reduce((total, piece) => total + piece.length, 0);
  return [varint((number << 3) | 2), varint(length), ...bytes];
}
function varintField(number, value) {
  return [varint(number << 3), varint(value)];
}
function floatField(number, value) {
  return [varint((number << 3) | 5), new Uint8Array(Float32Array.of(value).buffer)];
}
/** Base 128, low digits first; negative numbers as 64-bit two's complement. */
function varint(value) {
  let rest = BigInt.asUintN(64, BigInt(value));
  const digits = [];
  do {
    const digit = Number(rest & 127n);
    rest >>= 7n;
    digits.push(rest === 0n ? digit : digit | 128);
  } while (rest !== 0n);
  return Uint8Array.from(digits);
}
function text(value) {
  return [new TextEncoder().encode(value)];
}
function raw(data) {
  return [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}
function join(pieces) {
  const all = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
var OPSET, IR_VERSION, TYPES, ATTRIBUTE;
var init_onnx_writer = __esmMin(() => {
  OPSET = 18;
  IR_VERSION = 8;
  TYPES = {
    float32: 1,
    int32: 6,
    int64: 7,
    bool: 9,
  };
  ATTRIBUTE = {
    float: 1,
    int: 2,
    string: 3,
    ints: 7,
  };
});
// src/resident.ts
/** Makes a tensor of ONNX Runtime over `data`; the memory is shared, not copied. */
function residentOver(Tensor, data, { type, shape }) {
  return {
    data,
    tensor: new Tensor(type, data, shape),
  };
}
var init_resident = __esmMin(() => {});
// src/runtime.ts
/**
 * Loads ONNX Runtime on first use.
 * @throws EO_RUNTIME_MISSING
 */
function loadRuntime() {
  loading ??= import('onnxruntime-node').then(
    (module) => module.default ?? module,
    (error) => {
      loading = void 0;
      throw engineError(
        'EO_RUNTIME_MISSING',
        `ONNX Runtime cannot be loaded on ${process.platform} ${process.arch}, Node ${process.versions.node}: ${error.message.split('\n')[0]}. Its package 'onnxruntime-node' has binaries for Linux, Windows and macOS on x64 and arm64: install it (npm install onnxruntime-node), or train with the eager engine`,
        error,
      );
    },
  );
  return loading;
}
/** Throws `EO_PROVIDER_MISSING` for a provider that this installation of ONNX Runtime lacks. */
function checkProviders(runtime, providers) {
  const known = runtime.listSupportedBackends().map(({ name }) => name);
  const missing = providers.filter((name) => !known.includes(name));
  if (missing.length === 0) return;
  throw engineError(
    'EO_PROVIDER_MISSING',
    `ONNX Runtime has no provider '${missing.join("', '")}' on ${process.platform} ${process.arch}; it has: ${known.join(', ')}. CUDA needs the libraries that onnxruntime-node's install script fetches, which is off by default; see its documentation`,
  );
}
var loading;
var init_runtime = __esmMin(() => {
  init_errors();
});
// src/program.ts
function stateOf(tensor, variable, type) {
  const known = onnxBackend().residentAt(variable.dataId) ?? uploads.get(variable.dataId);
  if (known !== void 0) return known;
  const uploaded = residentOver(tensor, engine().readSync(variable.dataId), type);
  uploads.set(variable.dataId, uploaded);
  return uploaded;
}
/** Makes results the values of their variables, without moving numbers. */
function settle(results) {
  const backend = onnxBackend();
  const moved = [];
  for (const [variable, result] of results) {
    const before = backend.residentAt(variable.dataId);
    if (before !== void 0 && backend.exchange(variable.dataId, result)) spares.set(variable, before);
    else moved.push([variable, result]);
  }
  if (moved.length === 0) return;
  onBackend(BACKEND_NAME, () => {
    for (const [variable, result] of moved) {
      const info = {
        dataId: backend.reside(result),
        shape: variable.shape,
        dtype: variable.dtype,
      };
      const tensor = engine().makeTensorFromTensorInfo(info);
      variable.assign(tensor);
      tensor.dispose();
    }
  });
}
function refused$1(what, error) {
  return engineError(
    'EO_PROGRAM_INVALID',
    `ONNX Runtime could not ${what} the compiled program: ${error.message}. Please report this with the function; the eager engine runs it meanwhile`,
    error,
  );
}
var Program, spares, uploads;
var init_program = __esmMin(() => {
  init_backend();
  init_errors();
  init_host_array();
  init_onnx_writer();
  init_resident();
  init_runtime();
  Program = class Program {
    info;
    #runtime;
    #session;
    #outputs;
    #uses;
    #feeds = {};
    #inputs;
    #random;
    static async create(plan, options) {
      const runtime = await loadRuntime();
      const { threads = availableParallelism(), providers = ['cpu'], profile } = options;
      checkProviders(runtime, providers);
      const model = writeModel({
        nodes: plan.nodes,
        inputs: plan.inputs,
        outputs: plan.leaving,
      });
      const started = performance.now();
      try {
        const session =
          plan.leaving.length === 0
            ? void 0
            : await runtime.InferenceSession.create(model, {
                executionProviders: [...providers],
                graphOptimizationLevel: 'all',
                executionMode: 'sequential',
                intraOpNumThreads: threads,
                interOpNumThreads: 1,
                enableCpuMemArena: true,
                logSeverityLevel: 3,
                extra: { session: JSON.parse(process.env['EO_EXTRA'] ?? '{}') },
                ...(profile !== void 0 && {
                  enableProfiling: true,
                  profileFilePrefix: profile,
                }),
              });
        const info = {
          nodes: plan.nodes.length,
          sessionMs: performance.now() - started,
          bytes: model.length,
        };
        return new Program(runtime, session, plan, info);
      } catch (error) {
        throw refused$1('load', error);
      }
    }
    constructor(runtime, session, plan, info) {
      this.#runtime = runtime;
      this.#session = session;
      this.info = info;
      this.#outputs = plan.outputs;
      this.#uses = plan.uses;
      const buffer = (value) => {
        const made = residentOver(runtime.Tensor, allocate(value), value);
        this.#feeds[value.name] = made.tensor;
        return made;
      };
      this.#inputs = plan.named.map(([name, value]) => ({
        name,
        into: buffer(value),
      }));
      this.#random = plan.random.map(({ value, fill }) => ({
        fill,
        into: buffer(value),
      }));
    }
    /** One run: variables that the function assigned hold their new values afterwards. */
    async run(inputs, key) {
      for (const { name, into } of this.#inputs) into.data.set(inputs[name].data);
      for (const { fill, into } of this.#random) fill(into.data, key);
      const { Tensor } = this.#runtime;
      const fetches = {};
      const results = [];
      for (const { variable, before, fed, result } of this.#uses) {
        if (fed) this.#feeds[before.name] = stateOf(Tensor, variable, before).tensor;
        if (result === void 0) continue;
        const into = spares.get(variable) ?? residentOver(Tensor, allocate(before), before);
        spares.delete(variable);
        fetches[result.name] = into.tensor;
        results.push([variable, into]);
      }
      const outputs = {};
      for (const [name, value] of this.#outputs) {
        const into = residentOver(Tensor, allocate(value), value);
        fetches[value.name] = into.tensor;
        outputs[name] = {
          data: into.data,
          shape: value.shape,
        };
      }
      try {
        await this.#session?.run(this.#feeds, fetches);
      } catch (error) {
        throw refused$1('run', error);
      }
      settle(results);
      return outputs;
    }
    /** Frees the session; a profile is written now. */
    async dispose() {
      this.#session?.endProfiling();
      await this.#session?.release();
    }
  };
  spares = /* @__PURE__ */ new WeakMap();
  uploads = /* @__PURE__ */ new WeakMap();
});
// src/pieces.ts
/** Lists crossed over, the i-th of each together; undefined if one is missing. */
function crossed(lists) {
  if (lists.length === 0 || lists.includes(void 0)) return void 0;
  return lists[0].map((_, i) => lists.map((list) => list[i]));
}
var UNARY, BINARY, Pieces;
var init_pieces = __esmMin(() => {
  UNARY = /* @__PURE__ */ new Set(['Sigmoid', 'Tanh', 'Relu', 'Exp', 'Neg', 'Sqrt', 'Reciprocal']);
  BINARY = /* @__PURE__ */ new Set(['Add', 'Sub', 'Mul', 'Div']);
  Pieces = class {
    #builder;
    /** Pieces that were looked for. */
    #known = /* @__PURE__ */ new Map();
    constructor(builder) {
      this.#builder = builder;
    }
    /** The pieces of `x` along an axis, if they exist already or follow from existing ones element by element. */
    of(x, axis, sizes) {
      if (x.node === void 0) return void 0;
      const key = `${x.name} ${axis} ${sizes}`;
      const known = this.#known.get(key);
      if (known !== void 0) return known === 'none' ? void 0 : known;
      const found = this.#find(x, x.node, axis, sizes);
      this.#known.set(key, found ?? 'none');
      return found;
    }
    /** An operation of two joined operands, done on their pieces where these are few: one joining is saved. */
    combine(op, a, b) {
      const [left, right] = [a.node, b.node];
      if (!BINARY.has(op) || left?.op !== 'Concat' || right?.op !== 'Concat') return void 0;
      const axis = left.attributes['axis'];
      if (
        !(
          axis === right.attributes['axis'] &&
          left.inputs.length <= 4 &&
          left.inputs.length === right.inputs.length &&
          left.inputs.every((part, i) => part.shape.join() === right.inputs[i].shape.join())
        )
      )
        return void 0;
      const made = left.inputs.map((part, i) => this.#builder.binary(op, part, right.inputs[i]));
      return this.#builder.concat(made, axis);
    }
    #find(x, node, axis, sizes) {
      const b = this.#builder;
      const each = (inputs) => crossed(inputs.map((input) => this.of(input, axis, sizes)));
      if (node.op === 'Concat') {
        const joined = node.attributes['axis'];
        if (joined !== axis) return each(node.inputs)?.map((parts) => b.concat(parts, joined));
        return node.inputs.length === sizes.length && node.inputs.every((v, i) => v.shape[axis] === sizes[i])
          ? node.inputs
          : void 0;
      }
      if (UNARY.has(node.op)) return each(node.inputs)?.map(([part]) => b.unary(node.op, part, x.type));
      if (!BINARY.has(node.op)) return void 0;
      const place = (operand) => axis - (x.shape.length - operand.shape.length);
      const spread = (operand) => (operand.shape[place(operand)] ?? 1) === 1;
      if (node.inputs.every(spread)) return void 0;
      return crossed(
        node.inputs.map((operand) =>
          spread(operand) ? sizes.map(() => operand) : this.of(operand, place(operand), sizes),
        ),
      )?.map(([left, right]) => b.binary(node.op, left, right));
    }
  };
});
// src/builder.ts
/** Leaves out a broadcast of `x` which the other operand's shape brings about anyway. */
function narrow(builder, x, other, shape) {
  if (x.fill !== void 0 && x.shape.length > 0) {
    if (sameShape(other, shape)) return builder.scalar(x.fill, x.type);
  }
  if (x.node?.op === 'Expand') {
    const source = x.node.inputs[0];
    if (sameShape(broadcast(source.shape, other), shape)) return source;
  }
  return x;
}
/** The shape of an elementwise operation. */
function broadcast(a, b) {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}
/** The type that holds both. */
function upcast(a, b) {
  const order = ['bool', 'int32', 'int64', 'float32'];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
/** Whether two shapes are equal. */
function sameShape(a, b) {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
function arrayOf(type, size) {
  if (type === 'int32') return new Int32Array(size);
  return type === 'bool' ? new Uint8Array(size) : new Float32Array(size);
}
function castNumber(value, type) {
  if (type === 'bool') return value === 0 ? 0 : 1;
  return type === 'int32' ? Math.trunc(value) : value;
}
var Builder;
var init_builder = __esmMin(() => {
  init_pieces();
  Builder = class {
    #graph;
    #pieces = new Pieces(this);
    constructor(graph) {
      this.#graph = graph;
    }
    /** A node with one output; `type` defaults to the first input's. */
    op(op, inputs, shape, attributes = {}, type) {
      return this.#graph.node(
        op,
        inputs,
        {
          type: type ?? inputs[0].type,
          shape,
        },
        attributes,
      );
    }
    /** A node of ONNX Runtime's own operators. */
    microsoft(op, inputs, shape, attributes = {}) {
      return this.#graph.node(
        op,
        inputs,
        {
          type: inputs[0].type,
          shape,
        },
        attributes,
        'com.microsoft',
      );
    }
    /** A node with several outputs of the first input's type (unless `types` says otherwise). */
    ops(op, inputs, shapes, attributes = {}, types = []) {
      const outputs = shapes.map((shape, i) => ({
        type: types[i] ?? inputs[0].type,
        shape,
      }));
      return this.#graph.nodeOf(op, inputs, outputs, attributes);
    }
    /** An int64 vector, as ONNX wants shapes, axes and bounds. */
    ints(values) {
      return this.#graph.constant(BigInt64Array.from(values, BigInt), [values.length]);
    }
    /** The same number everywhere. */
    fill(value, shape, type = 'float32') {
      const size = util.sizeFromShape([...shape]);
      return this.#graph.constant(arrayOf(type, size).fill(value), shape);
    }
    scalar(value, type = 'float32') {
      return this.fill(value, [], type);
    }
    /** A constant from numbers. */
    constant(values, shape, type = 'float32') {
      const data = arrayOf(type, values.length);
      data.set(values);
      return this.#graph.constant(data, shape);
    }
    cast(x, type) {
      if (x.type === type) return x;
      if (x.fill !== void 0 && type !== 'int64') return this.fill(castNumber(x.fill, type), x.shape, type);
      const to = {
        float32: 1,
        int32: 6,
        int64: 7,
        bool: 9,
      }[type];
      return this.op('Cast', [x], x.shape, { to }, type);
    }
    reshape(x, shape) {
      if (sameShape(x.shape, shape)) return x;
      if (x.data !== void 0) return this.#graph.constant(x.data, shape);
      const source = x.node?.op === 'Reshape' ? x.node.inputs[0] : x;
      if (sameShape(source.shape, shape)) return source;
      return this.op('Reshape', [source, this.ints(shape)], shape, { allowzero: 1 });
    }
    transpose(x, perm) {
      const shape = perm.map((axis) => x.shape[axis]);
      if (x.fill !== void 0) return this.fill(x.fill, shape, x.type);
      const moved = perm.filter((axis) => x.shape[axis] !== 1);
      if (moved.every((axis, i) => i === 0 || moved[i - 1] < axis)) return this.reshape(x, shape);
      const before = x.node;
      if (before?.op === 'Transpose') {
        const earlier = before.attributes['perm'];
        return this.transpose(
          before.inputs[0],
          perm.map((axis) => earlier[axis]),
        );
      }
      return this.op('Transpose', [x], shape, { perm });
    }
    expand(x, shape) {
      if (sameShape(x.shape, shape)) return x;
      if (x.fill !== void 0) return this.fill(x.fill, shape, x.type);
      return this.op('Expand', [x, this.ints(shape)], shape);
    }
    unary(op, x, type = x.type, attributes = {}) {
      return this.op(op, [x], x.shape, attributes, type);
    }
    /** An elementwise operation of two values, broadcast. Types are made equal first. */
    binary(op, left, right, type) {
      const common = upcast(left.type, right.type);
      const shape = broadcast(left.shape, right.shape);
      let a = narrow(this, this.cast(left, common), right.shape, shape);
      const b = narrow(this, this.cast(right, common), a.shape, shape);
      a = narrow(this, a, b.shape, shape);
      return (
        this.#identity(op, a, b, shape) ??
        this.#pieces.combine(op, a, b) ??
        this.op(op, [a, b], shape, {}, type ?? common)
      );
    }
    add(a, b) {
      return this.binary('Add', a, b);
    }
    sub(a, b) {
      return this.binary('Sub', a, b);
    }
    mul(a, b) {
      return this.binary('Mul', a, b);
    }
    div(a, b) {
      return this.binary('Div', a, b);
    }
    /** `condition ? a : b`, broadcast. ONNX Runtime has no `Where` of bools. */
    where(condition, a, b) {
      const type = upcast(a.type, b.type);
      const shape = broadcast(broadcast(condition.shape, a.shape), b.shape);
      const held = type === 'bool' ? 'int32' : type;
      const [yes, no] = [this.cast(a, held), this.cast(b, held)];
      return this.cast(this.op('Where', [this.cast(condition, 'bool'), yes, no], shape, {}, held), type);
    }
    /** A reduction over `axes` (non-negative). */
    reduce(op, x, axes, keepDims = false) {
      const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
      if (axes.every((axis) => x.shape[axis] === 1)) return this.reshape(x, shape);
      return this.op(op, [x, this.ints(axes)], shape, { keepdims: keepDims ? 1 : 0 });
    }
    slice(x, begin, size, strides = begin.map(() => 1)) {
      if (sameShape(size, x.shape) && strides.every((s) => s === 1)) return x;
      const axes = begin.flatMap((at, i) => (at === 0 && size[i] === x.shape[i] && strides[i] === 1 ? [] : [i]));
      const ends = axes.map((i) => {
        const end = begin[i] + size[i] * strides[i];
        return strides[i] < 0 && end < 0 ? -(2 ** 31) : end;
      });
      const bounds = [axes.map((i) => begin[i]), ends, axes, axes.map((i) => strides[i])];
      return this.op('Slice', [x, ...bounds.map((list) => this.ints(list))], size);
    }
    concat(parts, axis) {
      const filled = parts.filter(({ shape }) => shape[axis] !== 0);
      if (filled.length <= 1) return filled[0] ?? parts[0];
      const length = filled.reduce((total, { shape }) => total + shape[axis], 0);
      return this.op('Concat', filled, filled[0].shape.with(axis, length), { axis });
    }
    /**
     * Pieces along an axis. Where `x` was put together from such pieces, they are taken as they are, and elementwise operations in
     * between are done on each: what was joined only to be taken apart is never copied.
     */
    split(x, axis, sizes) {
      if (sizes.length === 1) return [x];
      const shapes = sizes.map((size) => x.shape.with(axis, size));
      return this.#pieces.of(x, axis, sizes) ?? this.ops('Split', [x, this.ints(sizes)], shapes, { axis });
    }
    /** What an operation with 0 or 1 comes to, where that is one of its operands. */
    #identity(op, a, b, shape) {
      if (b.fill === (op === 'Add' || op === 'Sub' ? 0 : 1) && ['Add', 'Sub', 'Mul', 'Div'].includes(op))
        return this.expand(a, shape);
      if (a.fill === (op === 'Add' ? 0 : 1) && ['Add', 'Mul'].includes(op)) return this.expand(b, shape);
    }
  };
});
// src/kernels/activation.ts
/** The activations that fused kernels may end with, by TensorFlow.js's names. */
function activate(b, x, name, { alpha = 0.2, weights } = {}) {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return x.type === 'float32' ? b.unary('Relu', x) : b.binary('Max', x, b.scalar(0, x.type));
    case 'relu6':
      return b.op('Clip', [x, b.scalar(0, x.type), b.scalar(6, x.type)], x.shape);
    case 'elu':
      return b.unary('Elu', x);
    case 'sigmoid':
      return b.unary('Sigmoid', x);
    case 'leakyrelu':
      return b.unary('LeakyRelu', b.cast(x, 'float32'), 'float32', { alpha: { float: alpha } });
    case 'prelu':
      return b.where(b.binary('Less', x, b.scalar(0), 'bool'), b.mul(x, weights), x);
    default:
      throw engineError(
        'EO_KERNEL_UNSUPPORTED',
        `the fused activation '${name}' cannot be compiled. Apply it as an operation of its own`,
      );
  }
}
var init_activation = __esmMin(() => {
  init_errors();
});
// src/kernels/reductions.ts
/** Axes as non-negative numbers. */
function axesOf(axis, shape) {
  return util.parseAxisParam(axis, [...shape]);
}
/** The axis and the flags of a running total. */
function runningOf({ inputs, attrs }) {
  const x = inputs['x'];
  const [axis] = axesOf(attrs['axis'], x.shape);
  return {
    x,
    axis,
    exclusive: attrs['exclusive'] === true,
    reverse: attrs['reverse'] === true,
  };
}
var reduction, ofBools, argument, cumsum, cumprod, REDUCTIONS;
var init_reductions = __esmMin(() => {
  reduction =
    (reduce) =>
    ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      return reduce(b, x, axesOf(attrs['axis'] ?? attrs['reductionIndices'], x.shape), attrs['keepDims'] === true);
    };
  ofBools = (op) =>
    reduction((b, x, axes, keepDims) => b.cast(b.reduce(op, b.cast(x, 'int32'), axes, keepDims), 'bool'));
  argument =
    (op) =>
    ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      const [axis] = axesOf(attrs['axis'], x.shape);
      const shape = x.shape.filter((_, i) => i !== axis);
      return b.cast(
        b.op(
          op,
          [x],
          shape,
          {
            axis,
            keepdims: 0,
          },
          'int64',
        ),
        'int32',
      );
    };
  cumsum = (call) => {
    const { x, axis, exclusive, reverse } = runningOf(call);
    const { b } = call;
    return b.op('CumSum', [x, b.reshape(b.ints([axis]), [])], x.shape, {
      exclusive: +exclusive,
      reverse: +reverse,
    });
  };
  cumprod = (call) => {
    const { x, axis, exclusive, reverse } = runningOf(call);
    const { b } = call;
    const length = x.shape[axis];
    const shifted = (y, by) => {
      const kept = b.slice(
        y,
        y.shape.map((_, i) => (i === axis && reverse ? by : 0)),
        y.shape.with(axis, length - by),
      );
      const ones = b.fill(1, y.shape.with(axis, by), y.type);
      return b.concat(reverse ? [kept, ones] : [ones, kept], axis);
    };
    let product = exclusive && length > 0 ? shifted(x, 1) : x;
    for (let by = 1; by < length; by *= 2) product = b.mul(product, shifted(product, by));
    return product;
  };
  REDUCTIONS = {
    Sum: reduction((b, x, axes, keepDims) =>
      b.reduce('ReduceSum', x.type === 'bool' ? b.cast(x, 'int32') : x, axes, keepDims),
    ),
    Mean: reduction((b, x, axes, keepDims) => b.reduce('ReduceMean', b.cast(x, 'float32'), axes, keepDims)),
    Max: reduction((b, x, axes, keepDims) => b.reduce('ReduceMax', x, axes, keepDims)),
    Min: reduction((b, x, axes, keepDims) => b.reduce('ReduceMin', x, axes, keepDims)),
    Prod: reduction((b, x, axes, keepDims) =>
      b.reduce('ReduceProd', x.type === 'bool' ? b.cast(x, 'int32') : x, axes, keepDims),
    ),
    All: ofBools('ReduceMin'),
    Any: ofBools('ReduceMax'),
    ArgMax: argument('ArgMax'),
    ArgMin: argument('ArgMin'),
    Cumsum: cumsum,
    Cumprod: cumprod,
    Softmax: ({ b, inputs, attrs }) => {
      const x = b.cast(inputs['logits'], 'float32');
      return b.op('Softmax', [x], x.shape, { axis: attrs['dim'] });
    },
  };
});
// src/kernels/shapes.ts
/** Puts a number around `x`. */
function pad$1(b, x, paddings, value = 0) {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  const shape = x.shape.map((size, i) => size + paddings[i][0] + paddings[i][1]);
  const padded = x.type === 'bool' ? b.cast(x, 'int32') : x;
  return b.cast(b.op('Pad', [padded, b.ints(pads), b.scalar(value, padded.type)], shape), x.type);
}
var SHAPES;
var init_shapes = __esmMin(() => {
  init_errors();
  init_reductions();
  SHAPES = {
    Reshape: ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      const size = util.sizeFromShape([...x.shape]);
      return b.reshape(x, util.inferFromImplicitShape(attrs['shape'], size));
    },
    ExpandDims: ({ b, inputs, attrs }) => {
      const x = inputs['input'];
      const dim = attrs['dim'];
      return b.reshape(x, x.shape.toSpliced(dim < 0 ? x.shape.length + dim + 1 : dim, 0, 1));
    },
    Transpose: ({ b, inputs, attrs }) => b.transpose(inputs['x'], attrs['perm']),
    Tile: ({ b, inputs, attrs }) => {
      const [x, reps] = [inputs['x'], attrs['reps']];
      if (reps.every((n) => n === 1)) return x;
      return b.op(
        'Tile',
        [x, b.ints(reps)],
        x.shape.map((size, i) => size * reps[i]),
      );
    },
    Concat: ({ b, inputs, attrs }) => {
      const parts = Object.values(inputs);
      const [axis] = axesOf(attrs['axis'], parts[0].shape);
      return b.concat(parts, axis);
    },
    Pack: ({ b, inputs, attrs }) => {
      const parts = Object.values(inputs);
      const given = attrs['axis'];
      const axis = given < 0 ? given + parts[0].shape.length + 1 : given;
      return b.concat(
        parts.map((part) => b.reshape(part, part.shape.toSpliced(axis, 0, 1))),
        axis,
      );
    },
    Unpack: ({ b, inputs, attrs }) => {
      const x = inputs['value'];
      const [axis] = axesOf(attrs['axis'], x.shape);
      const count = x.shape[axis];
      return b.split(x, axis, Array(count).fill(1)).map((part) => b.reshape(part, x.shape.toSpliced(axis, 1)));
    },
    SplitV: ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      const [axis] = axesOf(attrs['axis'], x.shape);
      return b.split(x, axis, backend_util.prepareSplitSize({ shape: [...x.shape] }, attrs['numOrSizeSplits'], axis));
    },
    Slice: ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      const [begin, size] = slice_util.parseSliceParams(
        {
          shape: [...x.shape],
          rank: x.shape.length,
        },
        attrs['begin'],
        attrs['size'],
      );
      return b.slice(x, begin, size);
    },
    StridedSlice: ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      const a = attrs;
      const found = slice_util.sliceInfo(
        [...x.shape],
        a.begin,
        a.end,
        a.strides,
        a['beginMask'],
        a['endMask'],
        a['ellipsisMask'],
        a['newAxisMask'],
        a['shrinkAxisMask'],
      );
      const size = slice_util.computeOutShape(found.begin, found.end, found.strides);
      return b.reshape(b.slice(x, found.begin, size, found.strides), found.finalShape);
    },
    Reverse: ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      const dims = axesOf(attrs['dims'], x.shape);
      const backward = (axis) => dims.includes(axis) && x.shape[axis] > 1;
      if (!x.shape.some((_, axis) => backward(axis))) return x;
      const begin = x.shape.map((size, axis) => (backward(axis) ? size - 1 : 0));
      return b.slice(
        x,
        begin,
        x.shape,
        x.shape.map((_, axis) => (backward(axis) ? -1 : 1)),
      );
    },
    PadV2: ({ b, inputs, attrs }) => {
      const paddings = attrs['paddings'];
      return pad$1(b, inputs['x'], paddings, attrs['constantValue']);
    },
    MirrorPad: ({ b, inputs, attrs }) => {
      if (attrs['mode'] !== 'reflect')
        throw engineError(
          'EO_KERNEL_UNSUPPORTED',
          "mirrorPad with mode 'symmetric' cannot be compiled. Use 'reflect', or concat slices",
        );
      const x = inputs['x'];
      const paddings = attrs['paddings'];
      const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
      const shape = x.shape.map((size, i) => size + paddings[i][0] + paddings[i][1]);
      return b.op('Pad', [x, b.ints(pads)], shape, { mode: 'reflect' });
    },
    GatherV2: ({ b, inputs, attrs }) => {
      const [x, indices] = [inputs['x'], inputs['indices']];
      const [axis] = axesOf(attrs['axis'], x.shape);
      if ((attrs['batchDims'] ?? 0) !== 0)
        throw engineError(
          'EO_KERNEL_UNSUPPORTED',
          'gather with batchDims cannot be compiled. Use gatherND, or a one-hot product',
        );
      const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
      return b.op('Gather', [x, b.cast(indices, 'int32')], shape, { axis });
    },
    GatherNd: ({ b, inputs }) => {
      const [x, indices] = [inputs['params'], inputs['indices']];
      const depth = indices.shape.at(-1);
      return b.op('GatherND', [x, b.cast(indices, 'int64')], [...indices.shape.slice(0, -1), ...x.shape.slice(depth)]);
    },
    UnsortedSegmentSum: ({ b, inputs, attrs }) => {
      const [x, ids] = [inputs['x'], inputs['segmentIds']];
      const segments = attrs['numSegments'];
      const rows = ids.shape[0];
      const width = util.sizeFromShape(x.shape.slice(1));
      const shape = [segments, ...x.shape.slice(1)];
      if (rows * width === 0) return b.fill(0, shape, x.type);
      const where = b.expand(b.reshape(b.cast(ids, 'int32'), [rows, 1]), [rows, width]);
      const zeros = b.fill(0, [segments, width], x.type);
      const sums = b.op('ScatterElements', [zeros, where, b.reshape(x, [rows, width])], zeros.shape, {
        axis: 0,
        reduction: 'add',
      });
      return b.reshape(sums, shape);
    },
    OneHot: ({ b, inputs, attrs }) => {
      const indices = b.cast(inputs['indices'], 'int32');
      const depth = attrs['depth'];
      const type = attrs['dtype'] ?? 'int32';
      const [on, off] = [attrs['onValue'], attrs['offValue']];
      const classes = b.constant(
        Array.from({ length: depth }, (_, i) => i),
        [depth],
        'int32',
      );
      const hit = b.binary('Equal', b.reshape(indices, [...indices.shape, 1]), classes, 'bool');
      return on === 1 && off === 0 ? b.cast(hit, type) : b.where(hit, b.scalar(on, type), b.scalar(off, type));
    },
    Fill: ({ b, attrs }) => {
      const value = attrs['value'];
      return b.fill(value, attrs['shape'], attrs['dtype'] ?? 'float32');
    },
    Range: ({ b, attrs }) => {
      const { start, stop, step } = attrs;
      const count = Math.max(0, Math.ceil((stop - start) / step));
      return b.constant(
        Array.from({ length: count }, (_, i) => start + i * step),
        [count],
        attrs['dtype'] ?? 'float32',
      );
    },
    LinSpace: ({ b, attrs }) => {
      const { start, stop, num } = attrs;
      const step = num === 1 ? 0 : (stop - start) / (num - 1);
      return b.constant(
        Array.from({ length: num }, (_, i) => start + i * step),
        [num],
      );
    },
  };
});
// src/kernels/convolutions.ts
function convolve(b, x, filter, attrs) {
  const info = infoOf$2(x.shape, filter.shape, attrs);
  const width = info.filterHeight * info.filterWidth * info.inChannels;
  const columns = b.reshape(taps(b, x, info), [rowsOf(info), width]);
  const flat = b.op(
    'MatMul',
    [columns, b.reshape(filter, [width, info.outChannels])],
    [rowsOf(info), info.outChannels],
  );
  return b.reshape(flat, info.outShape);
}
/** What each filter element meets, side by side: `[N, H, W, C]` → `[N, outH, outW, taps · C]`. */
function taps(b, x, info) {
  const { batchSize, outHeight, outWidth, inChannels, strideHeight, strideWidth, padInfo } = info;
  const padded = pad$1(b, x, [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ]);
  const parts = [];
  for (let row = 0; row < info.filterHeight; row++)
    for (let column = 0; column < info.filterWidth; column++) {
      const begin = [0, row * info.dilationHeight, column * info.dilationWidth, 0];
      const size = [batchSize, outHeight, outWidth, inChannels];
      parts.push(b.slice(padded, begin, size, [1, strideHeight, strideWidth, 1]));
    }
  return b.concat(parts, 3);
}
/** The adjoint of a convolution by its input. @param weights `[outChannels, inChannels / groups, H, W]` */
function transposed(b, dy, weights, info, groups) {
  const { padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const full = (out, stride, size) => (out - 1) * stride + size;
  const rest = [
    info.inHeight + padInfo.top + padInfo.bottom - full(info.outHeight, strideHeight, info.effectiveFilterHeight),
    info.inWidth + padInfo.left + padInfo.right - full(info.outWidth, strideWidth, info.effectiveFilterWidth),
  ];
  const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
  const dx = b.op('ConvTranspose', [b.transpose(dy, [0, 3, 1, 2]), weights], shape, {
    group: groups,
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [strideHeight, strideWidth],
    dilations: [dilationHeight, dilationWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
    output_padding: rest,
  });
  return b.transpose(dx, [0, 2, 3, 1]);
}
function depthwise(b, x, filter, attrs) {
  const info = infoOf$2(x.shape, filter.shape, attrs, true);
  const { padInfo } = info;
  const shape = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  const y = b.op('Conv', [b.transpose(x, [0, 3, 1, 2]), channelwise(b, filter)], shape, {
    group: info.inChannels,
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
  });
  return b.transpose(y, [0, 2, 3, 1]);
}
/** A depthwise filter `[H, W, C, M]` as ONNX wants it: `[C · M, 1, H, W]`. */
function channelwise(b, filter) {
  const [height, width, channels, multiplier] = filter.shape;
  return b.reshape(b.transpose(filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
}
function finish(b, y, { bias, preluActivationWeights: weights }, attrs) {
  const options = {
    alpha: attrs['leakyreluAlpha'],
    weights,
  };
  return activate(b, bias === void 0 ? y : b.add(y, bias), attrs['activation'] ?? 'linear', options);
}
function rowsOf({ batchSize, outHeight, outWidth }) {
  return batchSize * outHeight * outWidth;
}
function infoOf$2(x, filter, attrs, isDepthwise = false) {
  const format = attrs['dataFormat'] ?? 'NHWC';
  if (format !== 'NHWC')
    throw engineError(
      'EO_KERNEL_UNSUPPORTED',
      `a convolution with dataFormat '${format}' cannot be compiled. Use 'NHWC'`,
    );
  const { strides, pad: padding, dilations = 1, dimRoundingMode } = attrs;
  return backend_util.computeConv2DInfo([...x], [...filter], strides, dilations, padding, dimRoundingMode, isDepthwise);
}
var CONVOLUTIONS;
var init_convolutions = __esmMin(() => {
  init_errors();
  init_activation();
  init_shapes();
  CONVOLUTIONS = {
    Conv2D: ({ b, inputs, attrs }) => convolve(b, inputs['x'], inputs['filter'], attrs),
    FusedConv2D: ({ b, inputs, attrs }) => finish(b, convolve(b, inputs['x'], inputs['filter'], attrs), inputs, attrs),
    Conv2DBackpropFilter: ({ b, inputs, attrs }) => {
      const [x, dy] = [inputs['x'], inputs['dy']];
      const shape = attrs['filterShape'];
      const info = infoOf$2(x.shape, shape, attrs);
      const columns = b.reshape(taps(b, x, info), [
        rowsOf(info),
        info.filterHeight * info.filterWidth * info.inChannels,
      ]);
      const slopes = b.reshape(dy, [rowsOf(info), info.outChannels]);
      const flat = b.op('Gemm', [columns, slopes], [columns.shape[1], info.outChannels], { transA: 1 });
      return b.reshape(flat, shape);
    },
    Conv2DBackpropInput: ({ b, inputs, attrs }) => {
      const [dy, filter] = [inputs['dy'], inputs['filter']];
      const info = infoOf$2(attrs['inputShape'], filter.shape, attrs);
      return transposed(b, dy, b.transpose(filter, [3, 2, 0, 1]), info, 1);
    },
    DepthwiseConv2dNative: ({ b, inputs, attrs }) => depthwise(b, inputs['x'], inputs['filter'], attrs),
    FusedDepthwiseConv2D: ({ b, inputs, attrs }) =>
      finish(b, depthwise(b, inputs['x'], inputs['filter'], attrs), inputs, attrs),
    DepthwiseConv2dNativeBackpropInput: ({ b, inputs, attrs }) => {
      const [dy, filter] = [inputs['dy'], inputs['filter']];
      const info = infoOf$2(attrs['inputShape'], filter.shape, attrs, true);
      return transposed(b, dy, channelwise(b, filter), info, info.inChannels);
    },
    DepthwiseConv2dNativeBackpropFilter: ({ b, inputs, attrs }) => {
      const [x, dy] = [inputs['x'], inputs['dy']];
      const shape = attrs['filterShape'];
      const info = infoOf$2(x.shape, shape, attrs, true);
      const [height, width, channels, multiplier] = shape;
      const count = height * width;
      const seen = b.reshape(taps(b, x, info), [rowsOf(info), count, channels, 1]);
      const slopes = b.reshape(dy, [rowsOf(info), 1, channels, multiplier]);
      return b.reshape(b.reduce('ReduceSum', b.mul(seen, slopes), [0]), shape);
    },
  };
});
// src/kernels/elementwise.ts
/** Bools count as 0 and 1. */
function number(b, x) {
  return x.type === 'bool' ? b.cast(x, 'int32') : x;
}
function shapeOf(b, x, y) {
  return b.add(x, y).shape;
}
var unary, same, binary, arithmetic, comparison, logical, float, ELEMENTWISE;
var init_elementwise = __esmMin(() => {
  init_activation();
  unary =
    (make) =>
    ({ b, inputs, attrs }) =>
      make(b, inputs['x'], attrs);
  same = (op) => unary((b, x) => b.unary(op, x));
  binary =
    (make) =>
    ({ b, inputs }) =>
      make(b, inputs['a'], inputs['b']);
  arithmetic = (op) => binary((b, x, y) => b.binary(op, number(b, x), number(b, y)));
  comparison = (op) => binary((b, x, y) => b.binary(op, number(b, x), number(b, y), 'bool'));
  logical = (op) => binary((b, x, y) => b.binary(op, b.cast(x, 'bool'), b.cast(y, 'bool'), 'bool'));
  float = (b, x) => b.cast(x, 'float32');
  ELEMENTWISE = {
    Add: arithmetic('Add'),
    Sub: arithmetic('Sub'),
    Multiply: arithmetic('Mul'),
    RealDiv: arithmetic('Div'),
    Maximum: arithmetic('Max'),
    Minimum: arithmetic('Min'),
    Pow: arithmetic('Pow'),
    FloorDiv: binary((b, x, y) => b.cast(b.unary('Floor', b.div(float(b, x), float(b, y))), 'int32')),
    Mod: binary((b, x, y) => {
      const rest = (of, by) => b.op('Mod', [of, by], shapeOf(b, of, by), { fmod: 1 });
      const [dividend, divisor] = [b.cast(x, y.type), b.cast(y, x.type)];
      return rest(b.add(rest(dividend, divisor), divisor), divisor);
    }),
    SquaredDifference: binary((b, x, y) => {
      const difference = b.sub(x, y);
      return b.mul(difference, difference);
    }),
    Atan2: binary((b, y, x) => {
      const zero = b.scalar(0);
      const near = b.unary('Atan', b.div(y, x));
      const turn = b.where(b.binary('Less', y, zero, 'bool'), b.scalar(-Math.PI), b.scalar(Math.PI));
      const left = b.where(b.binary('Less', x, zero, 'bool'), b.add(near, turn), near);
      const upright = b.mul(b.unary('Sign', y), b.scalar(Math.PI / 2));
      return b.where(b.binary('Equal', x, zero, 'bool'), upright, left);
    }),
    AddN: ({ b, inputs }) => {
      const [first, ...rest] = Object.values(inputs);
      if (rest.length < 2 || rest.some(({ shape }) => shape.join() !== first.shape.join()))
        return rest.reduce((sum, x) => b.add(sum, x), first);
      return first.type === 'float32'
        ? b.op('Sum', [first, ...rest], first.shape)
        : rest.reduce((s, x) => b.add(s, x), first);
    },
    Equal: comparison('Equal'),
    NotEqual: binary((b, x, y) => b.unary('Not', b.binary('Equal', number(b, x), number(b, y), 'bool'), 'bool')),
    Greater: comparison('Greater'),
    GreaterEqual: comparison('GreaterOrEqual'),
    Less: comparison('Less'),
    LessEqual: comparison('LessOrEqual'),
    LogicalAnd: logical('And'),
    LogicalOr: logical('Or'),
    LogicalNot: unary((b, x) => b.unary('Not', b.cast(x, 'bool'), 'bool')),
    Select: ({ b, inputs }) => {
      const [condition, yes, no] = [inputs['condition'], inputs['t'], inputs['e']];
      const shape =
        condition.shape.length === 1 && yes.shape.length > 1
          ? [condition.shape[0], ...yes.shape.slice(1).map(() => 1)]
          : condition.shape;
      return b.where(b.reshape(condition, shape), yes, no);
    },
    Abs: same('Abs'),
    Neg: same('Neg'),
    Sign: same('Sign'),
    Ceil: unary((b, x) => (x.type === 'float32' ? b.unary('Ceil', x) : x)),
    Floor: unary((b, x) => (x.type === 'float32' ? b.unary('Floor', x) : x)),
    Round: unary((b, x) => (x.type === 'float32' ? b.unary('Round', x) : x)),
    Exp: same('Exp'),
    Expm1: unary((b, x) => {
      const half = b.mul(x, b.scalar(0.5));
      return b.mul(b.mul(b.scalar(2), b.unary('Sinh', half)), b.unary('Exp', half));
    }),
    Log: same('Log'),
    Log1p: unary((b, x) => {
      const u = b.add(x, b.scalar(1));
      const rest = b.sub(u, b.scalar(1));
      const small = b.binary('Equal', rest, b.scalar(0), 'bool');
      const large = b.binary('Equal', u, x, 'bool');
      const precise = b.div(b.mul(b.unary('Log', u), x), rest);
      return b.where(small, x, b.where(large, b.unary('Log', u), precise));
    }),
    Sqrt: same('Sqrt'),
    Rsqrt: unary((b, x) => b.unary('Reciprocal', b.unary('Sqrt', x))),
    Square: unary((b, x) => b.mul(x, x)),
    Reciprocal: same('Reciprocal'),
    Sin: same('Sin'),
    Cos: same('Cos'),
    Tan: same('Tan'),
    Asin: same('Asin'),
    Acos: same('Acos'),
    Atan: same('Atan'),
    Sinh: same('Sinh'),
    Cosh: same('Cosh'),
    Asinh: same('Asinh'),
    Acosh: same('Acosh'),
    Atanh: same('Atanh'),
    Erf: same('Erf'),
    Tanh: same('Tanh'),
    Sigmoid: same('Sigmoid'),
    Softplus: same('Softplus'),
    Relu: unary((b, x) => activate(b, x, 'relu')),
    Relu6: unary((b, x) => activate(b, x, 'relu6')),
    Elu: unary((b, x) => activate(b, x, 'elu')),
    EluGrad: ({ b, inputs: { dy, y } }) => {
      const positive = b.binary('GreaterOrEqual', y, b.scalar(0), 'bool');
      return b.where(positive, dy, b.mul(dy, b.add(y, b.scalar(1))));
    },
    Selu: unary((b, x) =>
      b.unary('Selu', x, x.type, {
        alpha: { float: backend_util.SELU_SCALEALPHA / backend_util.SELU_SCALE },
        gamma: { float: backend_util.SELU_SCALE },
      }),
    ),
    LeakyRelu: unary((b, x, { alpha }) => activate(b, x, 'leakyrelu', { alpha })),
    Prelu: ({ b, inputs }) => activate(b, inputs['x'], 'prelu', { weights: inputs['alpha'] }),
    Step: unary((b, x, { alpha = 0 }) => {
      const positive = b.binary('Greater', x, b.scalar(0, x.type), 'bool');
      const stepped = alpha === 0 ? b.cast(positive, x.type) : b.where(positive, b.scalar(1), b.scalar(alpha));
      return b.cast(stepped, x.type);
    }),
    ClipByValue: unary((b, x, { clipValueMin, clipValueMax }) =>
      b.op('Clip', [x, b.scalar(clipValueMin, x.type), b.scalar(clipValueMax, x.type)], x.shape),
    ),
    IsNan: unary((b, x) => b.unary('IsNaN', float(b, x), 'bool')),
    IsInf: unary((b, x) => b.unary('IsInf', float(b, x), 'bool')),
    IsFinite: unary((b, x) => {
      const number = float(b, x);
      return b.binary('Equal', b.sub(number, number), b.scalar(0), 'bool');
    }),
    Cast: unary((b, x, { dtype }) => b.cast(x, dtype)),
    Identity: unary((_b, x) => x),
    OnesLike: unary((b, x) => b.fill(1, x.shape, x.type)),
    ZerosLike: unary((b, x) => b.fill(0, x.shape, x.type)),
  };
});
// src/kernels/normalisation.ts
var NORMALISATION;
var init_normalisation = __esmMin(() => {
  NORMALISATION = {
    FusedBatchNorm: ({ b, inputs: { x, mean, variance, offset, scale }, attrs }) => {
      const deviation = b.unary('Sqrt', b.add(variance, b.scalar(attrs['varianceEpsilon'])));
      const factor = scale === void 0 ? b.unary('Reciprocal', deviation) : b.div(scale, deviation);
      const scaled = b.mul(b.sub(x, mean), factor);
      return offset === void 0 ? scaled : b.add(scaled, offset);
    },
  };
});
// src/kernels/pooling.ts
function first([batch, height, width, channels]) {
  return [batch, channels, height, width];
}
function windows({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }) {
  return {
    kernel_shape: [filterHeight, filterWidth],
    strides: [strideHeight, strideWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
  };
}
function infoOf$1({ shape }, { filterSize, strides, pad, dimRoundingMode }) {
  return backend_util.computePool2DInfo([...shape], filterSize, strides, 1, pad, dimRoundingMode);
}
var POOLING, TO_FIRST, TO_LAST;
var init_pooling = __esmMin(() => {
  POOLING = {
    MaxPool: ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      const info = infoOf$1(x, attrs);
      const y = b.op('MaxPool', [b.transpose(x, TO_FIRST)], first(info.outShape), windows(info));
      return b.transpose(y, TO_LAST);
    },
    MaxPoolGrad: ({ b, inputs, attrs }) => {
      const [x, dy] = [inputs['input'], inputs['dy']];
      const info = infoOf$1(x, attrs);
      const shape = first(info.outShape);
      const [, places] = b.ops('MaxPool', [b.transpose(x, TO_FIRST)], [shape, shape], windows(info), [
        'float32',
        'int64',
      ]);
      const size = util.sizeFromShape([...x.shape]);
      const count = [util.sizeFromShape(shape)];
      const updates = b.reshape(b.transpose(dy, TO_FIRST), count);
      const dx = b.op('ScatterElements', [b.fill(0, [size]), b.reshape(places, count), updates], [size], {
        axis: 0,
        reduction: 'add',
      });
      return b.transpose(b.reshape(dx, first(x.shape)), TO_LAST);
    },
    AvgPool: ({ b, inputs, attrs }) => {
      const x = inputs['x'];
      const info = infoOf$1(x, attrs);
      const y = b.op('AveragePool', [b.transpose(x, TO_FIRST)], first(info.outShape), windows(info));
      return b.transpose(y, TO_LAST);
    },
    AvgPoolGrad: ({ b, inputs, attrs }) => {
      const [x, dy] = [inputs['input'], inputs['dy']];
      const info = infoOf$1(x, attrs);
      const planes = info.batchSize * info.inChannels;
      const shares = b.mul(dy, b.scalar(1 / (info.filterHeight * info.filterWidth)));
      const flat = b.reshape(b.transpose(shares, TO_FIRST), [planes, 1, info.outHeight, info.outWidth]);
      const { pads, strides, kernel_shape } = windows(info);
      const { padInfo } = info;
      const reach = (out, stride, size) => (out - 1) * stride + size;
      const output_padding = [
        info.inHeight + padInfo.top + padInfo.bottom - reach(info.outHeight, info.strideHeight, info.filterHeight),
        info.inWidth + padInfo.left + padInfo.right - reach(info.outWidth, info.strideWidth, info.filterWidth),
      ];
      const ones = b.fill(1, [1, 1, info.filterHeight, info.filterWidth]);
      const dx = b.op('ConvTranspose', [flat, ones], [planes, 1, info.inHeight, info.inWidth], {
        pads,
        strides,
        kernel_shape,
        output_padding,
      });
      return b.transpose(b.reshape(dx, first(x.shape)), TO_LAST);
    },
  };
  TO_FIRST = [0, 3, 1, 2];
  TO_LAST = [0, 2, 3, 1];
});
// src/kernels/products.ts
/**
 * A product of matrices over leading batch dimensions, which broadcast. A transposed operand costs nothing: `Gemm` and
 * ONNX Runtime's `FusedMatMul` read it the other way round.
 */
function product(b, left, right, transposeA, transposeB) {
  const [rows, inner] = matrix$1(left, transposeA);
  const [, columns] = matrix$1(right, transposeB);
  const batch = broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const shape = [...batch, rows, columns];
  if (util.sizeFromShape(shape) === 0 || inner === 0) return b.fill(0, shape);
  if (util.sizeFromShape(batch) === 1) {
    const [a2, b2] = [left, right].map((x) => b.reshape(x, x.shape.slice(-2)));
    if (!transposeA && !transposeB) return b.reshape(b.op('MatMul', [a2, b2], [rows, columns]), shape);
    const flags = {
      transA: transposeA ? 1 : 0,
      transB: transposeB ? 1 : 0,
    };
    return b.reshape(b.op('Gemm', [a2, b2], [rows, columns], flags), shape);
  }
  if (!transposeA && !transposeB) return b.op('MatMul', [left, right], shape);
  return b.microsoft('FusedMatMul', [left, right], shape, {
    transA: transposeA ? 1 : 0,
    transB: transposeB ? 1 : 0,
  });
}
function matrix$1({ shape }, transposed) {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}
var PRODUCTS;
var init_products = __esmMin(() => {
  init_builder();
  init_activation();
  PRODUCTS = {
    BatchMatMul: ({ b, inputs, attrs }) =>
      product(b, inputs['a'], inputs['b'], attrs['transposeA'] === true, attrs['transposeB'] === true),
    _FusedMatMul: ({ b, inputs, attrs }) => {
      const plain = product(b, inputs['a'], inputs['b'], attrs['transposeA'] === true, attrs['transposeB'] === true);
      const { bias, preluActivationWeights: weights } = inputs;
      const options = {
        alpha: attrs['leakyreluAlpha'],
        weights,
      };
      return activate(b, bias === void 0 ? plain : b.add(plain, bias), attrs['activation'] ?? 'linear', options);
    },
  };
});
// src/kernels/resizing.ts
function resize({ b, inputs, attrs }, sampling) {
  const images = inputs['images'];
  const [height, width] = attrs['size'];
  const rows = matrix(b, images.shape[1], height, sampling, attrs, false);
  const columns = matrix(b, images.shape[2], width, sampling, attrs, false);
  return apply(b, b.cast(images, 'float32'), rows, columns);
}
function unresize({ b, inputs, attrs }, sampling) {
  const [images, dy] = [inputs['images'], inputs['dy']];
  return apply(
    b,
    dy,
    matrix(b, images.shape[1], dy.shape[1], sampling, attrs, true),
    matrix(b, images.shape[2], dy.shape[2], sampling, attrs, true),
  );
}
/** `[N, H, W, C]` times `rows` `[H′, H]` and `columns` `[W′, W]`. */
function apply(b, x, rows, columns) {
  const [batch, height, width, channels] = x.shape;
  const [newHeight, newWidth] = [rows.shape[0], columns.shape[0]];
  const lines = b.reshape(x, [batch, height, width * channels]);
  const tall = b.op('MatMul', [rows, lines], [batch, newHeight, width * channels]);
  const pixels = b.reshape(tall, [batch * newHeight, width, channels]);
  const wide = b.op('MatMul', [columns, pixels], [batch * newHeight, newWidth, channels]);
  return b.reshape(wide, [batch, newHeight, newWidth, channels]);
}
function matrix(b, from, to, sampling, attrs, transposed) {
  const options = {
    alignCorners: attrs['alignCorners'] === true,
    halfPixelCenters: attrs['halfPixelCenters'] === true,
  };
  const corner = options.alignCorners && to > 1 ? 1 : 0;
  const ratio = (from - corner) / (to - corner);
  const numbers = new Array(from * to).fill(0);
  for (let position = 0; position < to; position++)
    for (const [index, share] of sampling(ratio, position, from, options))
      numbers[transposed ? index * to + position : position * from + index] += share;
  return b.constant(numbers, transposed ? [from, to] : [to, from]);
}
var RESIZING, nearest, bilinear;
var init_resizing = __esmMin(() => {
  RESIZING = {
    ResizeNearestNeighbor: (call) => resize(call, nearest),
    ResizeNearestNeighborGrad: (call) => unresize(call, nearest),
    ResizeBilinear: (call) => resize(call, bilinear),
    ResizeBilinearGrad: (call) => unresize(call, bilinear),
  };
  nearest = (ratio, position, size, { alignCorners, halfPixelCenters }) => {
    const at = ratio * (halfPixelCenters ? position + 0.5 : position);
    return [[Math.max(0, Math.min(size - 1, alignCorners ? Math.round(at) : Math.floor(at))), 1]];
  };
  bilinear = (ratio, position, size, { halfPixelCenters }) => {
    const at = halfPixelCenters ? ratio * (position + 0.5) - 0.5 : ratio * position;
    const before = Math.max(0, Math.floor(at));
    const share = at - before;
    return [
      [before, 1 - share],
      [Math.min(size - 1, Math.max(0, Math.ceil(at))), share],
    ];
  };
});
// src/kernels/index.ts
/** Registers every kernel with TensorFlow.js; once. */
function registerKernels() {
  for (const table of Object.values(KERNELS))
    for (const [kernelName, kernel] of Object.entries(table)) {
      if (getKernel(kernelName, 'amnl-onnx') !== void 0) continue;
      registerKernel({
        kernelName,
        backendName: BACKEND_NAME,
        kernelFunc: ({ inputs, attrs, backend }) => trace$1(kernel, backend, inputs, attrs ?? {}),
      });
    }
}
function trace$1(kernel, backend, tensors, attrs) {
  const graph = backend.graph;
  let b = builders.get(graph);
  if (b === void 0) builders.set(graph, (b = new Builder(graph)));
  const inputs = {};
  for (const name in tensors) {
    const tensor = tensors[name];
    if (tensor) inputs[name] = backend.graphValue(tensor);
  }
  const made = kernel({
    b,
    inputs,
    attrs,
  });
  return isValue(made) ? info(backend, made) : made.map((value) => info(backend, value));
}
function isValue(made) {
  return !Array.isArray(made);
}
function info(backend, value) {
  return {
    dataId: backend.symbol(value),
    shape: [...value.shape],
    dtype: value.type,
  };
}
var KERNELS, builders;
var init_kernels = __esmMin(() => {
  init_backend();
  init_builder();
  init_convolutions();
  init_elementwise();
  init_normalisation();
  init_pooling();
  init_products();
  init_reductions();
  init_resizing();
  init_shapes();
  KERNELS = {
    Elementwise: ELEMENTWISE,
    Reductions: REDUCTIONS,
    'Shapes, slices and indices': SHAPES,
    'Matrix products': PRODUCTS,
    Convolutions: CONVOLUTIONS,
    Pooling: POOLING,
    Resizing: RESIZING,
    Normalisation: NORMALISATION,
  };
  builders = /* @__PURE__ */ new WeakMap();
});
// src/random-trace.ts
function uniformOf(name) {
  return (out, { seed, counter }) => {
    fillUniform(out, seed, name, counter);
  };
}
/**
 * The range [low, high) to which `numbers` stretch `uniform`; undefined if they are something else. Its ends are found to six
 * digits.
 */
function rangeOf(numbers, uniform) {
  if (numbers.every((value, i) => value === uniform[i]))
    return {
      low: 0,
      high: 1,
    };
  if (numbers.length < 2) return void 0;
  let [smallest, largest] = [0, 0];
  uniform.forEach((u, i) => {
    if (u < uniform[smallest]) smallest = i;
    if (u > uniform[largest]) largest = i;
  });
  const width = (numbers[largest] - numbers[smallest]) / (uniform[largest] - uniform[smallest]);
  const low = Number((numbers[smallest] - width * uniform[smallest]).toPrecision(6));
  const span = Number(width.toPrecision(6));
  const near = (value, i) => Math.abs(value - (low + span * uniform[i])) < 1e-5 * Math.abs(span);
  return span > 0 && numbers.every(near)
    ? {
        low,
        high: low + span,
      }
    : void 0;
}
var RandomTrace;
var init_random_trace = __esmMin(() => {
  init_src();
  init_backend();
  init_builder();
  init_errors();
  RandomTrace = class {
    inputs = [];
    #parts;
    #used = /* @__PURE__ */ new Set();
    /** A number that `Math.random` gave and nobody has used yet. */
    #drawn;
    #draws = 0;
    constructor(parts) {
      this.#parts = parts;
    }
    uniform(name, shape) {
      return this.#parts.tensor(this.#input(name, shape, uniformOf(name)));
    }
    dropoutMask(name, shape, rate) {
      const value = this.#input(name, shape, (out, { seed, counter }) => {
        fillDropoutMask(out, rate, seed, name, counter);
      });
      return this.#parts.tensor(value);
    }
    /**
     * Runs `body` with an eye on `Math.random`.
     * @throws EO_RANDOM
     */
    watch(body) {
      const original = Math.random;
      Math.random = () => this.#draw();
      this.#parts.backend.intercept = (data, shape) => this.#intercept(data, shape);
      try {
        const result = body();
        if (this.#drawn !== void 0) throw this.#drawn.error;
        return result;
      } finally {
        Math.random = original;
        this.#parts.backend.intercept = void 0;
      }
    }
    #draw() {
      const error = engineError(
        'EO_RANDOM',
        `Math.random was used inside a compiled function${at(callSite())}; its number would be frozen into the program. Take random numbers from the function's \`random\` (random.uniform, random.dropoutMask) or from tf.randomUniform, or give the operation a seed if the same numbers at every run are meant`,
      );
      if (this.#drawn !== void 0) throw this.#drawn.error;
      this.#draws++;
      const seed = (this.#draws * 0.618033988749895) % 1;
      this.#drawn = {
        seed,
        error,
      };
      return seed;
    }
    /** The first numbers written after a draw: an input, if `randomUniform` made them of it. */
    #intercept(data, shape) {
      if (this.#drawn === void 0) return void 0;
      const { seed, error } = this.#drawn;
      const { graph, host } = this.#parts;
      const uniform = onBackend(host, () => tidy(() => randomUniform([data.length], 0, 1, 'float32', seed).dataSync()));
      const range = data instanceof Float32Array ? rangeOf(data, uniform) : void 0;
      if (range === void 0) throw error;
      this.#drawn = void 0;
      const name = `tf.randomUniform/${this.#draws}`;
      const value = this.#input(name, shape, uniformOf(name));
      const b = new Builder(graph);
      return b.add(b.mul(value, b.scalar(range.high - range.low)), b.scalar(range.low));
    }
    #input(name, shape, fill) {
      if (this.#used.has(name))
        throw new TrainError(
          'CL_OPTION_INVALID',
          `the random stream '${name}' is used twice in one step, which would repeat its numbers. Name each use`,
        );
      this.#used.add(name);
      const value = this.#parts.graph.input({
        type: 'float32',
        shape,
      });
      this.inputs.push({
        value,
        fill,
      });
      return value;
    }
  };
});
// src/trace.ts
/**
 * Runs `program` once with symbolic tensors and returns the graph of what it did. Every TensorFlow.js variable holds a symbol
 * meanwhile and gets its own value back afterwards, also when the program throws.
 */
function trace(program, inputs, options = {}) {
  engine().backend;
  const backend = onnxBackend();
  registerKernels();
  refuseOtherKernels(getBackend());
  const tracer = new Tracer(getBackend(), options.mayMakeVariables ?? true);
  setVariableMaker((make) => tracer.makeVariable(make));
  try {
    return tracer.run(program, inputs);
  } finally {
    setVariableMaker(void 0);
    backend.graph = void 0;
    backend.failure = void 0;
    backend.adopt = void 0;
  }
}
function infoOf({ dataId, shape, dtype }) {
  return {
    dataId,
    shape,
    dtype,
  };
}
function isNumeric(dtype) {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}
function mapValues(record, map) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
/** Kernels that the host backend has and this one lacks throw with advice. */
function refuseOtherKernels(host) {
  if (refused.has(host)) return;
  refused.add(host);
  for (const { kernelName } of getKernelsForBackend(host)) {
    if (getKernel(kernelName, 'amnl-onnx') !== void 0) continue;
    registerKernel({
      kernelName,
      backendName: BACKEND_NAME,
      kernelFunc: () => {
        throw engineError(
          'EO_KERNEL_UNSUPPORTED',
          `the TensorFlow.js kernel '${kernelName}' cannot be compiled${at(callSite())}. Write it with supported operations (docs/supported-kernels.md), keep it outside the compiled function, or train with the eager engine`,
        );
      },
    });
  }
}
var Tracer, refused;
var init_trace = __esmMin(() => {
  init_src();
  init_backend();
  init_errors();
  init_graph();
  init_kernels();
  init_make_variable();
  init_random_trace();
  Tracer = class {
    #host;
    #graph = new Graph();
    #backend = onnxBackend();
    #swapped = /* @__PURE__ */ new Map();
    #mayMakeVariables;
    constructor(host, mayMakeVariables) {
      this.#host = host;
      this.#mayMakeVariables = mayMakeVariables;
    }
    run(program, types) {
      const backend = this.#backend;
      backend.graph = this.#graph;
      backend.adopt = (variable) => this.#adopt(variable);
      const random = new RandomTrace({
        graph: this.#graph,
        backend,
        host: this.#host,
        tensor: (value) => this.#tensor(value),
      });
      const inputs = {};
      for (const [name, type] of Object.entries(types)) inputs[name] = this.#graph.input(type);
      let outputs = {};
      let variables = [];
      const body = () => {
        try {
          for (const variable of Object.values(engine().registeredVariables)) this.#swap(variable);
          outputs = mapValues(
            random.watch(() =>
              program(
                mapValues(inputs, (value) => this.#tensor(value)),
                random,
              ),
            ),
            (tensor) => backend.graphValue(tensor),
          );
          for (const variable of Object.values(engine().registeredVariables)) this.#adopt(variable);
        } finally {
          variables = this.#restore();
        }
      };
      onBackend(BACKEND_NAME, () => withCleanTape(() => tidy(body)));
      if (backend.failure !== void 0) throw backend.failure;
      return {
        graph: this.#graph,
        inputs,
        random: random.inputs,
        variables,
        outputs,
      };
    }
    makeVariable(make) {
      const made = onBackend(this.#host, () => {
        try {
          return make();
        } catch (error) {
          if (!(error instanceof TrainError) || error.code !== 'EO_VALUE_READ') throw error;
          throw engineError(
            'EO_VARIABLE_CREATED',
            'the initial value of a variable made inside the step depends on a tensor of the step, which has no numbers while the step is compiled. Make the variable before the step, e.g. in `fitStart` with run.variable(name, initial)',
            error,
          );
        }
      });
      this.#swap(made);
      return made;
    }
    /** Puts a symbol in place of a variable's numbers and keeps them. */
    #swap(variable) {
      if (this.#swapped.has(variable) || !isNumeric(variable.dtype)) return;
      const owner = engine().state.tensorInfo.get(variable.dataId)?.backend;
      if (owner === void 0) return;
      owner.incRef(variable.dataId);
      const kept = keep(engine().makeTensorFromTensorInfo(infoOf(variable), owner));
      this.#replace(variable, kept);
    }
    #replace(variable, kept) {
      const before = this.#graph.input({
        type: variable.dtype,
        shape: variable.shape,
      });
      this.#swapped.set(variable, {
        kept,
        before,
      });
      variable.assign(this.#tensor(before));
    }
    /**
     * A variable that plain TensorFlow.js made inside the function (an optimiser's slot): its symbolic value is a constant, or
     * an error.
     */
    #adopt(variable) {
      if (this.#swapped.has(variable) || !this.#backend.isSymbol(variable.dataId)) return;
      const { data } = this.#backend.graphValue(infoOf(variable));
      if (data === void 0 || !this.#mayMakeVariables) {
        const why = data === void 0 ? 'from a tensor that has no numbers yet' : 'again for other input shapes';
        throw engineError(
          'EO_VARIABLE_CREATED',
          `variable '${variable.name}' was made inside a compiled function ${why}${at(callSite())}. Make it once, outside`,
        );
      }
      const kept = onBackend(this.#host, () => keep(engine().makeTensor(data.slice(), variable.shape, variable.dtype)));
      this.#replace(variable, kept);
    }
    /** Gives every variable its numbers back and says what the program did with it. */
    #restore() {
      const uses = [];
      for (const [variable, { kept, before }] of this.#swapped) {
        if (!variable.isDisposed) {
          const after = this.#backend.graphValue(infoOf(variable));
          variable.assign(kept);
          uses.push({
            variable,
            before,
            after: after === before ? void 0 : after,
          });
        }
        kept.dispose();
      }
      for (const variable of Object.values(engine().registeredVariables))
        if (this.#backend.isSymbol(variable.dataId)) variable.dispose();
      return uses;
    }
    #tensor(value) {
      const dataId = this.#backend.symbol(value);
      return engine().makeTensorFromTensorInfo({
        dataId,
        shape: [...value.shape],
        dtype: value.type,
      });
    }
  };
  refused = /* @__PURE__ */ new Set();
});
// src/make-program.ts
var make_program_exports = /* @__PURE__ */ __exportAll({ makeProgram: () => makeProgram });
/** From a function to a program: traces it, drops what nothing needs, and loads the rest into ONNX Runtime. */
async function makeProgram(body, inputs, options) {
  const plan = planOf(trace(body, inputs, options));
  options.check(plan.uses);
  return Program.create(plan, options);
}
var init_make_program = __esmMin(() => {
  init_plan();
  init_program();
  init_trace();
});
// src/program-cache.ts
init_host_array();
/** One function and its programs, one for each signature of its inputs: names, types and shapes. */
var ProgramCache = class {
  #function;
  #options;
  #check;
  #traced = false;
  #programs = /* @__PURE__ */ new Map();
  /**
   * @param options.programs how many programs are kept; the one unused for longest goes first. @default 8
   * @param check looks at the variables of every program before it is made
   */
  constructor(traced, options, check = () => {}) {
    this.#function = traced;
    this.#options = options;
    this.#check = check;
  }
  /** Number of programs made and kept. */
  get size() {
    return this.#programs.size;
  }
  /** The program for inputs like these; traced and loaded if there is none. */
  async programFor(inputs) {
    const key = signature(inputs);
    const known = this.#programs.get(key);
    if (known !== void 0) {
      this.#programs.delete(key);
      this.#programs.set(key, known);
      return known;
    }
    const made = this.#make(inputs);
    this.#programs.set(key, made);
    try {
      await made;
    } catch (error) {
      this.#programs.delete(key);
      throw error;
    }
    await this.#shrink();
    return made;
  }
  /** One run; runs of all programs wait for each other, as they share variables. */
  run(inputs, key) {
    const job = async () => (await this.programFor(inputs)).run(inputs, key);
    const done = queue.then(job);
    queue = done.catch(() => {});
    return done;
  }
  async dispose() {
    const programs = [...this.#programs.values()];
    this.#programs.clear();
    await Promise.all(programs.map(async (program) => (await program).dispose()));
  }
  async #make(inputs) {
    const types = Object.entries(inputs).map(([name, input]) => [
      name,
      {
        type: typeOf$1(input.data),
        shape: input.shape,
      },
    ]);
    const { makeProgram } = await Promise.resolve().then(() => (init_make_program(), make_program_exports));
    const mayMakeVariables = !this.#traced;
    this.#traced = true;
    const options = {
      ...this.#options,
      mayMakeVariables,
      check: this.#check,
    };
    return makeProgram(this.#function, Object.fromEntries(types), options);
  }
  async #shrink() {
    const { programs = 8 } = this.#options;
    for (const [key, oldest] of this.#programs) {
      if (this.#programs.size <= programs) return;
      this.#programs.delete(key);
      await (await oldest).dispose();
    }
  }
};
let queue = Promise.resolve();
function signature(inputs) {
  return Object.entries(inputs)
    .map(([name, input]) => `${name} ${typeOf$1(input.data)} ${input.shape}`)
    .join(';');
}
// src/onnx-engine.ts
init_src();
init_make_variable();
/**
 * Compiles the training step, evaluation and prediction and runs them on ONNX Runtime. Give it to `createTrainer` as
 * `engine`, or put it into the list of plugins: it is both.
 *
 * State stays with ONNX Runtime between steps; variables can be read and changed between steps all the same, and cost a
 * copy then. Random numbers are the eager engine's, bit for bit. A new batch shape compiles another program.
 * @throws CL_OPTION_INVALID
 */
function onnxEngine(options = {}) {
  checkOptions(options);
  return new Engine(options);
}
/** Throws `CL_OPTION_INVALID`. */
function checkOptions({ threads = 1, programs = 8, providers = ['cpu'] }) {
  const count = (n) => Number.isInteger(n) && n >= 1;
  requireOption('engine-onnx', count(threads), 'threads', 'an integer of at least 1', threads);
  requireOption('engine-onnx', count(programs), 'programs', 'an integer of at least 1', programs);
  requireOption('engine-onnx', providers.length > 0, 'providers', 'one or more names', 'none');
}
/** A class, so that its methods are no own keys: a plugin may have only those of plugins. */
var Engine = class {
  #options;
  #caches = [];
  constructor(options) {
    this.#options = options;
  }
  get name() {
    return 'onnx';
  }
  get backend() {
    return `onnxruntime (${(this.#options.providers ?? ['cpu']).join(', ')})`;
  }
  provide(bind) {
    bind(EngineToken, () => this);
  }
  prepare(_name, program) {
    const cache = new ProgramCache(program, this.#options);
    this.#caches.push(cache);
    return { run: async (inputs, key) => await cache.run(inputs, key) };
  }
  makeVariable(make) {
    return makeVariable(make);
  }
  pull() {}
  push() {}
  dispose() {
    for (const cache of this.#caches) cache.dispose();
  }
};
// .scratch.mts
init_src();
const [batch, threads, hidden, steps, profile] = [
  Number(process.argv[2] ?? 64),
  Number(process.argv[3] ?? 1),
  Number(process.argv[4] ?? 128),
  Number(process.argv[5] ?? 20),
  process.argv[6],
];
const n = batch * steps;
const data = arrayData({
  inputs: {
    window: {
      data: fillNormal(new Float32Array(n * 30 * 17), 1, 'x', 0),
      shape: [n, 30, 17],
    },
  },
  targets: {
    rul: {
      data: fillUniform(new Float32Array(n), 1, 'y', 0).map((v) => v * 125),
      shape: [n],
    },
    health: {
      data: Int32Array.from({ length: n }, (_, i) => i % 3),
      shape: [n],
    },
  },
  batchSize: batch,
});
await tf.setBackend('cpu');
const engine$1 = onnxEngine({
  threads,
  ...(profile ? { profile } : {}),
});
const trainer = createTrainer({
  model: createRulModel({ hidden }),
  data,
  plugins: [amnlLoss(), adamW({ learningRate: 0.001 }), gradClip(), ema()],
  epochs: 1,
  engine: engine$1,
});
let t0 = performance.now();
const times = [];
const cpus = [];
let c0 = process.cpuUsage();
trainer.events.on('step:ended', () => {
  const t = performance.now();
  times.push(t - t0);
  t0 = t;
  const c = process.cpuUsage(c0);
  cpus.push((c.user + c.system) / 1e3);
  c0 = process.cpuUsage();
});
const { history } = await trainer.fit();
const later = times.slice(3).sort((a, b) => a - b);
const med = later[later.length >> 1];
console.log(
  JSON.stringify({
    batch,
    threads,
    hidden,
    first: times[0].toFixed(0),
    median_ms: med.toFixed(1),
    samples_s: ((batch * 1e3) / med).toFixed(0),
    cpu_ms: cpus
      .slice(3)
      .sort((a, b) => a - b)
      [later.length >> 1].toFixed(1),
    min_ms: later[0].toFixed(1),
    rss: (process.memoryUsage().rss / 1e6).toFixed(0),
    loss: history[0].metrics.loss,
  }),
);
trainer.dispose();
