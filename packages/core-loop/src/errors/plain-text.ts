/** Control characters that move the cursor, change colours, start a line or reverse text; and lone surrogates. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu;

/**
 * Text from elsewhere (a file, the name of a folder, a flag, another program) as part of one line of a terminal or log: it
 * can neither control a terminal nor forge a line. Such characters are written as JSON does (`\u001b`); letters of every
 * script and emoji stay as they are. Plain text stays the same, so calling it twice does no harm.
 * @param most characters; longer text is cut and ends in `…`. Default: all
 */
export function plainText(text: string, most = Number.POSITIVE_INFINITY): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return short.replace(STEERING, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
