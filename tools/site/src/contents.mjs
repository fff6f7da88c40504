import { linkTo } from './linked.mjs';
import { CATEGORIES } from './pages.mjs';

/**
 * The front page's table of contents: every document, by category. Packages are left out, the README lists them.
 * @param {readonly import('typedoc').Models.DocumentReflection[]} documents
 * @returns {import('typedoc').Models.CommentDisplayPart[]}
 */
export function contents(documents) {
  const parts = CATEGORIES.flatMap((category) => {
    const members = documents.filter((document) => document.frontmatter['category'] === category);
    if (members.length === 0) return [];
    const items = members.flatMap((document) => [
      /** @type {const} */ ({ kind: 'text', text: '\n- ' }),
      linkTo(document),
    ]);
    return [/** @type {const} */ ({ kind: 'text', text: `\n\n### ${category}\n` }), ...items];
  });
  return [{ kind: 'text', text: '\n\n## All pages' }, ...parts];
}
