/** An error for the user of this command: what is wrong, what was found, what to do. */
export class CreateError extends Error {
  /** 2: invalid command line; 1: the command failed. */
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2) {
    super(message);
    this.name = 'CreateError';
    this.exitCode = exitCode;
  }
}
