export * from '@cpmp/shell/testing';
export { calls, type Plan } from './fuzz/calls.js';
export { kindAt, type Operation, operationsOf } from './fuzz/document.js';
export { type Budget, budgetFrom, fuzz, type Fuzzed, type Opened, type Steps } from './fuzz/fuzz.js';
export { type Caller, Journey, type World } from './fuzz/journey.js';
export { filled, Later } from './fuzz/later.js';
export { transportTo } from './fuzz/transport.js';
export { type Hints, instantNear, knownOr, words } from './fuzz/values.js';
export { type Site, type Turn, turns, type Visitor, Wander } from './fuzz/wander.js';
