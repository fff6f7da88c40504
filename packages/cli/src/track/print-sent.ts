import type { Sent } from '@amnl/mlflow';
import { command } from '../terminal/command-name.js';
import { shellWord } from '../terminal/shell-word.js';
import { inform, notice } from '../terminal/terminal.js';

/** Prints where a run is in MLflow, or how to get the rest of it there. */
export function printSent({ complete, trouble, url }: Sent, folder: string): void {
  if (complete) {
    if (url !== undefined) inform(`In MLflow: ${url}`);
    return;
  }
  const why = trouble === undefined ? 'time ran out.' : trouble.message.replace(/^\[mlflow\] /, '');
  notice(`not everything was uploaded to MLflow: ${why} Upload the rest with ${command(`track ${shellWord(folder)}`)}`);
}
