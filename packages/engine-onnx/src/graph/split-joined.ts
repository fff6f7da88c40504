import type { ElementType, Node, Value } from './graph.js';

/** Operations that may be done piece by piece. */
const UNARY: ReadonlySet<string> = new Set(['Sigmoid', 'Tanh', 'Relu', 'Exp', 'Neg', 'Sqrt', 'Reciprocal']);
const BINARY: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div']);

/** What pieces are made with; a `Builder` has it. */
export interface PieceOps {
  unary(op: string, x: Value, type: ElementType): Value;
  binary(op: string, left: Value, right: Value): Value;
  concat(parts: readonly Value[], axis: number): Value;
}

/**
 * Taking apart what was joined: a recurrent network joins the gates of all steps for its gradient, which takes them apart again.
 * Where the pieces are at hand nothing needs to be copied.
 */
export class Pieces {
  readonly #ops: PieceOps;
  /** Pieces that were looked for. */
  readonly #known = new Map<string, readonly Value[] | 'none'>();

  constructor(ops: PieceOps) {
    this.#ops = ops;
  }

  /** The pieces of `x` along an axis, if they exist already or follow from existing ones element by element. */
  of(x: Value, axis: number, sizes: readonly number[]): readonly Value[] | undefined {
    if (x.node === undefined) return undefined;
    const key = `${x.name} ${axis} ${sizes}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known === 'none' ? undefined : known;
    const found = this.#find(x, x.node, axis, sizes);
    this.#known.set(key, found ?? 'none');
    return found;
  }

  /** An operation of two joined operands, done on their pieces where these are few: one joining is saved. */
  combine(op: string, a: Value, b: Value): Value | undefined {
    const [left, right] = [a.node, b.node];
    if (!BINARY.has(op) || left?.op !== 'Concat' || right?.op !== 'Concat') return undefined;
    const axis = left.attributes['axis'] as number;
    const fits =
      axis === right.attributes['axis'] &&
      left.inputs.length <= 4 &&
      left.inputs.length === right.inputs.length &&
      left.inputs.every((part, i) => part.shape.join() === right.inputs[i]!.shape.join());
    if (!fits) return undefined;
    const made = left.inputs.map((part, i) => this.#ops.binary(op, part, right.inputs[i]!));
    return this.#ops.concat(made, axis);
  }

  #find(x: Value, node: Node, axis: number, sizes: readonly number[]): readonly Value[] | undefined {
    const ops = this.#ops;
    const each = (inputs: readonly Value[]) => crossed(inputs.map((input) => this.of(input, axis, sizes)));
    if (node.op === 'Concat') {
      const joined = node.attributes['axis'] as number;
      if (joined !== axis) return each(node.inputs)?.map((parts) => ops.concat(parts, joined));
      const same = node.inputs.length === sizes.length && node.inputs.every((v, i) => v.shape[axis] === sizes[i]);
      return same ? node.inputs : undefined;
    }
    if (UNARY.has(node.op)) return each(node.inputs)?.map(([part]) => ops.unary(node.op, part!, x.type));
    if (!BINARY.has(node.op)) return undefined;
    // An operand of size 1 on the axis is the same for all pieces.
    const place = (operand: Value) => axis - (x.shape.length - operand.shape.length);
    const spread = (operand: Value) => (operand.shape[place(operand)] ?? 1) === 1;
    if (node.inputs.every(spread)) return undefined;
    const operands = node.inputs.map((operand) =>
      spread(operand) ? sizes.map(() => operand) : this.of(operand, place(operand), sizes),
    );
    return crossed(operands)?.map(([left, right]) => ops.binary(node.op, left!, right!));
  }
}

/** Lists crossed over, the i-th of each together; undefined if one is missing. */
function crossed(lists: readonly (readonly Value[] | undefined)[]): readonly (readonly Value[])[] | undefined {
  if (lists.length === 0 || lists.includes(undefined)) return undefined;
  return lists[0]!.map((_, i) => lists.map((list) => list![i]!));
}
