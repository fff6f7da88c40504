import { PbfWriter } from 'pbf';
import type { SummaryValue } from './summary.js';
import { writeText } from './write-text.js';

/** Hyper-parameters by name. */
export type HParams = Readonly<Record<string, string | number | boolean>>;

/** How a run ended. */
export type SessionStatus = 'success' | 'failure';

/** Which of TensorBoard's three messages about a run this is: the tag, and the field of `HParamsPluginData`. */
const EXPERIMENT = { tag: '_hparams_/experiment', field: 2 };
const SESSION_START = { tag: '_hparams_/session_start_info', field: 3 };
const SESSION_END = { tag: '_hparams_/session_end_info', field: 4 };

/** DataType.DATA_TYPE_STRING, …_BOOL, …_FLOAT64 */
const TYPES = { string: 1, boolean: 2, number: 3 } as const;
/** Status.STATUS_SUCCESS, …_FAILURE */
const STATUSES = { success: 1, failure: 2 } as const;

/**
 * The hyper-parameters of a run, which make it a row of the HParams tab. NaN and infinity are written as text:
 * TensorBoard leaves out what JSON cannot hold.
 * @param startTime seconds since 1970
 * @see tensorboard/plugins/hparams/plugin_data.proto
 */
export function sessionStart(hparams: HParams, startTime: number): SummaryValue {
  return message(SESSION_START, (out) => {
    for (const [name, value] of Object.entries(hparams)) {
      out.writeMessage(1, writeMapEntry, [name, representable(value)] as const);
    }
    out.writeDoubleField(5, startTime);
  });
}

/** The end of a run. @param endTime seconds since 1970 */
export function sessionEnd(status: SessionStatus, endTime: number): SummaryValue {
  return message(SESSION_END, (out) => {
    out.writeVarintField(1, STATUSES[status]);
    out.writeDoubleField(2, endTime);
  });
}

/**
 * The columns of the HParams tab: hyper-parameters with their types, and the tags of scalars whose last values are the run's
 * results. Values are not narrowed down to those of this run: TensorBoard reads the columns of one run only, and would offer
 * no others to filter by.
 * @see tensorboard/plugins/hparams/api.proto
 */
export function experiment(hparams: HParams, metrics: readonly string[]): SummaryValue {
  return message(EXPERIMENT, (out) => {
    for (const [name, value] of Object.entries(hparams)) {
      out.writeMessage(4, writeHParamInfo, { name, type: typeof representable(value) as keyof typeof TYPES });
    }
    for (const tag of metrics) out.writeMessage(5, writeMetricInfo, tag);
  });
}

/** A `HParamsPluginData` as metadata of an empty tensor, which is where TensorBoard looks for it. */
function message({ tag, field }: typeof EXPERIMENT, write: (out: PbfWriter) => void): SummaryValue {
  const out = new PbfWriter();
  out.writeMessage(field, (body, nested) => body(nested), write);
  return { tag, plugin: 'hparams', content: out.finish(), tensor: { dtype: 'float', shape: [0], data: [] } };
}

function representable(value: HParams[string]): HParams[string] {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function writeMapEntry([name, value]: readonly [string, HParams[string]], out: PbfWriter): void {
  writeText(out, 1, name);
  out.writeMessage(2, writeStructValue, value);
}

/** A `google.protobuf.Value`. */
function writeStructValue(value: HParams[string], out: PbfWriter): void {
  if (typeof value === 'number') out.writeDoubleField(2, value);
  else if (typeof value === 'string') writeText(out, 3, value);
  else out.writeBooleanField(4, value);
}

function writeHParamInfo({ name, type }: { name: string; type: keyof typeof TYPES }, out: PbfWriter): void {
  writeText(out, 1, name);
  out.writeVarintField(4, TYPES[type]);
  if (type === 'boolean') out.writeMessage(5, writeBothBooleans, undefined);
}

/** A `google.protobuf.ListValue`: without it TensorBoard offers no boxes to tick. */
function writeBothBooleans(_: undefined, out: PbfWriter): void {
  for (const value of [true, false]) out.writeMessage(1, writeStructValue, value);
}

function writeMetricInfo(tag: string, out: PbfWriter): void {
  out.writeMessage(1, (text, name) => writeText(name, 2, text), tag);
}
