import { startEngines } from '@cpmp/standalone/distributed';

/** What stands in for MongoDB where none is named: its figures are its own, and only what is held against it on the same server is ours. */
const STAND_IN = 'SecantusDB (no MongoDB)';
/** Ports of the bench's own engines, beside whatever else runs. */
export const OFFSET = 4_400;

type Setting = 'MONGODB_URI' | 'KAFKA_BROKERS';
/** What was started here: it goes with its folder, whatever is left on it. */
const ours = new Set<string>();

/** Where an engine is, by the name of its setting. @throws when nobody said */
export const addressOf = (setting: Setting): string => {
  const address = process.env[setting];
  if (address === undefined) throw new Error(`${setting} is not set.`);
  return address;
};

/** False: somebody named it, and wants it back as it was. */
export const isOurs = (setting: Setting): boolean => ours.has(setting);

/** Whether what is called MongoDB is one. */
export const isReal = (): boolean => process.env['MONGODB_IS'] === 'real';

/** Said beside a figure that rests on the stand-in: everything on MongoDB, unless `MONGODB_IS=real`. */
export const onStandIn = (): { readonly standIn: string } | object => (isReal() ? {} : { standIn: STAND_IN });

/** Starts the engines that the environment does not name, and names them there; answers what stops them again. */
export const startNamedEngines = async (folder: string): Promise<() => Promise<void>> => {
  const { addresses, stop } = await startEngines(folder, { offset: OFFSET });
  for (const setting of Object.keys(addresses)) if (process.env[setting] === undefined) ours.add(setting);
  Object.assign(process.env, addresses);
  return stop;
};
