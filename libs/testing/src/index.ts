export * from '@cpmp/shell/testing';
