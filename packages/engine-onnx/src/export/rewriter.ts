import type { Builder } from '../graph/builder.js';
import type { Node, Value, ValueType } from '../graph/graph.js';

/** One operation with one result, to be written as it is or in another form; its inputs are in the new graph. */
export type Operation = Pick<Node, 'op' | 'attributes' | 'inputs'> & ValueType;

/** What a rule may use. */
export interface Rewriter {
  readonly b: Builder;
  /** Whether one operation only needs a value. */
  single(value: Value): boolean;
  /** Writes an operation by the rules. */
  write(operation: Operation): Value;
}
