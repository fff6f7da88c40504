// node check.cjs FOLDER: loads the tfjs-node that lies in FOLDER and computes what was worked out by hand. The last line of
// stdout is JSON, and nothing else begins with {"tfjsNode". In a process of its own, as a library that does not fit ends it.
const { join } = require('node:path');
const util = /** @type {{ isNullOrUndefined?: (value: unknown) => boolean }} */ (require('node:util'));

util.isNullOrUndefined ??= (value) => value === null || value === undefined; // as src/register.ts

const a = [
  [1, 2],
  [3, 4],
];
const b = [
  [5, 6],
  [7, 8],
];
/** a·b */
const PRODUCT = [
  [19, 22],
  [43, 50],
];
/** of Σ (a·b)², by a: 2 (a·b) bᵀ */
const GRADIENT = [
  [454, 618],
  [1030, 1402],
];

async function check(/** @type {string} */ folder) {
  const { main } = require(join(folder, 'package.json'));
  const tf = require(join(folder, main));
  if (!(await tf.setBackend('tensorflow'))) throw new Error("the backend 'tensorflow' does not start");
  const weights = tf.tensor2d(b);
  const product = tf.matMul(tf.tensor2d(a), weights).arraySync();
  const gradient = tf
    .grad((/** @type {any} */ x) => tf.sum(tf.square(tf.matMul(x, weights))))(tf.tensor2d(a))
    .arraySync();
  const { binding, isGPUPackage, isUsingGpuDevice } = tf.backend();
  return {
    tfjsNode: tf.version['tfjs-node'],
    tensorflow: binding.TF_Version,
    gpuPackage: Boolean(isGPUPackage),
    gpu: Boolean(isUsingGpuDevice),
    wrong: [...compare('product', product, PRODUCT), ...compare('gradient', gradient, GRADIENT)],
  };
}

/** @param {string} what @param {number[][]} found @param {number[][]} expected */
function compare(what, found, expected) {
  const [have, want] = [JSON.stringify(found), JSON.stringify(expected)]; // whole numbers, exact in float32
  return have === want ? [] : [`the ${what} is ${have}, not ${want}`];
}

check(process.argv[2] ?? '.').then(
  (found) => console.log(JSON.stringify(found)),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
