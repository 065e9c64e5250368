export * from './client.js';
export * from './listen.js';
export type * from './gen/index.js';
