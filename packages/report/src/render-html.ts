import { createHash } from 'node:crypto';

/** What a page is made of. */
export interface PageParts {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  /** What the script reads: put into the page as JSON. */
  readonly data: unknown;
  /** Whether it may talk to its own server. */
  readonly connects: boolean;
}

/** One whole HTML document that loads nothing. */
export function htmlDocument({ title, style, script, data, connects }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script, connects)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar"></header>
<main id="main" tabindex="-1">
<h1>${escapeText(title)}</h1>
<noscript><p>The charts of this page are drawn by its script, which is switched off.</p></noscript>
</main>
<script type="application/json" id="data">${escapeJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Nothing may be loaded or sent, and only this one script may run; even a vulnerability in the page could not leak data. */
function policyFor(script: string, connects: boolean): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    ...(connects ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * JSON that cannot end the script element it stands in, nor open a comment in it. U+2028 and U+2029 end lines in older
 * JavaScript.
 */
export function escapeJson(data: unknown): string {
  const escapes: Record<string, string> = { '<': '\\u003c', '\u2028': '\\u2028', '\u2029': '\\u2029' };
  return JSON.stringify(data).replace(/[<\u2028\u2029]/g, (character) => escapes[character]!);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
