import { type Metrics, requireOption, type TrainError } from '@amnl/core-loop';
import { isBelow } from './artifacts.js';
import { Client } from './client.js';
import { Delivery } from './delivery.js';
import { type Beginning, type Entry, type Figure, figure, linesOf, type RunStatus } from './entry.js';
import { type Environment, hasServer, serverOf } from './environment.js';
import { failure } from './errors.js';
import type { Known } from './known.js';
import { LIMITS, Names, valueText } from './names.js';
import type { Outbox } from './outbox.js';
import { Sender } from './sender.js';
import { noAnswer } from './trouble.js';

/** The result of {@link TrackedRun.send}. */
export interface Sent {
  /** Whether everything has arrived. */
  readonly complete: boolean;
  /** Why not. */
  readonly trouble?: TrainError;
  /** The run's page; undefined if MLflow does not know the run yet. */
  readonly url?: string;
}

/** Values in a line of the file; a request holds several lines. */
const VALUES_A_LINE = 20;
const POINTS_A_LINE = 500;

/**
 * A run that is tracked with MLflow. Its methods write into the folder's file and return at once; sending happens in the
 * background. Made by `openTrackedRun`; after `close` or `send` they throw `MF_CLOSED`.
 */
export class TrackedRun {
  readonly #box: Outbox;
  readonly #known: Known;
  readonly #beginning: Beginning;
  readonly #names = { metric: new Names(), param: new Names(), tag: new Names() };
  readonly #onNotice: (message: string) => void;
  readonly #onClosed: () => void;
  #within: number;
  #delivery: Delivery | undefined;
  #sender: Sender | undefined;
  #closed = false;
  #toldFailure = false;

  constructor(
    box: Outbox,
    beginning: Beginning,
    known: Known,
    onNotice: (message: string) => void,
    onClosed: () => void,
  ) {
    this.#box = box;
    this.#known = known;
    this.#beginning = beginning;
    this.#within = known.within;
    this.#onNotice = onNotice;
    this.#onClosed = onClosed;
  }

  /** Whether the run had ended when the file was opened; false for one that was killed, or is new. */
  get ended(): boolean {
    return this.#known.ended;
  }

  /** Whether the file had entries when it was opened. */
  get continued(): boolean {
    return this.#known.beginning !== undefined;
  }

  /** The furthest step with a point within an epoch; -1 without any. */
  get furthestWithin(): number {
    return this.#within;
  }

  /**
   * Settings and other facts of the run, as text. MLflow keeps the first value of a parameter: if a continued run has another
   * one, it becomes the tag `resumed.NAME`.
   */
  params(values: Readonly<Record<string, unknown>>): void {
    const fresh: [string, string][] = [];
    const changed: Record<string, unknown> = {};
    for (const [name, given] of Object.entries(values)) {
      if (given === undefined) continue;
      const key = this.#names.param.of(name);
      const value = valueText(given, LIMITS.parameter);
      const before = this.#known.params.get(key);
      if (before === undefined) fresh.push([key, value]);
      else if (before !== value) changed[`resumed.${name}`] = given;
      this.#known.params.set(key, before ?? value);
    }
    this.#append(linesOf(fresh, VALUES_A_LINE).map((params) => ({ params })));
    this.tags(changed);
  }

