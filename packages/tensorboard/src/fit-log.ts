import type { Run, TrainError } from '@amnl/core-loop';
import { type EventWriter, openEventWriter } from './event-writer.js';

/** The name of the plugin. */
export const NAME = 'tensorboard';

/** The event file of one fit. A failing disk ends the log with one notice; training continues. */
export class FitLog {
  readonly #run: Run;
  #writer: EventWriter | undefined;

  private constructor(run: Run, writer: EventWriter) {
    this.#run = run;
    this.#writer = writer;
  }

  /** @throws TB_FOLDER_UNUSABLE */
  static async begin(run: Run, dir: string): Promise<FitLog> {
    const { step } = run.progress;
    const writer = await openEventWriter(dir, { step });
    const log = new FitLog(run, writer);
    if (step === 0 && writer.hadFiles) log.tell(usedFolder(dir));
    return log;
  }

  /** Undefined once writing has failed. */
  get writer(): EventWriter | undefined {
    if (this.#writer?.failure !== undefined) this.#giveUp(this.#writer.failure);
    return this.#writer;
  }

  tell(message: string): void {
    this.#run.events.emit('run:notice', { by: NAME, message });
  }

  async flush(): Promise<void> {
    await this.writer?.flush().catch((error: TrainError) => this.#giveUp(error));
  }

  async close(): Promise<void> {
    await this.writer?.close().catch((error: TrainError) => this.#giveUp(error));
  }

  #giveUp({ detail }: TrainError): void {
    this.#writer?.close().catch(() => {}); // fails for the reason being reported
    this.#writer = undefined;
    this.tell(`${detail}. Training continues without the TensorBoard log`);
  }
}

function usedFolder(dir: string): string {
  return `'${dir}' has event files of an earlier run, and this one starts at step 0: TensorBoard mixes or drops their points and shows the old hyper-parameters. Give every run its own folder`;
}
