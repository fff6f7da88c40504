import type { Attribute, Attributes, ConstantData, ElementType } from './graph.js';

/** The operator set of the written models; ONNX Runtime ≥ 1.14 runs it. */
export const OPSET = 18;
const IR_VERSION = 8;
/** Element types of a file: also double precision, which no graph of TensorFlow.js has. */
export type StoredType = ElementType | 'float64';
/** `TensorProto.DataType`. */
const TYPES: Record<StoredType, number> = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 };
/** `AttributeProto.AttributeType`. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7, strings: 8 } as const;

/** An input or output of a model. A size that may differ from run to run has a name instead of a number. */
export interface ModelValue {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly (number | string)[];
}

/** What a node reads: another node's output or a model input by its name (`''`: none), or a constant, which has `data`. */
export type ModelOperand =
  | { readonly name: string; readonly data?: undefined }
  | {
      readonly name: string;
      readonly type: StoredType;
      readonly shape: readonly number[];
      readonly data?: ConstantData | Float64Array;
    };

/** One operation of a model. */
export interface ModelNode {
  readonly op: string;
  /** @default '', the standard operators of ONNX */
  readonly domain?: string;
  readonly inputs: readonly ModelOperand[];
  readonly outputs: readonly { readonly name: string }[];
  readonly attributes: Attributes;
}

/** What a model file holds. */
export interface Model {
  /** Every node after those it reads. */
  readonly nodes: readonly ModelNode[];
  readonly inputs: readonly ModelValue[];
  /** Values and the names they leave under. */
  readonly outputs: readonly ModelValue[];
  /** Metadata texts of the file (`metadata_props`). @default none */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes an ONNX `ModelProto` (onnx.proto3, protobuf wire format; operator set 18). Constants among the nodes' inputs become
 * initializers. Nothing is checked: ONNX Runtime does that when it loads the file.
 */
export function writeModel({ nodes, inputs, outputs, metadata = {} }: Model): Uint8Array {
  const constants = new Set<ModelOperand>();
  for (const { inputs: used } of nodes) for (const value of used) if (value.data) constants.add(value);
  const domains = new Set(nodes.map(({ domain = '' }) => domain).filter((domain) => domain !== ''));
  const graph = message(
    ...nodes.map((node) => field(1, nodeProto(node))),
    field(2, text('amnl')),
    ...[...constants].map((value) => field(5, tensorProto(value as Constant))),
    ...inputs.map((value) => field(11, valueInfo(value))),
    ...outputs.map((value) => field(12, valueInfo(value))),
  );
  return join([
    ...varintField(1, IR_VERSION),
    ...field(2, text('@amnl/engine-onnx')),
    ...field(7, graph),
    ...field(8, operatorSet('', OPSET)),
    ...[...domains].flatMap((domain) => field(8, operatorSet(domain, 1))),
    ...Object.entries(metadata).flatMap(([key, value]) =>
      field(14, message(field(1, text(key)), field(2, text(value)))),
    ),
  ]);
}

type Constant = Required<Extract<ModelOperand, { readonly shape: unknown }>>;

function operatorSet(domain: string, version: number): Bytes {
  return message(field(1, text(domain)), varintField(2, version));
}

/** Pieces of bytes; joined once, at the end. */
type Bytes = readonly Uint8Array[];

function nodeProto({ op, domain = '', inputs, outputs, attributes }: ModelNode): Bytes {
  return message(
    ...inputs.map(({ name }) => field(1, text(name))),
    ...outputs.map(({ name }) => field(2, text(name))),
    field(3, text(outputs[0]!.name)),
    field(4, text(op)),
    ...Object.entries(attributes).map(([name, value]) => field(5, attributeProto(name, value))),
    ...(domain === '' ? [] : [field(7, text(domain))]),
  );
}

function attributeProto(name: string, value: Attribute): Bytes {
  const named = field(1, text(name));
  if (typeof value === 'number') return message(named, varintField(3, value), varintField(20, ATTRIBUTE.int));
  if (typeof value === 'string') return message(named, field(4, text(value)), varintField(20, ATTRIBUTE.string));
  if ('float' in value) return message(named, floatField(2, value.float), varintField(20, ATTRIBUTE.float));
  if (value.length > 0 && value.every((v) => typeof v === 'string')) {
    return message(named, ...value.map((v) => field(9, text(v))), varintField(20, ATTRIBUTE.strings));
  }
  return message(named, ...value.map((v) => varintField(8, v as number)), varintField(20, ATTRIBUTE.ints));
}

function tensorProto({ name, type, shape, data }: Constant): Bytes {
  const dims = shape.map((size) => varintField(1, size));
  return message(...dims, varintField(2, TYPES[type]), field(8, text(name)), field(9, raw(data)));
}

function valueInfo({ name, type, shape }: ModelValue): Bytes {
  const dims = shape.map((size) =>
    field(1, message(typeof size === 'number' ? varintField(1, size) : field(2, text(size)))),
  );
  const tensor = message(varintField(1, TYPES[type]), field(2, message(...dims)));
  return message(field(1, text(name)), field(2, message(field(1, tensor))));
}

function message(...fields: readonly Bytes[]): Bytes {
  return fields.flat();
}

/** A length-delimited field. */
function field(number: number, bytes: Bytes): Bytes {
  const length = bytes.reduce((total, piece) => total + piece.length, 0);
  return [varint((number << 3) | 2), varint(length), ...bytes];
}

function varintField(number: number, value: number): Bytes {
  return [varint(number << 3), varint(value)];
}

function floatField(number: number, value: number): Bytes {
  return [varint((number << 3) | 5), new Uint8Array(Float32Array.of(value).buffer)];
}

/** Base 128, low digits first; negative numbers as 64-bit two's complement. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const digits: number[] = [];
  do {
    const digit = Number(rest & 127n);
    rest >>= 7n;
    digits.push(rest === 0n ? digit : digit | 128);
  } while (rest !== 0n);
  return Uint8Array.from(digits);
}

function text(value: string): Bytes {
  return [new TextEncoder().encode(value)];
}

function raw(data: ConstantData | Float64Array): Bytes {
  return [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

function join(pieces: Bytes): Uint8Array {
  const all = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