  /** Tags of the run; the latest value of a name counts. */
  tags(values: Readonly<Record<string, unknown>>): void {
    const fresh: [string, string][] = [];
    for (const [name, given] of Object.entries(values)) {
      if (given === undefined) continue;
      const key = this.#names.tag.of(name);
      const value = valueText(given, LIMITS.tag);
      if (this.#known.tags.get(key) !== value) fresh.push([key, value]);
      this.#known.tags.set(key, value);
    }
    this.#append(linesOf(fresh, VALUES_A_LINE).map((tags) => ({ tags })));
  }

  /**
   * Numbers of one step. What the run had at that step before, as a killed process may have seen it, is not sent again where the
   * number is the same; another number is, and counts as the later one.
   * @param at milliseconds since 1970
   * @throws CL_OPTION_INVALID if a value is not a number
   */
  metrics(values: Metrics, step: number, at: number = Date.now()): void {
    const points = this.#points(values, step);
    const before = this.#known.points.get(step) ?? {};
    const fresh = points.filter(([name, value]) => before[name] !== value);
    this.#known.points.set(step, { ...before, ...Object.fromEntries(fresh) });
    this.#append(linesOf(fresh, POINTS_A_LINE).map((metrics) => ({ metrics, step, at })));
  }

  /** Numbers within an epoch; ignored for steps that the run has already passed. */
  metricsWithin(values: Metrics, step: number, at: number = Date.now()): void {
    const points = this.#points(values, step);
    if (step <= this.#within) return;
    this.#within = step;
    this.#append(linesOf(points, POINTS_A_LINE).map((metrics) => ({ metrics, step, at, within: true })));
  }

  /**
   * Files and folders of the run's folder, relative to it; they are sent as they are at that time, once until the run is gone on
   * with.
   */
  artifacts(paths: readonly string[]): void {
    for (const path of paths) {
      requireOption('mlflow', typeof path === 'string' && isBelow(path), 'artifacts', 'paths below the folder', path);
    }
    const files = paths.filter((path) => !this.#known.files.has(path));
    for (const path of files) this.#known.files.add(path);
    if (files.length > 0) this.#append([{ files }]);
  }

  /** The run continues after an interruption. */
  resume(): void {
    this.#known.files.clear();
    this.#append([{ resumed: Date.now() }]);
  }

  /** The run has ended. `KILLED`: it can be continued. */
  end(status: RunStatus, at: number = Date.now()): void {
    this.#append([{ ended: status, at }]);
  }

  /** Resolves when everything has been handed to the operating system. @throws MF_WRITE_FAILED */
  flush(): Promise<void> {
    return this.#box.flush();
  }

  /** Starts to send, what is there and what follows. @throws MF_ENVIRONMENT, MF_OUTBOX_INVALID */
  sendInBackground(environment: Environment): void {
    if (this.#sender !== undefined) return;
    const server = serverOf(environment);
    const { run, sent } = this.#known;
    if (server.runId !== undefined && run !== undefined && server.runId !== run.id) {
      throw failure(
        'MF_OUTBOX_INVALID',
        `MLFLOW_RUN_ID is ${server.runId}, but the run in ${this.#box.path} is ${run.id}. Unset MLFLOW_RUN_ID, or use another folder`,
      );
    }
    const state = { beginning: this.#beginning, run, sent: Math.min(sent, this.#box.size) };
    this.#delivery = new Delivery(this.#box, new Client(server), state, (message) => this.notify(message));
    this.#sender = new Sender(this.#delivery, ({ detail }) => this.#away(detail));
    this.#sender.wake();
  }

  /**
   * Sends what is left, in at most so many seconds, and closes.
   * @param seconds 0: do not wait
   * @returns the result; it does not throw if the server is unreachable
   * @throws MF_ENVIRONMENT, MF_OUTBOX_INVALID
   */
  async send(seconds: number): Promise<Sent> {
    this.#closed = true;
    await this.flush().catch(() => undefined); // already reported
    if (seconds > 0) this.sendInBackground(process.env);
    const [sender, before] = [this.#sender, this.#delivery?.answers];
    const complete =
      seconds > 0 && sender !== undefined && (await sender.drain(seconds * 1000, sender.trouble === undefined));
    await this.close();
    const silent = !complete && seconds > 0 && this.#delivery?.answers === before;
    const trouble = sender?.trouble ?? (silent ? noAnswer(serverOf(process.env).url, seconds).toError() : undefined);
    const url = this.url;
    return { complete, ...(!complete && trouble && { trouble }), ...(url !== undefined && { url }) };
  }

  /** Aborts the current request; everything is kept in the file. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sender?.close();
    await this.flush().catch(() => undefined); // already reported
    this.#onClosed();
  }

  /** The run's page. */
  get url(): string | undefined {
    const run = this.#delivery?.run ?? this.#known.run;
    const server = hasServer(process.env) ? serverOf(process.env) : undefined;
    if (run === undefined || server === undefined) return undefined;
    return `${server.url}/#/experiments/${run.experiment}/runs/${run.id}`;
  }

  /** Gives a message to the run's `onNotice`. */
  notify(message: string): void {
    this.#onNotice(message);
  }

  #away(detail: string): void {
    this.notify(
      `${detail}. The run continues; its data for MLflow are kept in ${this.#box.path} and sent when the server is back`,
    );
  }

  #points(values: Metrics, step: number): [string, Figure][] {
    requireOption('mlflow', Number.isSafeInteger(step) && step >= 0, 'step', 'a whole number ≥ 0', step);
    return Object.entries(values).map(([name, value]) => [this.#names.metric.of(name), figure(value, name)]);
  }

  #append(entries: readonly Entry[]): void {
    if (this.#closed) throw failure('MF_CLOSED', `the run in ${this.#box.path} is closed. Open it again`);
    if (entries.length === 0) return;
    this.#box.append(entries);
    this.#notifyOnce();
    this.#sender?.wake();
  }

  #notifyOnce(): void {
    for (const names of Object.values(this.#names)) {
      const renamed = names.takeRenamed();
      if (renamed.length > 0)
        this.notify(
          `MLflow takes letters, digits and _ - . / in names: ${renamed.slice(0, 3).join(', ')}${renamed.length > 3 ? ` and ${renamed.length - 3} more` : ''}`,
        );
    }
    if (this.#toldFailure) return;
    if (this.#box.omitted > 0) this.notify(`${this.#box.path} is full: further points are not logged`);
    if (this.#box.failure !== undefined) this.notify(`${this.#box.failure.detail}. The run continues without MLflow`);
    this.#toldFailure = this.#box.omitted > 0 || this.#box.failure !== undefined;
  }
}
