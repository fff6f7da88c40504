/** Arrays of numbers that a tensor may be given with. */
export type NumberArray =
  | readonly number[]
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

const FLOATS = /^Float(16|32|64)Array$/;
const INTEGERS = /^(Uint8Clamped|(Big)?(Ui|I)nt\d+)Array$/;

/**
 * Decides how an array of numbers is read: `Float32Array` and `Int32Array` are used as they are; other floats
 * and plain arrays become float32, other integers int32, as in TensorFlow.js; `dtype` selects the other of the two. Arrays
 * of another realm (`vm`, test runners) are viewed over the same memory.
 * @returns the numbers, or what is wrong and what to do, to go after "'x' …"
 */
export function toNumbers(data: unknown, dtype?: 'float32' | 'int32'): Float32Array | Int32Array | string {
  // The usual case, fast. `instanceof` knows this realm's arrays only.
  if (data instanceof Float32Array && (dtype ?? 'float32') === 'float32') return data;
  if (data instanceof Int32Array && (dtype ?? 'int32') === 'int32') return data;
  if (dtype !== undefined && dtype !== 'float32' && dtype !== 'int32') {
    return `has the dtype '${dtype}'. Use 'float32' or 'int32', and cast in the loss or model`;
  }
  const kind = kindOf(data);
  if (kind === 'Array') {
    const list = data as readonly unknown[];
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if (typeof value !== 'number')
        return `has ${kindOf(value)} at index ${i} of its data. Give numbers in one flat array`;
    }
  } else if (!FLOATS.test(kind) && !INTEGERS.test(kind)) {
    return `has ${kind} as data. Give a typed array or a flat array of numbers`;
  }
  const numbers = data as Float32Array;
  if ((dtype ?? (INTEGERS.test(kind) ? 'int32' : 'float32')) === 'int32') return toIntegers(numbers, kind);
  if (kind === 'Float32Array') return new Float32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return kind.startsWith('Big') ? Float32Array.from(numbers, Number) : new Float32Array(numbers);
}

function toIntegers(numbers: ArrayLike<number | bigint>, kind: string): Int32Array | string {
  if (kind === 'Int32Array') {
    const { buffer, byteOffset, length } = numbers as Int32Array;
    return new Int32Array(buffer, byteOffset, length);
  }
  const integers = new Int32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = Number(numbers[i]);
    integers[i] = value;
    if (integers[i] !== value) {
      return `has ${numbers[i]} at index ${i} of its data, which is not an int32. Give { data, shape, dtype: 'float32' }, or other numbers`;
    }
  }
  return integers;
}

/** `'Float64Array'`, `'Array'`, `'a tensor'`, `'undefined'`, …; also across realms. */
function kindOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return data === null ? 'null' : typeof data;
  if ('dataId' in data) return 'a tensor';
  return Object.prototype.toString.call(data).slice(8, -1);
}
