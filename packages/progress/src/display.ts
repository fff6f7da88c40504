/** Where the progress of a run is shown: a block on a terminal, plain lines elsewhere. */
export interface Display {
  /** The run begins, or goes on. */
  begin(): void;
  epochStarted(): void;
  batchEnded(): void;
  epochEnded(): void;
  /** Prints a line that stays. */
  print(text: string): void;
  /** Leaves what came of the run, and why it ended where that is to be told. */
  ended(because: string | undefined): void;
  /** Ends the display; what was redrawn is erased. */
  close(): void;
}
