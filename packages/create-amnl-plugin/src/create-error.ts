/** An error for the user of this command: what, what was found, what to do. */
export class CreateError extends Error {
  /** 2: the command line cannot be understood; 1: it can, but not be done. */
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2) {
    super(message);
    this.name = 'CreateError';
    this.exitCode = exitCode;
  }
}
