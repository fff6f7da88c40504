export { type CheckPluginOptions, checkPlugin } from './check-plugin.js';
export { countTensors } from './count-tensors.js';
export { recordOrder } from './record-order.js';
export { type TinyOptions, tinyModel, tinyTrainer } from './tiny-trainer.js';
