import { readConfig } from '@cpmp/shell';
import { authorisation } from './app.module.js';
import { Settings } from './config.js';

/** Starts this service alone. The distributed engines that it needs are not in this version: `npm start` runs it with the others in one process. */
const main = (): string => {
  try {
    readConfig(Settings, process.env);
  } catch (error) {
    return error instanceof Error ? error.message : 'The settings do not do.';
  }
  return 'Every setting is here, but the distributed engines are not in this version.';
};

process.stderr.write(`${main()}\n${authorisation.title} does not start alone yet; npm start runs it with the others.\n`);
process.exitCode = 1;
