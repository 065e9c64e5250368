import { fileURLToPath } from 'node:url';

/** Jest over the compiled specs, in one process a core: the plain runner links NestJS anew for each suite and is ten times slower. */
export default {
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  runner: 'jest-light-runner',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{services,libs}/*/dist/**/*.spec.js'],
  modulePathIgnorePatterns: [],
  transform: {},
  setupFiles: ['reflect-metadata'],
};
