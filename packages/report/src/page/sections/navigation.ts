import { h, setText } from '../dom.js';
import type { Section } from '../view.js';

/** Links to the sections that are there. */
export function navigation(sections: readonly HTMLElement[]): Section {
  const links = sections.map((section) => {
    const link = h('a', { href: `#${section.id}` });
    return { section, link, item: h('li', { hidden: true }, link) };
  });
  return {
    element: h('nav', { 'aria-label': 'Sections' }, h('ul', {}, ...links.map(({ item }) => item))),
    update() {
      for (const { section, link, item } of links) {
        setText(link, section.querySelector('h2')?.textContent ?? section.id);
        item.hidden = section.hidden;
      }
    },
  };
}
