import type { RandomKey, StepProgram } from '@amnl/core-loop';
import type { HostArray, HostData } from '../graph/host-array.js';
import type { RuntimeOptions } from '../runtime/runtime.js';
import type { MakeProgramOptions } from './make-program.js';
import type { PlannedVariable } from './plan.js';
import type { Program } from './program.js';

type HostArrays = Readonly<Record<string, HostArray>>;

/** Options of {@link ProgramCache}. */
interface ProgramCacheOptions extends RuntimeOptions, Pick<MakeProgramOptions, 'name' | 'notice' | 'whileTracing'> {
  /** How many programs are kept; the one unused for longest goes first. @default 8 */
  readonly programs?: number;
  /** A number for what the function does; a program is valid for one value. */
  readonly variant?: (() => number) | undefined;
}

/** One function and its programs, one for each variant and signature of its inputs: names, types and shapes. */
export class ProgramCache {
  readonly #function: StepProgram;
  readonly #options: ProgramCacheOptions;
  readonly #check: (used: readonly PlannedVariable[]) => void;
  #traced = false;
  readonly #programs = new Map<string, Promise<Program>>();
  /** Programs ever made. */
  #made = 0;

  /** @param check looks at the variables of every program before it is made */
  constructor(
    traced: StepProgram,
    options: ProgramCacheOptions,
    check: (used: readonly PlannedVariable[]) => void = () => {},
  ) {
    this.#function = traced;
    this.#options = options;
    this.#check = check;
  }

  /** Number of programs made and kept. */
  get size(): number {
    return this.#programs.size;
  }

  /** The program for inputs like these; traced and loaded if there is none. */
  async programFor(inputs: HostArrays): Promise<Program> {
    const key = signature(inputs, this.#options.variant?.() ?? 0);
    const known = this.#programs.get(key);
    if (known !== undefined) {
      this.#programs.delete(key);
      this.#programs.set(key, known);
      return known;
    }
    const made = this.#make(inputs);
    this.#programs.set(key, made);
    try {
      await made;
    } catch (error) {
      this.#programs.delete(key);
      throw error;
    }
    await this.#shrink(key);
    return made;
  }

  /** One run; runs of all programs wait for each other, as they share variables. */
  run(inputs: HostArrays, key: RandomKey): Promise<Record<string, HostArray>> {
    const job = async () => (await this.programFor(inputs)).run(inputs, key);
    const done = queue.then(job);
    queue = done.catch(() => {});
    return done;
  }

  async dispose(): Promise<void> {
    const programs = [...this.#programs.values()];
    this.#programs.clear();
    await Promise.all(programs.map(async (program) => (await program).dispose()));
  }

  async #make(inputs: HostArrays): Promise<Program> {
    const types = Object.entries(inputs).map(
      ([name, input]) => [name, { type: typeOf(input.data), shape: input.shape }] as const,
    );
    // Loaded here: most programs that import this package's functions do not compile anything yet.
    const { makeProgram } = await import('./make-program.js');
    const mayMakeVariables = !this.#traced;
    this.#traced = true;
    const options = { ...this.#options, mayMakeVariables, check: this.#check };
    return makeProgram(this.#function, Object.fromEntries(types), options);
  }

  async #shrink(newest: string): Promise<void> {
    const { programs = 8, name } = this.#options;
    if (++this.#made === 2 * programs + 1) warnOfShapes(name, this.#made, programs, newest);
    for (const [key, oldest] of this.#programs) {
      if (this.#programs.size <= programs) return;
      this.#programs.delete(key);
      await (await oldest).dispose();
    }
  }
}

/** Once per function: a few shapes are as they should be, and many may be meant. */
function warnOfShapes(name: string, made: number, kept: number, newest: string): void {
  process.emitWarning(
    `[engine-onnx] ${name} was compiled ${made} times, as the shapes of its inputs keep changing (the last ones: ${newest}); ${kept} at most are kept. Compiling costs many runs: give inputs of few shapes (pad them, or drop the last, smaller batch), or raise \`programs\``,
    { type: 'AmnlWarning', code: 'EO_SHAPES_VARY' },
  );
}

let queue: Promise<unknown> = Promise.resolve();

function signature(inputs: HostArrays, variant: number): string {
  const types = Object.entries(inputs)
    .map(([name, input]) => `${name} ${typeOf(input.data)} [${input.shape}]`)
    .join(', ');
  return variant === 0 ? types : `${types}, variant ${variant}`;
}

/** The element type that an array stands for. */
export function typeOf(data: HostData): 'float32' | 'int32' | 'bool' {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint8Array) return 'bool';
  throw new TypeError(`an input of ${Object.prototype.toString.call(data)}`);
}
