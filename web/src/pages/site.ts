/** The one small script of ordinary pages. Everything on them works without it. */
export {};
