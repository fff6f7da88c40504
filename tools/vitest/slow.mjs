/**
 * Kinds of tests that `npm test` leaves out: `*.KIND.test.ts`, run by `pnpm test:KIND`. Pages in a real browser; runs that are
 * killed, and disks that fail at every call; the examples and the programs of the pages, with their whole trainings; models of every
 * kind, trained in every way; cases of the command line, each a process or two; the commands of the pages.
 */
export const SLOW = ['browser', 'survival', 'examples', 'differential', 'processes', 'commands'];
