/**
 * Headings with code in them get their text's anchor, as on a code host (TypeDoc leaves code out), and tables scroll
 * in a frame that the keyboard reaches.
 * @param {any} parser TypeDoc's markdown-it
 */
export function extendMarkdown(parser) {
  parser.core.ruler.push('code_in_headings', (/** @type {any} */ state) => {
    for (const [i, token] of state.tokens.entries()) {
      if (state.tokens[i - 1]?.type !== 'heading_open') continue;
      token.children = token.children.flatMap((/** @type {any} */ child) => {
        if (child.type !== 'code_inline') return [child];
        return [markup(state, '<code>'), text(state, child.content), markup(state, '</code>')];
      });
    }
  });
  parser.renderer.rules.table_open = () => '<div class="table-scroll" tabindex="0"><table>';
  parser.renderer.rules.table_close = () => '</table></div>';
}

/** @param {any} state @param {string} content */
const markup = (state, content) => Object.assign(new state.Token('html_inline', '', 0), { content });

/** @param {any} state @param {string} content */
const text = (state, content) => Object.assign(new state.Token('text', '', 0), { content });

/**
 * What TypeDoc's pages lack: the front page by its file's name (a folder's link shows a list of files from the file
 * system), a landmark for the content, code that the keyboard can scroll.
 * @param {string} html
 * @returns {string}
 */
export const mendPage = (html) =>
  html
    .replace(/href="(\.\/|(?:\.\.\/)+)(#[^"]*)?"/g, 'href="$1index.html$2"')
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replaceAll('<pre><code', '<pre><code tabindex="0"');
