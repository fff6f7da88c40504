import { isAbsolute, join, relative, sep } from 'node:path';
import { failure } from './errors.js';
import { valueInMessage } from './value-in-message.js';

/**
 * The path of a file that another one names. @param folder of the one that names it @param by its path
 * @throws CK_PATH if that leads out of the folder
 */
export function fileNextTo(folder: string, name: string, by: string): string {
  const path = join(folder, name);
  const way = relative(folder, path);
  if (way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return path;
  const remedy = 'Put the file next to it and refer to it by name';
  throw failure('CK_PATH', `${by} names ${valueInMessage(name)}, which is not in its own folder. ${remedy}`);
}
