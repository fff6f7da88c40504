import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { KERNELS } from '../src/kernels/index.js';

/** Limits that the names do not show. */
const LIMITS: Readonly<Record<string, string>> = {
  AvgPool: 'no window on padding alone',
  Conv2D: 'channels last',
  FusedConv2D: 'channels last',
  GatherNd: 'an index outside is the error `EO_INDEX_INVALID`',
  GatherV2: 'no `batchDims`; an index outside is the error `EO_INDEX_INVALID`',
  MaxPool: 'no window on padding alone; NaN is never the largest number of a window',
  MirrorPad: 'mode `reflect`',
  OneHot: 'any dtype; an index outside gives a row of `offValue`',
  UnsortedSegmentSum: 'rows of other segments are dropped',
};

function page(): string {
  const rows = Object.entries(KERNELS).map(([family, table]) => {
    const names = Object.keys(table).sort();
    const lines = names.map((name) => {
      const gradient = /Grad$|Backprop/.test(name) ? 'is one' : tf.getGradient(name) === undefined ? '–' : 'yes';
      return `| \`${name}\` | ${gradient} | ${LIMITS[name] ?? ''} |`;
    });
    return `## ${family}\n\n| kernel | gradient | limits |\n|---|---|---|\n${lines.join('\n')}\n`;
  });
  const count = Object.values(KERNELS).reduce((total, table) => total + Object.keys(table).length, 0);
  return `# Operations that compile

The ${count} TensorFlow.js kernels that \`@amnl/engine-onnx\` can compile. Operations without a kernel of their own (\`tf.moments\`, \`tf.losses\`,
\`tf.layers\`, optimisers, …) compile where the kernels they are made of do. *Gradient*: TensorFlow.js knows one, and it compiles
too. Anything else gives the error \`EO_KERNEL_UNSUPPORTED\`, which names the kernel and the place.

Types are float32, int32 and bool. Each kernel is tested against the \`cpu\` backend, gradients included.

<!-- Generated: \`pnpm --filter @amnl/engine-onnx exec vitest run --config ../../vitest.config.ts --root . -u\` -->

${rows.join('\n')}`;
}

it('docs/supported-kernels.md is up to date', async () => {
  await expect(page()).toMatchFileSnapshot('../../../docs/supported-kernels.md');
});
