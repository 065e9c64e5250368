export * from '@cpmp/shell/testing';
export * from './explorer.js';
