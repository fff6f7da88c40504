import type { Sent } from '@amnl/mlflow';
import { command } from '../terminal/command-name.js';
import { shellWord } from '../terminal/shell-word.js';
import { notice, tell } from '../terminal/terminal.js';

/** Tells where a run is in MLflow, or what to do that it gets there. */
export function tellSent({ complete, trouble, url }: Sent, folder: string): void {
  if (complete) {
    if (url !== undefined) tell(`In MLflow: ${url}`);
    return;
  }
  const why = trouble === undefined ? 'there was no time' : trouble.message.replace(/^\[mlflow\] /, '');
  notice(`not everything has reached MLflow: ${why} Send what is left with ${command(`track ${shellWord(folder)}`)}`);
}
