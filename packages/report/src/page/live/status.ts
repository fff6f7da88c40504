import { h, setText } from '../dom.js';
import type { ConnectionState } from './connection.js';

const WORDS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting',
  ended: 'ended',
};

const HINTS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Asking the server for the run.',
  live: 'The page follows the run.',
  reconnecting: 'The connection is lost; the page keeps trying.',
  ended: 'The server has stopped. What was shown stays; if the run is resumed here, the page goes on.',
};

/** Says in a word how the connection is. */
export function connectionStatus(): { element: HTMLElement; show(state: ConnectionState): void } {
  const element = h('p', { class: 'connection', role: 'status' });
  return {
    element,
    show(state) {
      element.dataset['state'] = state;
      element.title = HINTS[state];
      setText(element, WORDS[state]);
    },
  };
}

/** A message from the server that something is wrong; it stays until the next good one. */
export function problemNote(): { element: HTMLElement; show(text: string | undefined): void } {
  const element = h('p', { class: 'problem', role: 'status', hidden: true });
  return {
    element,
    show(text) {
      element.hidden = text === undefined;
      setText(element, text ?? '');
    },
  };
}
