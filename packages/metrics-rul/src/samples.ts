import { type HostTensors, numberOf } from '@amnl/core-loop';
import { checkPair, failure } from './check.js';
import { argMaxRows } from './classification.js';

/** The windows of a source, column by column. */
export interface RulSamples {
  readonly predicted: ArrayLike<number>;
  /** Truth, capped. */
  readonly actual: ArrayLike<number>;
  /** Truth, uncapped. */
  readonly raw?: ArrayLike<number>;
  readonly health?: {
    /** NaN where a logit is NaN. */
    readonly predicted: ArrayLike<number>;
    readonly actual: ArrayLike<number>;
    readonly classes: number;
  };
  readonly unit?: ArrayLike<number>;
  readonly last?: ArrayLike<number>;
  /** 1 where the unit still runs: its truth is a lower bound. */
  readonly running?: ArrayLike<number>;
}

/** Reads outputs and targets by name; truths are min(uncappedRul, cap), or min(rul, cap) if there is no `uncappedRul`. */
export function readSamples(outputs: HostTensors, targets: HostTensors, cap: number): RulSamples {
  const predicted = need(outputs, 'rul', 'output');
  const rows = predicted.length;
  const column = (name: string) => (targets[name] === undefined ? undefined : need(targets, name, 'target', rows));
  // `rawRul` and `engine` are the names of the releases before, accepted for one version.
  const raw = column('uncappedRul') ?? column('rawRul');
  const unit = column('unit') ?? column('engine');
  const last = column('last');
  const running = column('running') ?? column('censored');
  const labels = column('health');
  const logits = outputs['health'];
  checkPair(predicted, raw ?? need(targets, 'rul', 'target'));
  return {
    predicted,
    actual: Float64Array.from(raw ?? need(targets, 'rul', 'target'), (y) => Math.min(y, cap)),
    ...(raw && { raw }),
    ...(unit && { unit }),
    ...(last && { last }),
    ...(running && { running }),
    ...(logits && labels && { health: readHealth(logits.data, labels) }),
  };
}

function readHealth(logits: ArrayLike<number>, actual: ArrayLike<number>): NonNullable<RulSamples['health']> {
  const classes = logits.length / actual.length;
  if (!Number.isInteger(classes)) {
    throw failure('MR_LENGTH', `found ${logits.length} health logits for ${actual.length} labels. Give logits [B, K]`);
  }
  // A row with a NaN states no class, though NumPy's argmax names one.
  const predicted = Float64Array.from(argMaxRows(logits, classes));
  for (let at = 0; at < logits.length; at++)
    if (Number.isNaN(logits[at])) predicted[Math.floor(at / classes)] = Number.NaN;
  return { predicted, actual, classes };
}

/** The samples at which `keep` holds. */
export function select(samples: RulSamples, keep: (i: number) => boolean): RulSamples {
  const at: number[] = [];
  for (let i = 0; i < samples.predicted.length; i++) if (keep(i)) at.push(i);
  const pick = (column: ArrayLike<number>) => Float64Array.from(at, (i) => column[i]!);
  const { predicted, actual, raw, health, unit, last, running } = samples;
  return {
    predicted: pick(predicted),
    actual: pick(actual),
    ...(raw && { raw: pick(raw) }),
    ...(unit && { unit: pick(unit) }),
    ...(last && { last: pick(last) }),
    ...(running && { running: pick(running) }),
    ...(health && { health: { ...health, predicted: pick(health.predicted), actual: pick(health.actual) } }),
  };
}

function need(tensors: HostTensors, name: string, kind: string, rows?: number): ArrayLike<number> {
  const found = tensors[name]?.data;
  if (found === undefined) {
    const known = Object.keys(tensors).join(', ') || 'none';
    throw failure('MR_TENSOR_MISSING', `no ${kind} '${name}'; found: ${known}`);
  }
  if (rows !== undefined && found.length !== rows) {
    throw failure(
      'MR_LENGTH',
      `${kind} '${name}' has ${numberOf(found.length, 'value')} for ${numberOf(rows, 'prediction')}. Give one for each`,
    );
  }
  return found;
}
