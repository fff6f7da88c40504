import type { ModelNode, ModelOperand } from '../graph/onnx-writer.js';
import type { Names } from './names.js';
import { isBatch, type Size, sizeInWords } from './size.js';

/** Shapes that depend on the batch, as operations on the shape of an input. */
export class BatchShapes {
  readonly #source: string;
  readonly #names: Names;
  readonly #add: (node: ModelNode) => void;
  /** What was made, by what it is. */
  readonly #known = new Map<string, ModelOperand>();

  /** @param source the input whose first size is the batch */
  constructor(source: string, names: Names, add: (node: ModelNode) => void) {
    this.#source = source;
    this.#names = names;
    this.#add = add;
  }

  /** The shape to reshape to: −1 stands for the one size that grows with the batch. */
  target(sizes: readonly Size[]): ModelOperand {
    const growing = sizes.filter((size) => typeof size !== 'number');
    if (growing.length !== 1 || sizes.includes(0)) return this.vector(sizes, false);
    return this.#ints(sizes.map((size) => (typeof size === 'number' ? size : -1)));
  }

  /** An int64 vector of sizes, or a scalar. */
  vector(sizes: readonly Size[], scalar: boolean): ModelOperand {
    const key = `${sizes.map(sizeInWords)}${scalar ? ' scalar' : ''}`;
    return this.#once(key, () => {
      if (scalar) return this.#op('Squeeze', 'size', [this.#size(sizes[0]!)]);
      if (sizes.length === 1) return this.#size(sizes[0]!);
      return this.#op(
        'Concat',
        'shape',
        sizes.map((size) => this.#size(size)),
        { axis: 0 },
      );
    });
  }

  /** A constant as often as the batch wants it. */
  expanded(constant: ModelOperand, sizes: readonly Size[]): ModelOperand {
    return this.#once(`${constant.name} over ${sizes.map(sizeInWords)}`, () =>
      this.#op('Expand', 'expanded', [constant, this.vector(sizes, false)]),
    );
  }

  #size(size: Size): ModelOperand {
    if (typeof size === 'number') return this.#ints([size]);
    return this.#once(sizeInWords(size), () => {
      const { slope, offset } = size;
      if (isBatch(size)) return this.#op('Shape', 'batch', [{ name: this.#source }], { start: 0, end: 1 });
      if (offset !== 0) return this.#op('Add', 'size', [this.#size({ slope, offset: 0 }), this.#ints([offset])]);
      return this.#op('Mul', 'size', [this.#size({ slope: 1, offset: 0 }), this.#ints([slope])]);
    });
  }

  #ints(values: readonly number[]): ModelOperand {
    return this.#names.constant({ type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) });
  }

  #op(
    op: string,
    name: string,
    inputs: readonly ModelOperand[],
    attributes: ModelNode['attributes'] = {},
  ): ModelOperand {
    const output = { name: this.#names.free(name) };
    this.#add({ op, inputs, outputs: [output], attributes });
    return output;
  }

  #once(key: string, make: () => ModelOperand): ModelOperand {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}
