import { causesOf, createLog, type Log, stopAtSignal } from '@cpmp/shell';
import { ArgumentFault, type Arguments, readArguments, USAGE } from './arguments.js';
import { withProgress } from './progress.js';
import { StartFault } from './start-fault.js';

/** What a person started by hand, and how they are told of it. */
export type HostProcess<P extends { close(): Promise<void> }> = {
  /** The data folder when none is named. */
  readonly folder?: string;
  readonly start: (args: Arguments, log: Log) => Promise<P>;
  readonly welcome: (platform: P) => string;
};

/** Runs a host that a person started: reads the command line, says how far it is, and stops it in order at the first signal. What cannot be is a sentence and exit 1; a wrong argument exit 2 and the usage. */
export const runHost = <P extends { close(): Promise<void> }>({ folder, start, welcome }: HostProcess<P>): void => {
  const log = createLog('warn', process.stderr);
  /** An error that nobody foresaw: by class and place, since its words may be covert. */
  const fatal = (error: unknown): never => {
    log.fatal({ causes: causesOf(error) }, 'stopped by an error');
    process.exit(1);
  };
  const main = async (): Promise<void> => {
    const args = readArguments(process.argv.slice(2), process.env, folder);
    console.log(`Data folder: ${args.data}`);
    const starting = start(args, log);
    stopAtSignal(() => withProgress('Stopping', starting.then((platform) => platform.close())), fatal);
    console.log(welcome(await withProgress('Starting', starting)));
  };
  process.on('uncaughtException', fatal);
  main().catch((error: unknown) => {
    if (error instanceof ArgumentFault) console.error(`${error.message}\n\n${USAGE}`);
    else if (error instanceof StartFault) console.error(error.message);
    else fatal(error);
    process.exit(error instanceof ArgumentFault ? 2 : 1);
  });
};
