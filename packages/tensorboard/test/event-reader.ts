import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

// An event file read by other means than it was written by: protobufjs over the published message definitions, and a
// checksum that knows no table.

/** As in tensorflow/core/util/event.proto, framework/{summary,tensor,tensor_shape}.proto and tensorboard/plugins/hparams. */
const { root } = protobuf.parse(
  `syntax = "proto3";
  message Event {
    double wall_time = 1; int64 step = 2;
    oneof what { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }
  }
  message SessionLog { enum Status { UNSPECIFIED = 0; START = 1; STOP = 2; CHECKPOINT = 3; } Status status = 1; }
  message Summary { repeated Value value = 1; }
  message Value {
    string tag = 1; SummaryMetadata metadata = 9;
    oneof value { float simple_value = 2; TensorProto tensor = 8; }
  }
  message SummaryMetadata { PluginData plugin_data = 1; DataClass data_class = 4; }
  message PluginData { string plugin_name = 1; bytes content = 2; }
  enum DataClass { UNKNOWN = 0; SCALAR = 1; TENSOR = 2; BLOB_SEQUENCE = 3; }
  message TensorProto {
    enum DataType { DT_INVALID = 0; DT_FLOAT = 1; DT_DOUBLE = 2; }
    DataType dtype = 1; TensorShapeProto tensor_shape = 2; repeated float float_val = 5; repeated double double_val = 6;
  }
  message TensorShapeProto { repeated Dim dim = 2; }
  message Dim { int64 size = 1; }
  message HParamsPluginData {
    int32 version = 1;
    oneof data { Experiment experiment = 2; SessionStartInfo session_start_info = 3; SessionEndInfo session_end_info = 4; }
  }
  message SessionStartInfo { map<string, StructValue> hparams = 1; double start_time_secs = 5; }
  enum Status { STATUS_UNKNOWN = 0; STATUS_SUCCESS = 1; STATUS_FAILURE = 2; STATUS_RUNNING = 3; }
  message SessionEndInfo { Status status = 1; double end_time_secs = 2; }
  message Experiment { repeated HParamInfo hparam_infos = 4; repeated MetricInfo metric_infos = 5; }
  enum HParamType { DATA_TYPE_UNSET = 0; DATA_TYPE_STRING = 1; DATA_TYPE_BOOL = 2; DATA_TYPE_FLOAT64 = 3; }
  message HParamInfo { string name = 1; HParamType type = 4; ListValue domain_discrete = 5; }
  message ListValue { repeated StructValue values = 1; }
  message StructValue { oneof kind { double number_value = 2; string string_value = 3; bool bool_value = 4; } }
  message MetricInfo { MetricName name = 1; }
  message MetricName { string group = 1; string tag = 2; }`,
  { keepCase: true },
);

/** An event as plain data; absent fields are absent, enums are names, int64 are numbers. */
export interface ReadEvent {
  readonly wall_time: number;
  readonly step: number;
  readonly file_version?: string;
  readonly session_log?: { readonly status: string };
  readonly summary?: { readonly value: readonly ReadValue[] };
}

export interface ReadValue {
  readonly tag: string;
  readonly simple_value?: number;
  readonly tensor?: {
    readonly dtype: string;
    readonly tensor_shape: { readonly dim: readonly { readonly size?: number }[] };
    readonly double_val?: readonly number[];
  };
  readonly metadata?: { readonly plugin_data: { readonly plugin_name: string; readonly content?: Uint8Array } };
}

/** CRC-32C, bit by bit. */
export function bitwiseCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

function masked(bytes: Uint8Array): number {
  const crc = BigInt(bitwiseCrc32c(bytes));
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn);
}

/** The data of all whole records, and how many bytes of a torn one follow. Throws where a checksum is wrong. */
export function readRecords(bytes: Uint8Array): { records: Uint8Array[]; torn: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at + 12 <= bytes.length) {
    const length = Number(view.getBigUint64(at, true));
    if (view.getUint32(at + 8, true) !== masked(bytes.subarray(at, at + 8)))
      throw new Error(`checksum of the length at ${at}`);
    if (at + 16 + length > bytes.length) break;
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (view.getUint32(at + 12 + length, true) !== masked(data)) throw new Error(`checksum of the data at ${at}`);
    records.push(data);
    at += 16 + length;
  }
  return { records, torn: bytes.length - at };
}

export function decode<T>(message: string, data: Uint8Array): T {
  const type = root.lookupType(message);
  return type.toObject(type.decode(data), { longs: Number, enums: String, json: false }) as T;
}

/** Fields of value 0 or '' are absent for protobufjs, also where they were written. */
export function decodeEvent(data: Uint8Array): ReadEvent {
  const { step = 0, summary, ...rest } = decode<ReadEvent>('Event', data);
  if (summary === undefined) return { step, ...rest };
  return { step, ...rest, summary: { value: summary.value.map((value) => ({ ...value, tag: value.tag ?? '' })) } };
}

/** The names of a folder's event files in the order in which TensorBoard reads them. */
export function eventFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.includes('tfevents'))
    .sort()
    .map((name) => join(dir, name));
}

export function readFile(path: string): ReadEvent[] {
  return readRecords(readFileSync(path)).records.map(decodeEvent);
}

/** All events of a folder, file after file. */
export function readFolder(dir: string): ReadEvent[] {
  return eventFiles(dir).flatMap(readFile);
}

/** What is left when every session start but the first has dropped the points at its step and beyond, as TensorBoard does. */
export function seriesOf(events: readonly ReadEvent[]): Record<string, [step: number, value: number][]> {
  let kept: { tag: string; step: number; value: number }[] = [];
  let begun = false;
  for (const { step, session_log, summary } of events) {
    if (session_log?.status === 'START') {
      if (begun) kept = kept.filter((point) => point.step < step);
      begun = true;
    }
    for (const { tag, simple_value } of summary?.value ?? []) {
      if (simple_value !== undefined) kept.push({ tag, step, value: simple_value });
    }
  }
  const series: Record<string, [number, number][]> = {};
  for (const { tag, step, value } of kept) (series[tag] ??= []).push([step, value]);
  return series;
}

/** Values with tensors, of one plugin of TensorBoard. */
export function valuesOf(events: readonly ReadEvent[], plugin: string): (ReadValue & { step: number })[] {
  return events.flatMap(({ step, summary }) =>
    (summary?.value ?? [])
      .filter(({ metadata }) => metadata?.plugin_data.plugin_name === plugin)
      .map((value) => ({ ...value, step })),
  );
}
