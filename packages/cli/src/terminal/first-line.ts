/** The first line of a message, without its full stop: to be quoted in a sentence. */
export function firstLine(text: string): string {
  return text.split('\n')[0]!.replace(/\.$/, '');
}
