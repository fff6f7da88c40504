/** Tells the user something: one line on stderr, so that stdout stays the command's result. */
export function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Tells something that deserves a second look. */
export function notice(message: string): void {
  tell(`note: ${message.replace(/\.$/, '')}`);
}

/** Writes a result to stdout and waits until it is taken. A pipe that is closed early, as by `head`, is no error. */
export function print(text: string): Promise<void> {
  return new Promise((done, failed) => {
    // The listener stays: the event comes after the callback, and without one it would end the process with a stack.
    process.stdout.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? done() : failed(error)));
    process.stdout.write(text, (error) => {
      if (!error) done();
    });
  });
}
