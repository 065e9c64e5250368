import { causesOf, createLog, startTelemetry, stopAtSignal } from '@cpmp/shell';
import { ArgumentFault, readArguments, USAGE } from './arguments.js';
import { people, ROLES } from './demonstration.js';
import { type Platform, startPlatform } from './platform.js';
import { withProgress } from './progress.js';
import { StartFault } from './start-fault.js';

const log = createLog('warn', process.stderr);

/** What to do with it, for whoever started it. */
const welcome = ({ url, services }: Platform): string => {
  const roles = ROLES.flatMap((role) => {
    const holders = people.filter((person) => person.roles.includes(role)).map(({ person, rank }) => (rank ? `${person} (${rank})` : person));
    return holders.length > 0 ? [`  ${role.padEnd(30)}${holders.join(', ')}`] : [];
  });
  return `The platform: ${url}
Sign in: choose a person there, or POST ${url}/api/standalone/v1/sign-in {"person": "dc-ahmed"}
${roles.join('\n')}
API documents:
${services.map(({ name }) => `  ${url}/api/${name}/v1/docs`).join('\n')}
Ctrl-C stops it; what was answered is kept.`;
};

/** An error that nobody foresaw: by class and place, since its words may be covert. */
const fatal = (error: unknown): never => {
  log.fatal({ causes: causesOf(error) }, 'stopped by an error');
  process.exit(1);
};

const main = async (): Promise<void> => {
  const { data, port, clock, demonstration, lawFolder } = readArguments(process.argv.slice(2));
  console.log(`Data folder: ${data}`);
  // A rehearsal's ledgers come out the same every time, so no trace of chance is written into them.
  const endTracing = clock.kind === 'machine' ? await startTelemetry({ serviceName: 'cpmp-standalone' }) : async () => {};
  const starting = startPlatform({ data, port, clock, demonstration, lawFolder, log });
  stopAtSignal(() => withProgress('Stopping', starting.then((platform) => platform.close()).then(endTracing)), fatal);
  console.log(welcome(await withProgress('Starting', starting)));
};

process.on('uncaughtException', fatal);
main().catch((error: unknown) => {
  if (error instanceof ArgumentFault) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof StartFault) console.error(error.message);
  else fatal(error);
  process.exit(error instanceof ArgumentFault ? 2 : 1);
});
