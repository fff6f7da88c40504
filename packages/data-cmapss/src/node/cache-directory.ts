import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Folder of downloaded data: `AMNL_CACHE_DIR`, else the platform's cache folder (`$XDG_CACHE_HOME/amnl` or `~/.cache/amnl`,
 * `~/Library/Caches/amnl`, `%LOCALAPPDATA%\amnl\Cache`), in each case its subfolder `cmapss`.
 */
export function cacheDirectory(
  env: Environment = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  return join(env['AMNL_CACHE_DIR'] || platformCache(env, platform, home), 'cmapss');
}

function platformCache(env: Environment, platform: string, home: string): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'amnl', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'amnl');
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'amnl');
}
