// BERT with a classifier on top, as Hugging Face's `BertForSequenceClassification`: a hundred lines of plain operations. The variables
// have the names and layouts of PyTorch's, so that a file's weights need no conversion, and a fine-tuned model goes back the same way.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadWeights } from '@amnl/checkpoint';
import * as tf from '@tensorflow/tfjs';

/**
 * @typedef {object} Config of `config.json`
 * @property {number} hidden_size
 * @property {number} intermediate_size
 * @property {number} num_hidden_layers
 * @property {number} num_attention_heads
 * @property {number} max_position_embeddings
 * @property {number} type_vocab_size
 * @property {number} vocab_size
 * @property {number} layer_norm_eps
 * @property {Record<string, string>} id2label
 */

/** Names and shapes of all weights. @param {Config} config */
function shapes(config) {
  const { hidden_size: width, intermediate_size: inner } = config;
  /** @type {Record<string, number[]>} */
  const all = {};
  const linear = (/** @type {string} */ name, /** @type {number} */ outputs, /** @type {number} */ inputs) => {
    all[`${name}.weight`] = [outputs, inputs];
    all[`${name}.bias`] = [outputs];
  };
  const norm = (/** @type {string} */ name) => {
    all[`${name}.weight`] = [width];
    all[`${name}.bias`] = [width];
  };
  all['embeddings.word_embeddings.weight'] = [config.vocab_size, width];
  all['embeddings.position_embeddings.weight'] = [config.max_position_embeddings, width];
  all['embeddings.token_type_embeddings.weight'] = [config.type_vocab_size, width];
  norm('embeddings.LayerNorm');
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value']) linear(`${layer}.attention.self.${part}`, width, width);
    linear(`${layer}.attention.output.dense`, width, width);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, inner, width);
    linear(`${layer}.output.dense`, width, inner);
    norm(`${layer}.output.LayerNorm`);
  }
  linear('pooler.dense', width, width);
  linear('classifier', Object.keys(config.id2label).length, width);
  return all;
}

/** A model for `createTrainer`, or to be asked with {@link predict}. @param {Config} config */
export function createBert(config) {
  const parameters = Object.fromEntries(
    Object.entries(shapes(config)).map(([name, shape]) => [name, tf.tidy(() => tf.variable(tf.zeros(shape)))]),
  );
  const weight = (/** @type {string} */ name) => /** @type {tf.Variable} */ (parameters[name]);
  const { hidden_size: width, num_attention_heads: heads, layer_norm_eps: epsilon } = config;

  /** PyTorch's Linear: weights [outputs, inputs]. @param {tf.Tensor} x @param {string} name */
  function linear(x, name) {
    const rows = tf.reshape(x, [-1, /** @type {number} */ (x.shape.at(-1))]);
    const y = tf.add(tf.matMul(rows, weight(`${name}.weight`), false, true), weight(`${name}.bias`));
    return tf.reshape(y, [...x.shape.slice(0, -1), /** @type {number} */ (y.shape[1])]);
  }
  /** @param {tf.Tensor} x @param {string} name */
  function norm(x, name) {
    const { mean, variance } = tf.moments(x, -1, true);
    const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(normal, weight(`${name}.weight`)), weight(`${name}.bias`));
  }
  /** Exact, as Hugging Face's `gelu`. @param {tf.Tensor} x */
  const gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));

  /** @param {tf.Tensor} x [batch, tokens, width] @param {tf.Tensor} bias [batch, 1, 1, tokens] @param {string} name */
  function attention(x, bias, name) {
    const [batch, tokens] = /** @type {[number, number]} */ (/** @type {unknown} */ (x.shape));
    const split = (/** @type {string} */ part) =>
      tf.transpose(tf.reshape(linear(x, `${name}.self.${part}`), [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
    const scores = tf.div(tf.matMul(split('query'), split('key'), false, true), Math.sqrt(width / heads));
    const mixed = tf.matMul(tf.softmax(tf.add(scores, bias)), split('value'));
    const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, tokens, width]);
    return norm(tf.add(linear(joined, `${name}.output.dense`), x), `${name}.output.LayerNorm`);
  }

  /** @param {{ readonly [name: string]: tf.Tensor }} inputs `ids` and `mask`, int32 [batch, tokens] */
  function forward({ ids, mask }) {
    const [, tokens] = /** @type {[number, number]} */ (/** @type {tf.Tensor} */ (ids).shape);
    const words = tf.gather(weight('embeddings.word_embeddings.weight'), /** @type {tf.Tensor2D} */ (ids));
    const places = tf.slice(weight('embeddings.position_embeddings.weight'), [0, 0], [tokens, width]);
    const first = tf.slice(weight('embeddings.token_type_embeddings.weight'), [0, 0], [1, width]); // one text: type 0
    let x = norm(tf.add(tf.add(words, places), first), 'embeddings.LayerNorm');
    const absent = tf.sub(1, tf.cast(/** @type {tf.Tensor} */ (mask), 'float32'));
    const bias = tf.mul(tf.expandDims(tf.expandDims(absent, 1), 1), -1e9);
    for (let i = 0; i < config.num_hidden_layers; i++) {
      const name = `encoder.layer.${i}`;
      const seen = attention(x, bias, `${name}.attention`);
      const inner = gelu(linear(seen, `${name}.intermediate.dense`));
      x = norm(tf.add(linear(inner, `${name}.output.dense`), seen), `${name}.output.LayerNorm`);
    }
    const start = tf.reshape(tf.slice(x, [0, 0, 0], [-1, 1, -1]), [-1, width]);
    return { logits: linear(tf.tanh(linear(start, 'pooler.dense')), 'classifier') };
  }
  return { parameters, forward, dispose: () => tf.dispose(parameters) };
}

/** A model from a folder as `save_pretrained` writes it, in one file or several. @param {string} folder */
export async function loadBert(folder) {
  const config = /** @type {Config} */ (JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')));
  const model = createBert(config);
  // The encoder's names have a prefix in a file of a whole task's model.
  const rename = (/** @type {string} */ name) => name.replace(/^bert\./, '');
  const { loaded } = await loadWeights(model, join(folder, 'model.safetensors.index.json'), { rename });
  return { model, loaded };
}
