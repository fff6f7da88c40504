// Leaves what became of every test in the file that AMNL_NATIVE_RESULTS names, for known-failures to be told from new ones.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class ResultsReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules @param {readonly { message: string }[]} unhandled */
  onTestRunEnd(modules, unhandled) {
    const results = modules.flatMap((module) => {
      const file = relative(process.cwd(), module.moduleId);
      const tests = [...module.children.allTests()].map((test) => {
        const { state, errors } = test.result();
        return { name: `${file} > ${test.fullName}`, state, message: errors?.[0]?.message };
      });
      // What failed before it had a test, such as an import.
      const early = module.errors().map(({ message }) => ({ name: file, state: 'failed', message }));
      return [...tests, ...early];
    });
    for (const { message } of unhandled) results.push({ name: 'outside of the tests', state: 'failed', message });
    const file = process.env['AMNL_NATIVE_RESULTS'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  }
}
