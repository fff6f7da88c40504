/**
 * Text as one word of a command line that the user may copy: quoted only where it must be.
 * @param platform on `win32` for cmd and PowerShell, which share no quote but the double one (no path can hold it); else
 * for POSIX shells
 */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text}"`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
