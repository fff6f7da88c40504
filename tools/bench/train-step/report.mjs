import { column, hundredth, table, tenth, whole } from '../table.mjs';
import { stepFlops } from './work.mjs';

/** × PyTorch: two decimals, and one digit of what would be 0.00 then. */
const factor = (value) => (value < 0.1 ? value.toPrecision(1) : hundredth(value));
const percent = (value) => (value === undefined ? '–' : `${(value * 100).toFixed(0)} %`);

const KINDS = ['compiled', 'wasm', 'torch', 'layers', 'product'];

/** The goals of the compiled step, by batch size where they hold. */
const GOALS = [
  { name: 'oursOverTorch', text: 'ours / best PyTorch', least: 1.3, batches: [64, 256], show: hundredth },
  { name: 'oursOverWasm', text: 'ours / eager wasm', least: 10, show: tenth },
  { name: 'oursOverLayers', text: 'ours / tf.layers', show: whole },
  { name: 'shareOfProduct', text: 'of the matrix product', least: 0.5, batches: [256], show: percent },
];

/** Ratios at each batch size: our best thread count against the best of each peer. */
export function ratios(rows) {
  return [...new Set(rows.map(({ batch }) => batch))].map((batch) => {
    const best = (kind) => fastest(rows.filter((row) => row.batch === batch && row.kind === kind));
    const ours = best('compiled');
    const torch = best('torch');
    const over = (peer) => ours && peer && ours.samplesPerSecond / peer.samplesPerSecond;
    return {
      batch,
      ours: ours && nameOf(ours),
      torch: torch && nameOf(torch),
      oursOverTorch: over(torch),
      oursOverWasm: over(best('wasm')),
      oursOverLayers: over(best('layers')),
      shareOfProduct: ours && shareOfProduct(ours, rows),
    };
  });
}

/** Everything as text. */
export function stepReport({ rows, skipped, ratios }) {
  const good = rows.filter(({ error }) => error === undefined);
  return [
    `Training step: ${parameters(good)}; matrix products of ${hundredth(stepFlops(1) / 1e6)} MFLOP a sample`,
    rates(good),
    'Ratios, the best thread count of each',
    ratioLines(ratios),
    ...rows
      .filter(({ error }) => error !== undefined)
      .map((row) => `FAILED  ${nameOf(row)}, batch ${row.batch}: ${row.error}`),
    ...skipped.map((reason) => `left out  ${reason}`),
  ].join('\n\n');
}

function rates(rows) {
  const torchOf = ({ batch }) => fastest(rows.filter((row) => row.batch === batch && row.kind === 'torch'));
  const ofStep = (of) => (row) => (row.kind === 'product' ? undefined : of(row));
  const overTorch = ofStep((row) => torchOf(row) && row.samplesPerSecond / torchOf(row).samplesPerSecond);
  const share = ofStep((row) => shareOfProduct(row, rows));
  const columns = [
    column('batch'),
    column('what', ({ label, version }) => `${label} (${version})`, true),
    column('threads'),
    column('samples/s', ({ samplesPerSecond }) => tenth(samplesPerSecond)),
    column('ms/step', ({ medianMs }) => tenth(medianMs)),
    column('fastest–slowest', ({ stepSeconds: all }) =>
      [Math.min(...all), Math.max(...all)].map((seconds) => tenth(seconds * 1000)).join('–'),
    ),
    column('× PyTorch', (row) => factor(overTorch(row))),
    column('GFLOP/s', ({ gflops }) => tenth(gflops)),
    column('of product', (row) => percent(share(row))),
    column('RSS MB', ({ peakRssMB }) => whole(peakRssMB)),
  ];
  return table(columns, rows.toSorted(inOrder));
}

function ratioLines(all) {
  const goal = ({ least, batches, show }, { batch }) =>
    least !== undefined && (batches?.includes(batch) ?? true) ? ` (goal ${show(least)})` : '';
  const columns = [
    column('batch'),
    ...GOALS.map((each) => column(each.text, (ratio) => each.show(ratio[each.name]) + goal(each, ratio))),
    column('our best', ({ ours }) => ours ?? '–', true),
    column('best PyTorch', ({ torch }) => torch ?? '–', true),
  ];
  return table(columns, all);
}

/** A step's rate as a share of the matrix product's at as many threads. */
function shareOfProduct({ batch, threads, gflops }, rows) {
  const product = rows.find((row) => row.kind === 'product' && row.batch === batch && row.threads === threads);
  return product?.gflops && gflops / product.gflops;
}

function parameters(rows) {
  const ours = rows.find(({ kind }) => kind === 'compiled' || kind === 'wasm')?.parameters;
  const torch = rows.find(({ kind }) => kind === 'torch');
  const peer = torch
    ? ` (PyTorch ${torch.parameters}, ${torch.parametersWithOneLstmBias} with one LSTM bias; ${torch.optimizer})`
    : '';
  return `${ours ?? '–'} parameters${peer}`;
}

function fastest(rows) {
  return rows.filter(({ error }) => error === undefined).toSorted((a, b) => b.samplesPerSecond - a.samplesPerSecond)[0];
}

/** By batch, then as in KINDS, else as they are. */
const inOrder = (a, b) => a.batch - b.batch || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);

/** A configuration in words. */
export function nameOf({ label, threads }) {
  return `${label}, ${threads} thread${threads === 1 ? '' : 's'}`;
}
