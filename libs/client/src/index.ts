export * from './client.js';
export * from './listen.js';
export { patient } from './patient.js';
export type * from './gen/index.js';
