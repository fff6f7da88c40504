/** Where the live page is, if nobody else is there; else at any free port. */
export const LIVE_PORT = 6125;
