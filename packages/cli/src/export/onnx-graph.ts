import type { Attributes, ModelNode, ModelOperand } from '@amnl/engine-onnx';

/** A tensor of a graph under construction. */
export type Operand = ModelOperand;

/** A list of ONNX operations, written down in the order in which they run; every tensor has the name it is made under. */
export class OnnxGraph {
  readonly nodes: ModelNode[] = [];

  /** Appends one operation of the standard operator set. @returns its (only, or first) output, called `name` */
  node(op: string, name: string, inputs: readonly Operand[], attributes: Attributes = {}): Operand {
    return this.split(op, [name], inputs, attributes)[0]!;
  }

  /** Appends one operation with several outputs, called `names`. */
  split(op: string, names: readonly string[], inputs: readonly Operand[], attributes: Attributes = {}): Operand[] {
    const outputs = names.map((name) => ({ name }));
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /** `x` with its axes in the order `axes`. */
  transpose(name: string, x: Operand, axes: readonly number[]): Operand {
    return this.node('Transpose', name, [x], { perm: axes });
  }

  /** `x` in another shape: 0 keeps the size at its place, one −1 takes what is left. */
  reshape(name: string, x: Operand, shape: readonly number[]): Operand {
    return this.node('Reshape', name, [x, integers(`${name}/shape`, shape)]);
  }
}

/** A float32 constant. */
export function floats(name: string, data: Float32Array, shape: readonly number[] = [data.length]): Operand {
  return { name, type: 'float32', shape, data };
}

/** An int64 constant `[values.length]`: sizes, axes. */
export function integers(name: string, values: readonly number[]): Operand {
  return { name, type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}
