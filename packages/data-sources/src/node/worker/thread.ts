import { Worker } from 'node:worker_threads';
import type { PassReply, Reply, Request, WorkerTask } from './protocol.js';

/** What happened to a worker that works no more, in words that follow its name. */
export class Ended extends Error {}

type Listener = { readonly take: (reply: PassReply) => void; readonly fail: (error: Ended) => void };

/**
 * A worker with a source in it. It keeps the process alive while somebody waits for it, and only then.
 */
export class Thread {
  readonly #worker: Worker;
  readonly #passes = new Map<number, Listener>();
  #opened = 0;
  #waiting = 0;
  #ended: Ended | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.unref();
    worker.on('message', (reply: PassReply) => this.#passes.get(reply.id)?.take(reply));
    worker.on('messageerror', (error) => this.#end(`sent what cannot be read: ${error.message}`));
    worker.on('error', (error) => this.#end(`ended with an error: ${error.message}`));
    worker.on('exit', (code) => this.#end(`ended with exit code ${code}`));
  }

  /** Starts one. @returns it, and what its source says of itself @throws Ended, and what the module threw, as {@link Reply} */
  static async start(task: WorkerTask): Promise<{ readonly thread: Thread; readonly reply: Reply }> {
    const worker = new Worker(new URL('./main.js', import.meta.url), { workerData: task });
    const reply = await new Promise<Reply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error) => reject(new Ended(`ended with an error: ${error.message}`)));
      worker.once('exit', (code) => reject(new Ended(`ended with exit code ${code}`)));
    });
    return { thread: new Thread(worker), reply };
  }

  /** Begins a pass. @returns its number */
  open(request: Omit<Request & { is: 'open' }, 'id' | 'is'>, listener: Listener): number {
    const id = this.#opened++;
    this.#passes.set(id, listener);
    if (this.#ended) listener.fail(this.#ended);
    else this.#worker.postMessage({ ...request, is: 'open', id } satisfies Request);
    return id;
  }

  send(request: Request): void {
    this.#worker.postMessage(request);
  }

  /** Nothing more is wanted of a pass. */
  forget(id: number): void {
    this.#passes.delete(id);
  }

  /** Waits for something that the worker brings about. */
  async hold<T>(promise: Promise<T>): Promise<T> {
    if (this.#waiting++ === 0) this.#worker.ref();
    try {
      return await promise;
    } finally {
      if (--this.#waiting === 0) this.#worker.unref();
    }
  }

  async terminate(): Promise<void> {
    this.#end('was closed');
    await this.#worker.terminate();
  }

  #end(why: string): void {
    this.#ended ??= new Ended(why);
    for (const { fail } of this.#passes.values()) fail(this.#ended);
    this.#passes.clear();
  }
}
