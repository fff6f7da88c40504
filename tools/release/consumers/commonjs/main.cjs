'use strict';
const assert = require('node:assert/strict');
const manifest = require('./package.json');

// Every package that has an index can be required, and gives what an import gives.
const ours = Object.keys(manifest.dependencies).filter((name) => /^(@amnl\/|create-amnl)/.test(name));
for (const name of ours) assert.ok(Object.keys(require(name)).length > 0, `${name} exports nothing`);
for (const entry of [
  '@amnl/core-loop/testing',
  '@amnl/core-loop/wasm',
  '@amnl/data-cmapss/node',
  '@amnl/data-sources/node',
])
  require(entry);

const { arrayData, createTrainer, TrainError } = require('@amnl/core-loop');
const { gradClip } = require('@amnl/grad-clip');
const { adamW } = require('@amnl/optim-adamw');
const tf = require('@tensorflow/tfjs');

async function main() {
  assert.equal((await import('@amnl/core-loop')).TrainError, TrainError, 'one copy for require and import');
  const slope = tf.variable(tf.scalar(0));
  const x = { data: Float32Array.of(1, 2, 3), shape: [3] };
  const trainer = createTrainer({
    model: { parameters: { slope }, forward: ({ x: given }) => ({ y: tf.mul(given, slope) }) },
    data: arrayData({ inputs: { x }, targets: { y: x } }),
    loss: (outputs, targets) => tf.losses.meanSquaredError(targets.y, outputs.y),
    plugins: [adamW({ learningRate: 0.1, weightDecay: 0 }), gradClip({ norm: 1 })],
    epochs: 100,
  });
  const { history } = await trainer.fit();
  assert.ok(history.at(-1).metrics.loss < 1e-2, `loss ${history.at(-1).metrics.loss}`);
  console.log(`${ours.length} packages required; slope ${(await slope.data())[0]}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
