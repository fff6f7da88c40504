import type { Theme } from './choices.js';
import { h } from './dom.js';

const NAMES: readonly (readonly [Theme, string])[] = [
  ['auto', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

const system = matchMedia('(prefers-color-scheme: dark)');

/** Puts a theme on the page: the style sheet knows `data-theme` as `light` or `dark`. */
function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme === 'auto' ? (system.matches ? 'dark' : 'light') : theme;
}

/** The switch between following the system, light and dark. */
export function themeSwitch(initial: Theme, onChange: (theme: Theme) => void): HTMLElement {
  let theme = initial;
  const choose = (chosen: Theme): void => {
    theme = chosen;
    applyTheme(theme);
    onChange(theme);
  };
  applyTheme(theme);
  system.addEventListener('change', () => applyTheme(theme));
  const option = ([value, name]: readonly [Theme, string]): HTMLElement =>
    h(
      'label',
      {},
      h('input', { type: 'radio', name: 'theme', value, checked: value === theme, onchange: () => choose(value) }),
      h('span', {}, name),
    );
  return h('fieldset', { class: 'segments theme' }, h('legend', { class: 'unseen' }, 'Theme'), ...NAMES.map(option));
}
