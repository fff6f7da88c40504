// pnpm docs:check: links of the repository's markdown and of the built site. Builds it if something is newer.
// --markdown: the markdown alone, which takes a second.
import { buildAndReport } from './src/build-and-report.mjs';
import { isFresh } from './src/fresh.mjs';
import { checkMarkdown } from './src/markdown-check.mjs';
import { report } from './src/report.mjs';
import { ROOT, SITE } from './src/repository.mjs';
import { checkSite } from './src/site-check.mjs';

const unknown = process.argv.slice(2).filter((argument) => argument !== '--markdown');
if (unknown.length > 0) {
  console.error(`docs:check: unknown argument ${unknown.join(' ')}; it takes --markdown or nothing`);
  process.exit(2);
}

const markdown = checkMarkdown(ROOT);
report(
  markdown.dead,
  'dead links in markdown',
  `markdown: ${markdown.links} links in ${markdown.pages} files, all alive`,
);

if (!process.argv.includes('--markdown') && (isFresh(ROOT, SITE) || (await buildAndReport()))) {
  const site = checkSite(SITE);
  report(site.dead, 'dead links in the site', `site: ${site.links} links in ${site.pages} pages, all alive`);
}
