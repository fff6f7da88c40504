import { expect, it } from 'vitest';
import { eventMessage } from './sse.js';

it('writes events', () => {
  expect(eventMessage('{"a":1}', { id: 3 }).toString()).toBe('id: 3\ndata: {"a":1}\n\n');
  expect(eventMessage('ü', { event: 'problem' }).toString()).toBe('event: problem\ndata: ü\n\n');
});

it('lets no line break end the data', () => {
  expect(eventMessage('a\nevent: end\r\rid: 9\r\n').toString()).toBe(
    'data: a\ndata: event: end\ndata: \ndata: id: 9\ndata: \n\n',
  );
});
