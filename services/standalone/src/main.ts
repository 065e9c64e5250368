import { startTelemetry } from '@cpmp/shell';
import { people, ROLES } from './demonstration.js';
import { runHost } from './host-process.js';
import { type Platform, startPlatform } from './platform.js';

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

runHost<Platform>({
  welcome,
  start: async (args, log) => {
    // A rehearsal's ledgers come out the same every time, so no trace of chance is written into them.
    const telemetry = args.clock.kind === 'machine' ? await startTelemetry({ serviceName: 'cpmp-standalone', ...(args.metricsPort === undefined ? {} : { metricsAt: { host: '127.0.0.1', port: args.metricsPort } }) }) : undefined;
    const platform = await startPlatform({ ...args, log });
    return { ...platform, close: () => platform.close().then(() => telemetry?.stop()) };
  },
});
