import { createHash } from 'node:crypto';
import type { OpenApi } from './open-api.js';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
code, pre { font: 14px/1.45 ui-monospace, monospace } pre { overflow-x: auto; background: #f3f4f6; padding: .75rem; border-radius: 6px }
h2 { margin-top: 2.5rem; border-top: 1px solid #d0d7de; padding-top: 1rem } td, th { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0 }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117 } pre { background: #161b22 } h2 { border-color: #30363d } a { color: #79c0ff } }
`;

/** Nothing but its own style is loaded. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'`;

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}

/** The description of the service for people: one page without a script. */
export function docsPage(api: OpenApi): string {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) =>
      section(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  const { title, description } = api.info;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${safe(title)}</title><style>${STYLE}</style></head>
<body><h1>${safe(title)}</h1><p>${safe(description)}</p><p>For programs: <a href="/openapi.json">openapi.json</a></p>
${operations.join('\n')}
<h2>Schemas</h2>${Object.entries(api.components.schemas)
    .map(([name, schema]) => details(name, schema))
    .join('')}
</body></html>
`;
}

function section(title: string, { summary, parameters = [], requestBody, responses }: Operation): string {
  const rows = parameters.map((one) => row(`<code>${safe(one.name)}</code>, ${one.in}`, one.description ?? ''));
  const answers = Object.entries(responses).map(([status, { description }]) => row(status, description));
  return `<h2><code>${safe(title)}</code></h2><p>${safe(summary)}</p>
${rows.length > 0 ? `<table>${rows.join('')}</table>` : ''}
${requestBody ? details('Body', requestBody.content) : ''}
${details('Answer', responses['200']?.content ?? {})}
<table>${answers.join('')}</table>`;
}

function row(name: string, description: string): string {
  return `<tr><th>${name}</th><td>${safe(description)}</td></tr>`;
}

function details(title: string, value: object): string {
  return `<details><summary>${safe(title)}</summary><pre>${safe(JSON.stringify(value, null, 2))}</pre></details>`;
}

/** Names of runs, units and channels come from elsewhere. */
function safe(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
