export * from './browser.js';
export * from './page-checks.js';
