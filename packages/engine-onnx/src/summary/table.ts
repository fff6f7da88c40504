import type { ModelSummary } from './model-summary.js';

/** A summary as lines of text: a row for each layer, then the totals. */
export function summaryTable({ layers, parameters, flops, memory, batchSize }: ModelSummary): string {
  const rows = layers.map(({ name, shapes, trainable, fixed, flops: own }) => [
    name,
    shapes.map((shape) => `[${shape.join(', ')}]`).join(' '),
    count(trainable + fixed),
    scaled(own / batchSize, 1000, ''),
  ]);
  const table = [['Layer', 'Output shape', 'Parameters', 'FLOPs'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  const rule = '─'.repeat(widths.reduce((total, width) => total + width + 2, -2));
  const { total, ...parts } = memory;
  const fixed =
    parameters.fixed === 0 ? '' : ` (${count(parameters.trainable)} trainable, ${count(parameters.fixed)} not)`;
  const trains = parameters.trainable > 0;
  const training = trains ? `${scaled(flops.step, 1000, '')} for a training step` : 'and nothing to train';
  return [
    line(table[0]!),
    rule,
    ...rows.map(line),
    rule,
    `Parameters      ${count(parameters.total)}${fixed}`,
    `FLOPs/sample    ${scaled(flops.forward, 1000, '')} forward, ${training} (products and convolutions)`,
    `${trains ? 'Step' : 'Pass'} memory     ${bytes(total)} at batch size ${batchSize}: ${Object.entries(parts)
      .map(([name, size]) => `${name} ${bytes(size)}`)
      .join(', ')}`,
  ].join('\n');
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}

function bytes(n: number): string {
  return `${scaled(n, 1024, 'iB').replace(/(\d)$/, '$1 B')}`;
}

/** Three digits and a prefix, e.g. `1.23 M`. */
function scaled(n: number, base: number, unit: string): string {
  const prefixes = ['', 'k', 'M', 'G', 'T', 'P'];
  let step = 0;
  let rest = n;
  while (rest >= 999.5 && step < prefixes.length - 1) {
    rest /= base;
    step++;
  }
  if (step === 0) return String(Math.round(rest));
  return `${rest.toPrecision(3)} ${base === 1024 && step === 1 ? 'K' : prefixes[step]}${unit}`;
}
