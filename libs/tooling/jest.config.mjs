import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * Jest over the compiled specs. The plain runner links NestJS anew for each suite and is ten times slower than this one, which shares a
 * worker between suites: no `jest.mock`. At least two workers, since a single one would run the suites inside Jest's own process.
 */
export default {
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  runner: 'jest-light-runner',
  maxWorkers: Math.max(2, availableParallelism()),
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{services,libs}/*/dist/**/*.spec.js'],
  transform: {},
  setupFiles: ['reflect-metadata'],
  reporters: ['default', '<rootDir>/libs/tooling/jest.reporter.mjs'],
};
