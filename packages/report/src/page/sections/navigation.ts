import { h } from '../dom.js';
import type { Section } from '../view.js';

/** Links to the sections that are there. */
export function navigation(sections: readonly HTMLElement[]): Section {
  const links = sections.map((section) => {
    const name = section.querySelector('h2')?.textContent ?? section.id;
    return { section, item: h('li', { hidden: true }, h('a', { href: `#${section.id}` }, name)) };
  });
  return {
    element: h('nav', { 'aria-label': 'Sections' }, h('ul', {}, ...links.map(({ item }) => item))),
    update() {
      for (const { section, item } of links) item.hidden = section.hidden;
    },
  };
}
