// pnpm docs:build: guides, READMEs and API reference as one static site in docs/site.
import { buildAndReport } from './src/build-and-report.mjs';

await buildAndReport();
