export * from './commit-store.contract.js';
export * from './key-store.contract.js';
export * from './view-store.contract.js';
