/**
 * Kinds of tests that `npm test` leaves out: `*.KIND.test.ts`, run by `pnpm test:KIND`. Pages in a real browser; runs that are
 * killed, and disks that fail at every call; the examples and the programs of the pages, with their whole trainings; models of every
 * kind, trained in every way; commands of which each case is a process or two.
 */
export const SLOW = ['browser', 'survival', 'examples', 'differential', 'processes'];
