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

/** What is known of a run's file: how far it has arrived. */
export interface DeliveryState {
  readonly beginning: Beginning;
  readonly run: RemoteRun | undefined;
  readonly sent: number;
}

/**
 * Takes what is in the outbox to MLflow, one job after the other. What has arrived is written down after each of them, so that
 * nothing is sent twice; the job that a kill has cut off is sent again, and MLflow's database keeps equal points once.
 */
export class Delivery {
  readonly #box: Outbox;
  readonly #client: Client;
  readonly #tell: (message: string) => void;
  readonly #beginning: Beginning;
  #run: RemoteRun | undefined;
  #sent: number;

  constructor(box: Outbox, client: Client, state: DeliveryState, tell: (message: string) => void) {
    this.#box = box;
    this.#client = client;
    this.#tell = tell;
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

  /** Sends what comes next. @returns false where there was nothing left @throws Trouble, MF_FOLDER_UNUSABLE */
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
      await existingRun(this.#client, run.id, signal); // what is refused is not the run
      for (const part of oneByOne(batch)) await this.#orLeftOut(send(part), nameOf(part));
    }
  }

  async #other(run: RemoteRun, entry: Entry, signal: AbortSignal): Promise<void> {
    if ('resumed' in entry) return updateRun(this.#client, run.id, 'RUNNING', undefined, signal);
    if ('files' in entry) return this.#upload(run, entry.files, signal);
    if (!('ended' in entry)) return; // 'begin'
    await updateRun(this.#client, run.id, entry.ended, entry.at, signal);
    // Nobody else says when the run above has ended.
    if (run.parent === undefined) return;
    await this.#orLeftOut(
      updateRun(this.#client, run.parent, 'FINISHED', entry.at, signal),
      'the end of the run above',
    );
  }

  /** Where MLflow refuses something because the run is gone, that is said rather. */
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
      const scheme = /^[a-z0-9+.-]+:/i.exec(run.artifacts)?.[0] ?? 'a folder of its own';
      return this.#tell(
        `MLflow keeps the files of this run at ${scheme}, which cannot be reached through its server: they stay in the run folder. Start the server with --serve-artifacts to have them there`,
      );
    }
    const folder = dirname(this.#box.path);
    for (const path of await filesUnder(folder, files)) {
      const file = join(folder, path);
      if ((await stat(file).catch(() => undefined)) === undefined) continue; // gone since
      await this.#orLeftOut(this.#client.upload(`${place}/${path}`, file, signal), path);
    }
  }

  /** What the server refuses for what it is cannot be sent later either. */
  async #orLeftOut(sending: Promise<unknown>, what: string): Promise<void> {
    try {
      await sending;
    } catch (error) {
      if (error instanceof Trouble) {
        if (!error.content) throw error;
        this.#tell(`MLflow does not take '${plainText(what, 100)}', which is left out: ${error.sentence}`);
      } else {
        this.#tell(`'${plainText(what, 100)}' cannot be read and is left out: ${systemMessage(error)}`);
      }
    }
  }
}

/** An entry about what has arrived already. */
function isNote(entry: Entry): boolean {
  return 'sent' in entry || 'run' in entry || 'format' in entry;
}

function nameOf({ metrics, params, tags }: LogBatch): string {
  return (metrics[0] ?? params[0] ?? tags[0])!.key;
}
