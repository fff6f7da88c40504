// As much of ONNX's protobuf as the benchmark needs (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): counting the
// nodes of a model, and a model that is one matrix product.

/** Field numbers: of ModelProto, GraphProto, NodeProto, ValueInfoProto, … */
const MODEL = { irVersion: 1, graph: 7, opsetImport: 8 };
const GRAPH = { node: 1, name: 2, input: 11, output: 12 };
const FLOAT = 1;

/** Number of nodes of a model's main graph. */
export function nodeCount(model) {
  let count = 0;
  for (const { field, bytes } of fields(model)) {
    if (field !== MODEL.graph) continue;
    for (const { field: part } of fields(bytes)) if (part === GRAPH.node) count++;
  }
  return count;
}

/** A model with inputs `a`, `b` and output `c` = a · b, all float32 `[side, side]`. */
export function productModel(side) {
  const dimension = message(1, number(1, side));
  const node = [text(1, 'a'), text(1, 'b'), text(2, 'c'), text(3, 'product'), text(4, 'MatMul')];
  const port = (field, name) => {
    const type = message(2, message(1, number(1, FLOAT), message(2, dimension, dimension)));
    return message(field, text(1, name), type);
  };
  return Buffer.concat([
    number(MODEL.irVersion, 8),
    message(
      MODEL.graph,
      message(GRAPH.node, ...node),
      text(GRAPH.name, 'product'),
      port(GRAPH.input, 'a'),
      port(GRAPH.input, 'b'),
      port(GRAPH.output, 'c'),
    ),
    message(MODEL.opsetImport, number(2, 17)),
  ]);
}

function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      yield { field, bytes: bytes.subarray(at, (at += length)) };
    } else throw new Error(`unknown protobuf wire type ${wire}`);
  }
}

function varintOf(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

function number(field, value) {
  return Buffer.concat([varintOf(field * 8), varintOf(value)]);
}

function message(field, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([varintOf(field * 8 + 2), varintOf(body.length), body]);
}

function text(field, value) {
  return message(field, Buffer.from(value));
}
