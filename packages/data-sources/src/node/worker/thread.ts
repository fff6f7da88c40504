import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { PassReply, Reply, Request, WorkerTask } from './protocol.js';

/** What happened to a worker that has ended, in words that follow its name. */
export class Ended extends Error {}

type Listener = { readonly take: (reply: PassReply) => void; readonly fail: (error: Ended) => void };

/**
 * A worker with a source in it. It keeps the process alive only while something waits for it.
 */
export class Thread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #passes = new Map<number, Listener>();
  #opened = 0;
  #waiting = 0;
  #ended: Ended | undefined;

  private constructor(worker: Worker, port: MessagePort) {
    this.#worker = worker;
    this.#port = port;
    worker.unref();
    port.on('message', (reply: PassReply) => this.#take(reply));
    port.unref(); // which listening undid
    port.on('messageerror', (error) => this.#end(`sent an unreadable message: ${error.message}`));
    worker.on('error', (error) => this.#ends(`ended with an error: ${error.message}`));
    worker.on('exit', (code) => this.#ends(`ended with exit code ${code}`));
  }

  /**
   * Starts one. It talks on a channel of its own, so that what the module itself posts is not taken for a reply.
   * @returns it, and what its source says of itself
   * @throws Ended, and what the module threw, as {@link Reply}
   */
  static async start(task: Omit<WorkerTask, 'port'>): Promise<{ readonly thread: Thread; readonly reply: Reply }> {
    const { port1: port, port2 } = new MessageChannel();
    const workerData: WorkerTask = { ...task, port: port2 };
    const worker = new Worker(new URL('./main.js', import.meta.url), { workerData, transferList: [port2] });
    const reply = await new Promise<Reply>((resolve, reject) => {
      port.once('message', resolve);
      worker.once('error', (error) => reject(new Ended(`ended with an error: ${error.message}`)));
      worker.once('exit', (code) => {
        const last = receiveMessageOnPort(port);
        if (last) resolve(last.message as Reply);
        else reject(new Ended(`ended with exit code ${code}`));
      });
    });
    return { thread: new Thread(worker, port), reply };
  }

  /** Begins a pass. @returns its number */
  open(request: Omit<Request & { is: 'open' }, 'id' | 'is'>, listener: Listener): number {
    const id = this.#opened++;
    this.#passes.set(id, listener);
    if (this.#ended) listener.fail(this.#ended);
    else this.#port.postMessage({ ...request, is: 'open', id } satisfies Request);
    return id;
  }

  send(request: Request): void {
    this.#port.postMessage(request);
  }

  /** Ends a pass. */
  forget(id: number): void {
    this.#passes.delete(id);
  }

  /** Waits for something that the worker does. */
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
    this.#port.close();
  }

  #take(reply: PassReply): void {
    this.#passes.get(reply.id)?.take(reply);
  }

  /** The worker ended: what it sent before comes first. */
  #ends(why: string): void {
    for (let sent = receiveMessageOnPort(this.#port); sent; sent = receiveMessageOnPort(this.#port)) {
      this.#take(sent.message as PassReply);
    }
    this.#end(why);
  }

  #end(why: string): void {
    this.#ended ??= new Ended(why);
    for (const { fail } of this.#passes.values()) fail(this.#ended);
    this.#passes.clear();
  }
}
