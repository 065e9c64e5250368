import plain from './jest.config.mjs';

/** What needs a real Kafka, MongoDB or Redis: contract suites and end-to-end tests named `*.engines.ts` (`npm run test:engines`, which says by environment where they are). */
export default { ...plain, maxWorkers: 2, testMatch: ['<rootDir>/{services,libs}/*/dist/**/*.engines.js'] };
