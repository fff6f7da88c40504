// A loss of your own, as a pure function and as a plugin. Focal loss: T.-Y. Lin et al., Focal Loss for Dense Object
// Detection (ICCV 2017, arXiv:1708.02002).
import { Loss, requireOption, TrainError } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs-core';

/**
 * @typedef {object} FocalOptions
 * @property {number} [gamma] γ ≥ 0, how much less a well-classified sample counts; 0: not at all. 2 by default
 * @property {number} [alpha] α in [0, 1], the weight of the positive class; the negative one has 1 − α. 0.25 by default
 */

/**
 * FL = −α_t (1 − p_t)^γ log p_t, where p_t is the probability given to the right class; the mean over all samples. (The paper
 * divides by the number of positive samples instead.)
 *
 * Both logarithms come from softplus: log p_t = −softplus(−z_t) and log(1 − p_t) = −softplus(z_t), with z_t the logit of the
 * right class. They stay finite where the probability is 0 or 1 in float32, and so do the gradients.
 * @param {tf.Tensor} logits any shape
 * @param {tf.Tensor} labels 1 or 0, the same shape
 * @param {FocalOptions} [options]
 * @returns {tf.Scalar}
 */
export function focalLoss(logits, labels, { gamma = 2, alpha = 0.25 } = {}) {
  if (logits.shape.join() !== labels.shape.join()) {
    // TensorFlow.js would broadcast [B, 1] and [B] to [B, B], and the network would learn nothing without a word.
    throw new TrainError(
      'FOCAL_SHAPES_DIFFER',
      `logits are [${logits.shape}], labels [${labels.shape}]. Give both the same shape`,
      { by: 'focal-loss' },
    );
  }
  const positive = tf.cast(labels, 'float32');
  const logitOfRight = tf.mul(logits, tf.sub(tf.mul(positive, 2), 1)); // z, or −z where the label is 0
  const crossEntropy = tf.softplus(tf.neg(logitOfRight));
  const modulation = tf.exp(tf.mul(tf.softplus(logitOfRight), -gamma));
  const weight = tf.add(tf.mul(positive, 2 * alpha - 1), 1 - alpha); // α, or 1 − α where the label is 0
  return tf.mean(tf.mul(weight, tf.mul(modulation, crossEntropy)));
}

/**
 * The loss as a plugin: it provides `Loss`, so a trainer with it needs no `loss` option.
 * @param {FocalOptions & { output?: string, target?: string }} [options] names of the logits and of the labels; `y` and `label`
 * @returns {import('@amnl/core-loop').Plugin}
 */
export function focal({ output = 'y', target = 'label', gamma = 2, alpha = 0.25 } = {}) {
  requireOption('focal-loss', gamma >= 0 && gamma < Infinity, 'gamma', 'a number ≥ 0', gamma);
  requireOption('focal-loss', alpha >= 0 && alpha <= 1, 'alpha', 'a number in [0, 1]', alpha);
  return {
    name: 'focal-loss',
    provide(bind) {
      bind(Loss, () => (outputs, targets) => {
        const logits = named(outputs, output, 'output');
        return focalLoss(logits, named(targets, target, 'target'), { gamma, alpha });
      });
    },
  };
}

/**
 * @param {import('@amnl/core-loop').NamedTensors} tensors
 * @param {string} name
 * @param {'output' | 'target'} option that the name came from
 */
function named(tensors, name, option) {
  const tensor = tensors[name];
  if (tensor) return tensor;
  throw new TrainError(
    'FOCAL_NAME_UNKNOWN',
    `there is no ${option} '${name}' but ${Object.keys(tensors).join(', ')}. Name it with \`${option}\``,
    { by: 'focal-loss' },
  );
}
