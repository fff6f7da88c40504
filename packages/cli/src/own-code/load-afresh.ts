import { cliError } from '../terminal/errors.js';
import { codeInWords, findAgain, sameCode } from './code-file.js';
import { type LoadedCode, loadFound } from './own-code.js';

/**
 * The same code once more, for another run in this process: what its file keeps is as it is when a process begins.
 * @param time another number than before
 * @throws CLI_PLUGIN_CHANGED where it is another one by now, CLI_PLUGIN_MISSING where it is gone
 */
export async function loadAfresh(loaded: readonly LoadedCode[], time: number): Promise<readonly LoadedCode[]> {
  return Promise.all(
    loaded.map(async ({ used }) => {
      const now = await findAgain(used);
      if (sameCode(used, now)) return loadFound(used.flag, now, time);
      const changed = `${used.path} has changed while it was in use: ${codeInWords(used)} → ${codeInWords(now)}`;
      throw cliError('CLI_PLUGIN_CHANGED', `${changed}. Put it back, and resume`);
    }),
  );
}
