// The picture of the loop, as pages draw it with notes beside it.

/**
 * The steps of a picture, notes left out. A page may write `then stop?` beside the saving, and call the optimiser by a name.
 * @param {string} picture
 * @returns {string[]} one entry a line, indented
 */
export function stepsOf(picture) {
  return picture
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [, step = '', note = ''] = /^(\s*\S.*?)(?:\s{3,}(.*))?$/.exec(line) ?? [];
      const named = step.replace('AdamW', 'optimiser');
      return note === 'then stop?' ? [named, '  stop?'] : [named];
    });
}
