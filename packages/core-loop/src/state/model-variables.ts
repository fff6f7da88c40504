import type { Variable } from '@tensorflow/tfjs-core';
import type { TrainableModel } from '../contract/model.js';
import type { NamedVariables } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';
import { plainRecord } from './live-record.js';

/**
 * A model's variables as a run sees them: read between steps and constant within one, since the trained parameters may
 * change (`layer.trainable`, a `parameters` that is a getter).
 */
export class ModelVariables {
  parameters: NamedVariables = {};
  buffers: NamedVariables = {};
  /** Names of the parameters. */
  names: readonly string[] = [];
  /** Every variable that the model has or had, including parameters that are currently left out. A new object when they change. */
  all: NamedVariables = {};
  readonly #model: TrainableModel;
  readonly #all = new Map<string, Variable>();
  readonly #sets = new Map<string, number>();

  /** @throws CL_MODEL_INVALID, CL_GRADIENT_MISSING */
  constructor(model: TrainableModel) {
    this.#model = model;
    this.#read();
  }

  /** Number of the set of parameters; one that comes back has the number it had. */
  get set(): number {
    return this.#sets.get(this.names.join())!;
  }

  /**
   * Reads what the model trains now.
   * @param thoroughly lists the parameters even if a quick check would do
   * @returns whether it has changed
   * @throws CL_MODEL_INVALID, CL_GRADIENT_MISSING
   */
  look(thoroughly = false): boolean {
    const { parameters: listed } = this.#model;
    const parameters = thoroughly ? listed : plainRecord(listed);
    const names = Object.keys(parameters);
    const same = names.length === this.names.length && names.every((name) => this.#isTrained(name, parameters[name]!));
    if (!same) this.#read();
    return !same;
  }

  #isTrained(name: string, variable: Variable): boolean {
    return this.parameters[name] === variable && variable.trainable;
  }

  #read(): void {
    const { parameters, buffers = {}, constraints = {} } = this.#model;
    const variables = variablesOf({ ...parameters }, { ...buffers });
    for (const [name, variable] of variables) this.#all.set(name, variable);
    for (const name of Object.keys(constraints)) {
      if (!this.#all.has(name))
        throw invalid(`a constraint for '${name}', which is not one of its variables. Use its name`);
    }
    const names = Object.keys(parameters);
    const frozen = names.find((name) => !parameters[name]!.trainable);
    if (frozen !== undefined) {
      throw invalid(
        `'${frozen}' among its parameters, which is frozen (\`trainable\` is false). Make \`parameters\` a getter that leaves it out, and put it into \`buffers\``,
      );
    }
    if (names.length === 0) {
      throw new TrainError(
        'CL_GRADIENT_MISSING',
        'the model has no parameters, or all of them are frozen. Leave at least one trainable',
      );
    }
    this.all = Object.fromEntries(this.#all);
    this.parameters = { ...parameters };
    this.buffers = { ...buffers };
    this.names = names;
    const key = names.join();
    if (!this.#sets.has(key)) this.#sets.set(key, this.#sets.size);
  }
}

/** Throws if a variable has two names, or a name two variables: state by name would be duplicated or mixed up. */
function variablesOf(parameters: NamedVariables, buffers: NamedVariables): Iterable<readonly [string, Variable]> {
  const names = new Map<Variable, string>();
  for (const [name, variable] of [...Object.entries(parameters), ...Object.entries(buffers)]) {
    const other = names.get(variable);
    if (other !== undefined) {
      throw invalid(`one variable twice, as '${other}' and '${name}'. Give every variable its own name`);
    }
    if (Object.hasOwn(parameters, name) && parameters[name] !== variable) {
      throw invalid(`the name '${name}' twice, among parameters and buffers. Give every variable its own name`);
    }
    names.set(variable, name);
  }
  return [...names].map(([variable, name]) => [name, variable] as const);
}

function invalid(found: string): TrainError {
  return new TrainError('CL_MODEL_INVALID', `the model has ${found}`);
}
