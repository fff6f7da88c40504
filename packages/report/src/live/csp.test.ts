import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { cspOf } from './csp.js';

const hashOf = (code: string) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;
const scriptsOf = (html: string) => /script-src ([^;]*);/.exec(cspOf(html))![1]!.split(' ');

it('allows each inline script of the page, once', () => {
  const html = '<script>a</script>\n<SCRIPT type="module" >\nb < c\n</Script ><script>a</script>';
  expect(scriptsOf(html)).toEqual([hashOf('a'), hashOf('\nb < c\n')]);
});

it('takes line breaks as a browser does', () => {
  expect(scriptsOf('<script>\r\na\rb\n</script>')).toEqual([hashOf('\na\nb\n')]);
});

it('allows no script that is fetched, and no data', () => {
  expect(scriptsOf('<script src="x.js"></script><script type="application/json">{}</script>')).toEqual(["'none'"]);
  expect(scriptsOf('<p>')).toEqual(["'none'"]);
});
