import plain from './jest.config.mjs';

/**
 * What needs a real Kafka, MongoDB or Redis: contract suites and end-to-end tests named `*.engines.ts` (`npm run test:engines`, which says by environment where they are).
 * `openHandlesTimeout`: the process lives on to stop the engines, and Jest would wonder why.
 */
export default { ...plain, maxWorkers: 2, openHandlesTimeout: 0, testMatch: ['<rootDir>/{services,libs}/*/dist/**/*.engines.js'] };
