/** The part of a stream that is needed; `process.stderr` fits. */
export interface ProgressStream {
  /** Writes text as it is. */
  write(text: string): unknown;
  /** Whether lines can be redrawn. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters, read at every redraw. */
  readonly columns?: number | undefined;
  /** Height of the terminal in lines. */
  readonly rows?: number | undefined;
  /** Emits an event when the window is resized, so that it is redrawn at once. */
  on?(event: 'resize', listener: () => void): unknown;
  /** Removes a listener of `on`. */
  off?(event: 'resize', listener: () => void): unknown;
}

/** Size of a terminal in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Environment variables; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `process.stderr`, so that stdout stays free for results; the console if there is no process (browsers). */
export function defaultStream(): ProgressStream {
  return processOf()?.stderr ?? { write: (text) => console.log(text.trimEnd()) };
}

export function environment(): Environment {
  return processOf()?.env ?? {};
}

/** Whether the stream is an interactive terminal: false under CI, and if TERM is `dumb`. */
export function isInteractive(stream: ProgressStream, env: Environment): boolean {
  const ci = env['CI'] !== undefined && !['', '0', 'false'].includes(env['CI']);
  return stream.isTTY === true && !ci && env['TERM'] !== 'dumb';
}

/** Colours on a terminal, unless NO_COLOR is set to anything but an empty string (https://no-color.org). */
export function wantsColour(stream: ProgressStream, env: Environment): boolean {
  return isInteractive(stream, env) && !env['NO_COLOR'];
}

/**
 * Whether lines that are too long for a narrower window are wrapped by the terminal. Nearly all do; xterm, GNU screen and the
 * Linux console cut them off instead. (Inside tmux it is tmux that counts.)
 */
export function rewrapsLines(env: Environment): boolean {
  const cutsOff = env['XTERM_VERSION'] !== undefined || env['STY'] !== undefined || env['TERM'] === 'linux';
  return env['TMUX'] !== undefined || !cutsOff;
}

/** The current size of the terminal; 80×24 if unknown. */
export function sizeOf(stream: ProgressStream): Size {
  // Node learns of a new size only when its event loop turns, and a training step may block that for long. Its terminal streams
  // can read it at once, though this is undocumented: without it, a resize is seen a moment later.
  (stream as { _refreshSize?: () => void })._refreshSize?.();
  return { columns: stream.columns || 80, rows: stream.rows || 24 };
}

/** The terminals that other code in this process may write to while a block is drawn on `stream`. */
export function sharedTerminals(stream: ProgressStream): readonly ProgressStream[] {
  const { stdout, stderr } = processOf() ?? {};
  const both = [stdout, stderr].filter((one) => one !== undefined);
  return both.includes(stream) ? both.filter(({ isTTY }) => isTTY) : [];
}

/** Calls `listener` whenever a stopped process (Ctrl-Z) continues. @returns a function that ends this */
export function onContinued(listener: () => void): () => void {
  const process = processOf();
  process?.on?.('SIGCONT', listener);
  return () => void process?.off?.('SIGCONT', listener);
}

interface ProcessLike {
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  readonly env: Environment;
  on?(signal: 'SIGCONT', listener: () => void): unknown;
  off?(signal: 'SIGCONT', listener: () => void): unknown;
}

/** Without a Node import, so that the package also loads in a browser. */
function processOf(): ProcessLike | undefined {
  return (globalThis as { process?: ProcessLike }).process;
}
