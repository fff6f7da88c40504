// As much of ONNX's protobuf as the benchmark needs (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): counting the
// nodes of a model, and a model that is one matrix product.
import { PbfReader, PbfWriter } from 'pbf';

/** Field numbers of ModelProto and GraphProto. */
const MODEL = { irVersion: 1, graph: 7, opsetImport: 8 };
const GRAPH = { node: 1, name: 2, input: 11, output: 12 };
const FLOAT = 1;

/** Number of nodes of a model's main graph. */
export function nodeCount(model) {
  let count = 0;
  const part = (tag) => (count += Number(tag === GRAPH.node));
  new PbfReader(model).readFields((tag, _, pbf) => tag === MODEL.graph && pbf.readMessage(part));
  return count;
}

/** A model with inputs `a`, `b` and output `c` = a · b, all float32 `[side, side]`. */
export function productModel(side) {
  const pbf = new PbfWriter();
  const message = (field, body) => pbf.writeMessage(field, body, undefined);
  const port = (field, name) =>
    message(field, () => {
      pbf.writeStringField(1, name);
      const dimension = () => message(1, () => pbf.writeVarintField(1, side));
      const shape = () => [dimension(), dimension()];
      message(2, () =>
        message(1, () => {
          pbf.writeVarintField(1, FLOAT);
          message(2, shape);
        }),
      );
    });
  pbf.writeVarintField(MODEL.irVersion, 8);
  message(MODEL.graph, () => {
    message(GRAPH.node, () => {
      for (const [field, text] of [
        [1, 'a'],
        [1, 'b'],
        [2, 'c'],
        [3, 'product'],
        [4, 'MatMul'],
      ])
        pbf.writeStringField(field, text);
    });
    pbf.writeStringField(GRAPH.name, 'product');
    port(GRAPH.input, 'a');
    port(GRAPH.input, 'b');
    port(GRAPH.output, 'c');
  });
  message(MODEL.opsetImport, () => pbf.writeVarintField(2, 17));
  return pbf.finish();
}
