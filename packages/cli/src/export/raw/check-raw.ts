import { intervalAt } from '@amnl/conformal';
import { checkWindows, envelopeOf, type Fleet, makeWindows, Scaler, type ScalerData } from '@amnl/data-fleet';
import { loadRuntime } from '@amnl/engine-onnx';
import { cliError } from '../../terminal/errors.js';
import type { RawFacts } from './raw-graph.js';

/** How far a prediction may be off, as a part of the largest one. */
const TOLERANCE = 1e-5;

/**
 * Runs both files of a network in ONNX Runtime, `raw` on rows as they come and `network` on the same rows scaled by `Scaler`, and
 * compares what they say. Random numbers would be far from all that was seen in training; so the rows are made from the envelope.
 * @throws CLI_EXPORT_DIFFERS
 */
export async function checkRaw(
  files: { readonly network: Uint8Array; readonly raw: Uint8Array },
  { window, scaler: data, intervals }: RawFacts,
): Promise<void> {
  const scaler = new Scaler(data);
  const fleet = likeTraining(data, window);
  const windows = makeWindows(fleet, scaler, { window });
  const { inRange } = checkWindows(fleet, scaler, windows);
  const { starts, features, values } = windows;
  const scaled = Float32Array.from(
    { length: starts.length * window * features },
    (_, i) => values[starts[Math.floor(i / (window * features))]! * features + (i % (window * features))]!,
  );
  const { InferenceSession, Tensor } = await loadRuntime();
  const run = async (bytes: Uint8Array, name: string, input: Float32Array) => {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
    try {
      const shape = [starts.length, window, input.length / starts.length / window];
      return await session.run({ [name]: new Tensor('float32', input, shape) });
    } finally {
      await session.release();
    }
  };
  const expected = await run(files.network, 'window', scaled);
  const found = await run(files.raw, 'rows', fleet.values);
  const numbers = (of: typeof found, name: string) => Array.from(of[name]!.data as Float32Array);
  const compare = (name: string, right: readonly number[]) => {
    const made = numbers(found, name);
    const largest = right.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1);
    const near = (a: number, b: number) => Object.is(a, b) || Math.abs(a - b) <= TOLERANCE * largest;
    if (!right.every((value, i) => near(made[i]!, value))) throw differs(name);
  };
  for (const name of ['rul', 'health']) compare(name, numbers(expected, name));
  if (intervals) {
    const ends = numbers(found, 'rul').map((rul) => intervalAt(intervals, rul));
    for (const end of ['low', 'high'] as const) {
      compare(
        `rul_${end}`,
        ends.map((one) => one[end]),
      );
    }
  }
  if (!inRange.every((is, i) => is === Number(found['in_range']!.data[i]))) throw differs('in_range');
}

/** How far the made-up inputs go from the middle of what was seen: a little, and most of the way. */
const WIDTHS = [0.1, 0.9];

/** Two units of one window for each operating condition: settings near its centroid, inputs within their quantiles. */
function likeTraining(scaler: ScalerData, window: number): Fleet {
  const { channels, settings, inputs, centroids, mean, std, settingScale, name, timeUnit } = scaler;
  const { low, high, distance } = envelopeOf(scaler);
  const units = centroids.flatMap((centroid, c) => WIDTHS.map((width) => ({ centroid, c, width })));
  const rows = units.flatMap((unit) => Array.from({ length: window }, (_, row) => ({ ...unit, row })));
  const values = rows.flatMap(({ centroid, c, width, row }) =>
    channels.map((channel, k) => {
      const [i, s] = [inputs.indexOf(channel), settings.indexOf(channel)];
      const wave = width * Math.sin((row + 1) * (k + 1)); // no two rows alike
      if (s >= 0) return centroid[s]! + 0.5 * wave * distance.rms[c]! * settingScale[s]!;
      if (i < 0) return 0;
      const [a, b] = [low[c]![i]!, high[c]![i]!];
      return mean[c]![i]! + std[c]![i]! * ((a + b) / 2 + (wave * (b - a)) / 2);
    }),
  );
  const step = scaler.history?.step?.median ?? 1;
  return {
    name,
    role: 'unknown',
    noun: 'unit',
    timeUnit,
    channels,
    settings,
    units: units.map((_, i) => String(i)),
    offsets: Int32Array.from({ length: units.length + 1 }, (_, unit) => unit * window),
    times: Float64Array.from(rows, ({ row }) => row * step),
    values: Float32Array.from(values),
    ends: units.map(() => ({ kind: 'running' })),
    origin: { checksum: '', simulated: true },
  };
}

function differs(name: string): Error {
  return cliError(
    'CLI_EXPORT_DIFFERS',
    `the exported network for rows as they come gives another ${name} than the one for scaled windows. This is a bug of the exporter: please report it with the run folder's scaler.json`,
  );
}
