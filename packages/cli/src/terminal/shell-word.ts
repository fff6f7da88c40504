import { plainText } from '@amnl/core-loop/plain-text';

/**
 * Text as one word of a command line that the user may copy: quoted only where it must be, and of characters that a terminal shows
 * as they are.
 * @param platform on `win32` for cmd and PowerShell, which share no quote but the double one (no path can hold it); else
 * for POSIX shells
 */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text}"`;
  if (plainText(text) !== text) return `"$(printf %b ${quoted(escaped(text))})"`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** For `printf %b`: bytes that would steer a terminal as octal numbers. */
function escaped(text: string): string {
  const octal = (c: string) => Array.from(Buffer.from(c), (byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
  return Array.from(text.replaceAll('\\', '\\\\'), (c) => (plainText(c) === c ? c : octal(c))).join('');
}
