import { startBareApp } from './bare-app.js';

/** The bare application as a process of its own: says where it answers, and ends when it is told to. */
const { url, close } = await startBareApp(async () => {}, {});
console.log(`The bare application: ${url}`);
process.once('SIGTERM', () => void close());
