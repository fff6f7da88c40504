// Prints why tests were skipped, then "N passed, N failed, N skipped". The counts stay in .results/summary.json, which nx
// caches with the task, so that `npm test` can add up all packages, cached ones included.
import { mkdirSync, writeFileSync } from 'node:fs';

export default class SummaryReporter {
  onTestRunEnd(modules) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        counts[state === 'passed' ? 'passed' : state === 'failed' ? 'failed' : 'skipped']++;
        if (note) console.log(`skipped: ${test.fullName}: ${note}`); // vitest by itself keeps the reason to itself
      }
    }
    mkdirSync('.results', { recursive: true });
    writeFileSync('.results/summary.json', JSON.stringify(counts));
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
