/** The law of covert policing: dated, cited data, asked by a pure function. Reading the packs is `@cpmp/law/load`. */
export type * from './answer.js';
export type * from './ask.js';
export { asOn, type Book } from './book.js';
export * from './calendar.js';
export { contents, type Contents, type PackInForce } from './contents.js';
export { workingDaysBetween } from './counting.js';
export { evaluate } from './evaluate.js';
export { type PowerAsked, powers } from './powers.js';
export * from './roles-held.js';
export { requirements } from './requirements.js';
export * from './records.js';
export * from './research.js';
