import { plainText } from '@amnl/core-loop/plain-text';

/**
 * Prints one line on stderr, so that stdout stays the command's result. It may contain foreign paths, names
 * and messages: nothing in it can control the terminal or start a line.
 */
export function inform(message: string): void {
  process.stderr.write(`${plainText(message)}\n`);
}

/** Prints something that deserves a second look. */
export function notice(message: string): void {
  inform(`note: ${message.replace(/\.$/, '')}`);
}

/**
 * Writes the lines of a result to stdout and waits until they are written. As in {@link inform}, a line stays one; JSON
 * stays the same JSON. A pipe that is closed early, as by `head`, is not an error.
 */
export function print(lines: readonly string[]): Promise<void> {
  return printAll([lines]);
}

/** {@link print}s lines as they come; asks for no more of them once nobody reads. */
export async function printAll(parts: AsyncIterable<readonly string[]> | Iterable<readonly string[]>): Promise<void> {
  let broken: NodeJS.ErrnoException | undefined;
  // The listener stays: the event comes after the callback, and without one it would end the process with a stack.
  process.stdout.once('error', (error) => {
    broken = error;
  });
  for await (const lines of parts) {
    await new Promise<void>((done) => {
      process.stdout.write(lines.map((line) => `${plainText(line)}\n`).join(''), (error) => {
        broken ??= error ?? undefined;
        done();
      });
    });
    if (broken?.code === 'EPIPE') return;
    if (broken) throw broken;
  }
}

/** {@link print}s a value as JSON: one line, or indented for people to read. */
export function printJson(value: unknown, { indent = 0 } = {}): Promise<void> {
  return print(JSON.stringify(value, null, indent).split('\n'));
}
