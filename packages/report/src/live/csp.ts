import { createHash } from 'node:crypto';

/**
 * A Content-Security-Policy under which a page runs the scripts that it came with, talks to its own server, and nothing
 * else.
 * @param html the page; each inline script in it is allowed by its hash
 */
export function cspOf(html: string): string {
  const scripts = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi)]
    .filter(([, attributes]) => !/\b(src\s*=|type\s*=\s*["']?application\/json)/i.test(attributes!))
    .map(([, , code]) => `'sha256-${sha256(code!)}'`);
  return [
    "default-src 'none'",
    "connect-src 'self'",
    'img-src data:',
    "style-src 'unsafe-inline'",
    `script-src ${[...new Set(scripts)].join(' ') || "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Of what the browser hashes: it has made one kind of line break of all while it read the page. */
function sha256(code: string): string {
  return createHash('sha256').update(code.replace(/\r\n?/g, '\n')).digest('base64');
}
