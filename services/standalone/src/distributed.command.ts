import { causesOf, createLog, stopAtSignal } from '@cpmp/shell';
import { ArgumentFault, readArguments, USAGE } from './arguments.js';
import { startDistributed } from './distributed/start.js';
import { withProgress } from './progress.js';
import { StartFault } from './start-fault.js';

const log = createLog('warn', process.stderr);

/** An error that nobody foresaw: by class and place, since its words may be covert. */
const fatal = (error: unknown): never => {
  log.fatal({ causes: causesOf(error) }, 'stopped by an error');
  process.exit(1);
};

/** Starts engines, services and console as processes of their own, for a developer. */
const main = async (): Promise<void> => {
  const { data, ...rest } = readArguments(process.argv.slice(2), process.env, '.data-distributed');
  console.log(`Data folder: ${data}`);
  const starting = startDistributed({ ...rest, data, log });
  stopAtSignal(() => withProgress('Stopping', starting.then((platform) => platform.close())), fatal);
  const { url, processes, engines } = await withProgress('Starting', starting);
  console.log(`The platform: ${url}
How everything is: ${url}/health
${processes.map(({ name, port }) => `  ${name.padEnd(22)}http://127.0.0.1:${port}`).join('\n')}
${Object.entries(engines.addresses).map(([name, address]) => `  ${name.padEnd(22)}${address}`).join('\n')}
Their logs: ${data}/logs. Ctrl-C stops everything; what was answered is kept.`);
};

process.on('uncaughtException', fatal);
main().catch((error: unknown) => {
  if (error instanceof ArgumentFault) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof StartFault) console.error(error.message);
  else fatal(error);
  process.exit(error instanceof ArgumentFault ? 2 : 1);
});
