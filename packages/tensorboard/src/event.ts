import { PbfWriter } from 'pbf';
import { type SummaryValue, writeSummary } from './summary.js';
import { writeText } from './write-text.js';

/** Content of an event. */
export type EventContent =
  /** First in every file; TensorBoard heeds session starts from version 2 on. */
  | { readonly fileVersion: string }
  | { readonly summary: readonly SummaryValue[] }
  /** A process begins at the event's step: TensorBoard drops what earlier ones wrote at this step and beyond. */
  | { readonly sessionStart: true };

/** SessionLog.START. */
const START = 1;

/**
 * One event as protobuf, `tensorflow.Event`.
 * @param step ≥ 0, below 2^53
 * @param wallTime seconds since 1970
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto
 */
export function encodeEvent(step: number, wallTime: number, content: EventContent): Uint8Array {
  const out = new PbfWriter();
  out.writeDoubleField(1, wallTime);
  out.writeVarintField(2, step);
  if ('fileVersion' in content) writeText(out, 3, content.fileVersion);
  else if ('summary' in content) out.writeMessage(5, writeSummary, content.summary);
  else out.writeMessage(7, (status, log) => log.writeVarintField(1, status), START);
  return out.finish();
}
