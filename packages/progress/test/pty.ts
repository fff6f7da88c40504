// biome-ignore-all lint/nursery/noJsRestrictedProperties: the clock ends a wait, it measures nothing
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { Emulator } from './emulator.js';

/** Whether there are pseudo-terminals to be had: by the `script` of util-linux, which other systems have in other kinds. */
export const hasPty = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');

/** Milliseconds after which nobody hopes any more: an end, not a measure. */
const HOPE = 240_000;

/** Where a command runs. */
export interface PtyOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A command in a pseudo-terminal, its screen emulated. */
export class Pty {
  readonly terminal: Emulator;
  /** Exit code of the command, as shells have it. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  /** Name of the pseudo-terminal, once it has been told. */
  #device: string | undefined;
  #over = false;

  /** Starts `command` in a window of the given size, with nothing in its environment but what is given. */
  constructor(command: readonly string[], { columns, rows, env, cwd }: PtyOptions) {
    this.terminal = new Emulator(columns, rows);
    const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    // The first line tells the device; what comes after it is the command's.
    const line = `stty cols ${columns} rows ${rows} && tty && exec ${quoted}`;
    const { PATH = '', HOME = '' } = process.env;
    this.#child = spawn('script', ['-qfe', '--echo', 'always', '-c', line, '/dev/null'], {
      env: { PATH, HOME, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
      cwd,
    });
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.ended = new Promise((done, failed) => {
      this.#child.on('error', failed);
      this.#child.on('close', (code) => {
        this.#over = true;
        done(code);
      });
    });
  }

  /** Waits until the screen is as wanted. @throws an error that shows the screen, if the command ends before, or nobody hopes any more */
  async until(wanted: (rows: readonly string[]) => boolean): Promise<readonly string[]> {
    const patience = performance.now() + HOPE;
    for (;;) {
      const over = this.#over || performance.now() > patience;
      const rows = await this.terminal.screen();
      if (wanted(rows)) return rows;
      if (over) throw new Error(`not as wanted after ${this.#over ? 'the end' : 'a long wait'}:\n${rows.join('\n')}`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  /** Waits until a row of the screen has a text. */
  untilShown(text: string): Promise<readonly string[]> {
    return this.until((rows) => rows.some((row) => row.includes(text)));
  }

  /** Presses keys, e.g. `\x03` for Ctrl-C. */
  type(keys: string): void {
    this.#child.stdin!.write(keys);
  }

  /** Gives the window another size: what is on the screen is wrapped anew, then the command hears of it (SIGWINCH). */
  async resize(columns: number, rows: number): Promise<void> {
    await this.terminal.resize(columns, rows);
    execFileSync('stty', ['-F', this.#device!, 'cols', String(columns), 'rows', String(rows)]);
  }

  /** Ends the command, if it is not over. */
  close(): void {
    if (!this.#over) this.#child.kill('SIGKILL');
  }

  #told = '';
  #take(text: string): void {
    if (this.#device !== undefined) {
      this.terminal.feed(text);
      return;
    }
    this.#told += text;
    const end = this.#told.indexOf('\n');
    if (end < 0) return;
    this.#device = this.#told.slice(0, end).trim();
    this.terminal.feed(this.#told.slice(end + 1));
  }
}
