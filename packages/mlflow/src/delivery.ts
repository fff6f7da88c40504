import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { plainText } from '@amnl/core-loop';
import { filesUnder } from './artifacts.js';
import { firstJob, type LogBatch, oneByOne } from './batches.js';
import type { Client } from './client.js';
import type { Beginning, Entry, RemoteRun } from './entry.js';
import { systemMessage } from './errors.js';
import type { Outbox } from './outbox.js';
import { existingRun, findOrCreateRun, updateRun } from './remote-run.js';
import { Trouble } from './trouble.js';

/** How much of a run's file has arrived. */
export interface DeliveryState {
  readonly beginning: Beginning;
  readonly run: RemoteRun | undefined;
  readonly sent: number;
}

/**
 * Sends the outbox to MLflow, one job after the other. What has arrived is recorded after each of them, so that
 * nothing is sent twice; a job cut off by a kill is sent again, and MLflow's database keeps equal points once.
 */
export class Delivery {
  readonly #box: Outbox;
  readonly #client: Client;
  readonly #notify: (message: string) => void;
  readonly #beginning: Beginning;
  #run: RemoteRun | undefined;
  #sent: number;

  constructor(box: Outbox, client: Client, state: DeliveryState, notify: (message: string) => void) {
    this.#box = box;
    this.#client = client;
    this.#notify = notify;
    this.#beginning = state.beginning;
    this.#run = state.run;
    this.#sent = state.sent;
  }

  get run(): RemoteRun | undefined {
    return this.#run;
  }

  /** The length of the part of the file that has arrived. */
  get sent(): number {
    return this.#sent;
  }

  /** How many answers have come from the server, whatever they said. */
  get answers(): number {
    return this.#client.answers;
  }

  /** Sends the next job. @returns false if nothing was left @throws Trouble, MF_FOLDER_UNUSABLE */
  async next(signal: AbortSignal): Promise<boolean> {
    const list = await this.#box.read(this.#sent);
    const open = list.filter(({ entry }) => !isNote(entry));
    if (open.length === 0) {
      this.#sent = list.at(-1)?.end ?? this.#sent; // our own notes need no note of their own
      return list.length > 0;
    }
    const run = await this.#ensureRun(signal);
    const job = firstJob(open);
    if (job.kind === 'log') await this.#log(run, job.batch, signal);
    else await this.#orWhyNot(this.#other(run, job.entry, signal), run, signal);
    this.#sent = job.end;
    this.#box.append([{ sent: job.end }]);
    return true;
  }

  async #ensureRun(signal: AbortSignal): Promise<RemoteRun> {
    if (this.#run !== undefined) return this.#run;
    const run = await findOrCreateRun(this.#client, this.#beginning, signal);
    this.#run = run;
    this.#box.append([{ run }]);
    return run;
  }

  async #log(run: RemoteRun, batch: LogBatch, signal: AbortSignal): Promise<void> {
    const send = (part: LogBatch) => this.#client.post('runs/log-batch', { run_id: run.id, ...part }, signal);
    try {
      await send(batch);
    } catch (error) {
      if (!(error instanceof Trouble && error.content)) throw error;
      await existingRun(this.#client, run.id, signal); // the run itself was not refused
      for (const part of oneByOne(batch)) await this.#orLeftOut(send(part), nameOf(part));
    }
  }

  async #other(run: RemoteRun, entry: Entry, signal: AbortSignal): Promise<void> {
    if ('resumed' in entry) return updateRun(this.#client, run.id, 'RUNNING', undefined, signal);
    if ('files' in entry) return this.#upload(run, entry.files, signal);
    if (!('ended' in entry)) return; // 'begin'
    await updateRun(this.#client, run.id, entry.ended, entry.at, signal);
    // Nothing else ends the parent run.
    if (run.parent === undefined) return;
    await this.#orLeftOut(
      updateRun(this.#client, run.parent, 'FINISHED', entry.at, signal),
      'the end of the parent run',
    );
  }

  /** If MLflow refuses because the run is gone, that is what the message says. */
  async #orWhyNot(sending: Promise<void>, run: RemoteRun, signal: AbortSignal): Promise<void> {
    try {
      await sending;
    } catch (error) {
      if (error instanceof Trouble && error.content) await existingRun(this.#client, run.id, signal);
      throw error;
    }
  }

  async #upload(run: RemoteRun, files: readonly string[], signal: AbortSignal): Promise<void> {
    const place = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.+)$/.exec(run.artifacts)?.[1]?.replace(/\/$/, '');
    if (place === undefined) {
      const scheme = /^[a-z0-9+.-]+:/i.exec(run.artifacts)?.[0] ?? 'its own folder';
      return this.#notify(
        `MLflow keeps the files of this run at ${scheme}, which cannot be reached through its server: they stay in the run folder. To store them in MLflow, start the server with --serve-artifacts`,
      );
    }
    const folder = dirname(this.#box.path);
    for (const path of await filesUnder(folder, files)) {
      const file = join(folder, path);
      if ((await stat(file).catch(() => undefined)) === undefined) continue; // gone since
      await this.#orLeftOut(this.#client.upload(`${place}/${path}`, file, signal), path);
    }
  }

  /** What the server refuses because of its content cannot be sent later either. */
  async #orLeftOut(sending: Promise<unknown>, what: string): Promise<void> {
    try {
      await sending;
    } catch (error) {
      if (error instanceof Trouble) {
        if (!error.content) throw error;
        this.#notify(`MLflow does not accept '${plainText(what, 100)}'; it is left out: ${error.sentence}`);
      } else {
        this.#notify(`'${plainText(what, 100)}' cannot be read and is left out: ${systemMessage(error)}`);
      }
    }
  }
}

/** An entry about what has already arrived. */
function isNote(entry: Entry): boolean {
  return 'sent' in entry || 'run' in entry || 'format' in entry;
}

function nameOf({ metrics, params, tags }: LogBatch): string {
  return (metrics[0] ?? params[0] ?? tags[0])!.key;
}
