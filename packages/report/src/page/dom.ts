/** What an element can hold; text stays text. */
export type Child = Node | string | false | null | undefined;

type Value = string | number | boolean | undefined | ((event: Event) => void);

/**
 * Makes an element. Strings become text nodes, never markup, so that no name or path from a run can turn into code.
 * Attributes that are `undefined` or `false` are left out; `onclick` and the like add listeners.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter(isContent));
  return element;
}

function isContent(child: Child): child is Node | string {
  return child !== false && child !== null && child !== undefined;
}

/** Sets the text of an element, and touches it only where the text is another: screen readers announce every write. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Runs `render` only when its input is another than before, so that focus and selection within survive an update. */
export function whenChanged<T>(render: (value: T) => void): (value: T) => void {
  let before: string | undefined;
  return (value) => {
    const now = JSON.stringify(value);
    if (now === before) return;
    before = now;
    render(value);
  };
}
