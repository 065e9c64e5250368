/** The law of covert policing as dated, cited data, and the London calendar that it counts by. */
export * from './calendar.js';
export * from './wall-clock.js';
