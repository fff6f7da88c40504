import type { RandomKey, StepProgram } from '@amnl/core-loop';
import { type HostArray, typeOf } from './host-array.js';
import type { PlannedVariable } from './plan.js';
import type { Program } from './program.js';
import type { RuntimeOptions } from './runtime.js';

type HostArrays = Readonly<Record<string, HostArray>>;

/** One function and its programs, one for each signature of its inputs: names, types and shapes. */
export class ProgramCache {
  readonly #function: StepProgram;
  readonly #options: RuntimeOptions & { readonly programs?: number };
  readonly #check: (used: readonly PlannedVariable[]) => void;
  #traced = false;
  readonly #programs = new Map<string, Promise<Program>>();

  /**
   * @param options.programs how many programs are kept; the one unused for longest goes first. @default 8
   * @param check looks at the variables of every program before it is made
   */
  constructor(
    traced: StepProgram,
    options: RuntimeOptions & { readonly programs?: number },
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
    const key = signature(inputs);
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
    await this.#shrink();
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

  async #shrink(): Promise<void> {
    const { programs = 8 } = this.#options;
    for (const [key, oldest] of this.#programs) {
      if (this.#programs.size <= programs) return;
      this.#programs.delete(key);
      await (await oldest).dispose();
    }
  }
}

let queue: Promise<unknown> = Promise.resolve();

function signature(inputs: HostArrays): string {
  return Object.entries(inputs)
    .map(([name, input]) => `${name} ${typeOf(input.data)} ${input.shape}`)
    .join(';');
}
