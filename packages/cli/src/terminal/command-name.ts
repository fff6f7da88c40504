/** How this command was called, for commands that the user may copy: a wrapper such as `npm run` says so in `AMNL_COMMAND`. */
export function command(words: string): string {
  return `${process.env['AMNL_COMMAND'] || 'amnl'} ${words}`;
}
