/** The little that is needed of a stream; `process.stderr` fits. */
export interface ProgressStream {
  write(text: string): unknown;
  /** Whether lines can be redrawn. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters. */
  readonly columns?: number | undefined;
}

/** Environment variables; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `process.stderr`, so that stdout stays free for results; the console where there is no process (browsers). */
export function defaultStream(): ProgressStream {
  return processOf()?.stderr ?? { write: (text) => console.log(text.trimEnd()) };
}

export function environment(): Environment {
  return processOf()?.env ?? {};
}

/** Whether the stream is a terminal that somebody watches: not so under CI, nor where TERM says it is dumb. */
export function isInteractive(stream: ProgressStream, env: Environment): boolean {
  const ci = env['CI'] !== undefined && !['', '0', 'false'].includes(env['CI']);
  return stream.isTTY === true && !ci && env['TERM'] !== 'dumb';
}

/** Colours on a terminal, unless NO_COLOR is set to anything but an empty string (https://no-color.org). */
export function wantsColour(stream: ProgressStream, env: Environment): boolean {
  return isInteractive(stream, env) && !env['NO_COLOR'];
}

/** Without a Node import, so that the package also loads in a browser. */
function processOf(): { readonly stderr: ProgressStream; readonly env: Environment } | undefined {
  return (globalThis as { process?: { readonly stderr: ProgressStream; readonly env: Environment } }).process;
}
