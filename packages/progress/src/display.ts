/** Where the progress of a run is shown: a block on a terminal, plain lines elsewhere. */
export interface Display {
  /** The run starts or continues. */
  begin(): void;
  epochStarted(): void;
  batchEnded(): void;
  epochEnded(): void;
  /** Prints a line that stays. */
  print(text: string): void;
  /** Prints the result of the run and, if asked, why it ended. */
  ended(because: string | undefined): void;
  /** Ends the display and erases what was redrawn. */
  close(): void;
}
