export * from './client.js';
export type * from './gen/index.js';
