import { startDistributed } from './distributed/start.js';
import { runHost } from './host-process.js';

/** Starts engines, services and console as processes of their own, for a developer. */
runHost({
  folder: '.data-distributed',
  start: (args, log) => startDistributed({ ...args, log }),
  welcome: ({ url, processes, engines, dataDirectory }) => `The platform: ${url}
How everything is: ${url}/health
${processes.map(({ name, port }) => `  ${name.padEnd(22)}http://127.0.0.1:${port}`).join('\n')}
${Object.entries(engines.addresses).map(([name, address]) => `  ${name.padEnd(22)}${address}`).join('\n')}
Their logs: ${dataDirectory}/logs. Ctrl-C stops everything; what was answered is kept.`,
});
