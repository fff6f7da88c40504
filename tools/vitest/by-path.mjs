import { BaseSequencer } from 'vitest/node';

/** Files by name: what shares a process runs in the same order on every machine. */
export class ByPath extends BaseSequencer {
  /** @param {import('vitest/node').TestSpecification[]} files */
  async sort(files) {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}
