import { expect, it } from 'vitest';
import { watchWrites } from './other-writes.js';

class Stream {
  text = '';
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

it('lets every write be surrounded, and gives back what it returns', () => {
  const stream = new Stream();
  const seen: boolean[] = [];
  const stop = watchWrites([stream], (write, ended) => {
    seen.push(ended);
    stream.text += '<';
    const result = write();
    stream.text += '>';
    return result;
  });
  expect(stream.write('a\n')).toBe(true);
  stream.write(new TextEncoder().encode('b\n') as never);
  stream.write('c');
  expect(seen).toEqual([true, true, false]);
  stop();
  stream.write('d');
  expect(stream.text).toBe('<a\n><98,10><c>d');
});

it('puts the streams back as they were', () => {
  const inherited = new Stream();
  const original = () => true;
  const own = { write: original };
  const stop = watchWrites([inherited, own], (write) => write());
  stop();
  expect(Object.hasOwn(inherited, 'write')).toBe(false);
  expect(own.write).toBe(original);
});

it('leaves alone who has come on top of it, and surrounds nothing any more', () => {
  const stream = new Stream();
  let surrounded = 0;
  const stop = watchWrites([stream], (write) => {
    surrounded++;
    return write();
  });
  const below = stream.write;
  const above = (text: string) => below(text.toUpperCase());
  stream.write = above;
  stop();
  stream.write('loud');
  expect(stream.write).toBe(above);
  expect(stream.text).toBe('LOUD');
  expect(surrounded).toBe(0);
});
