import { open } from '@cpmp/ledger/bench';

/** Opens the bench's log in a folder and says how long that took, in milliseconds, and how much memory the process then has. */
const began = performance.now();
const ledger = await open(process.argv[2] ?? '.');
const ms = performance.now() - began;
console.log(JSON.stringify({ ms, megabytes: process.memoryUsage().rss / 2 ** 20 }));
await ledger.close();
