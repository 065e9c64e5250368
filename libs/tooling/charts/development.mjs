/** Whether anything of development could be switched on in a chart of production: each setting of the development chart is handed to each of them, and must be refused. */
import { PROCESSES } from './copies.mjs';
import { objectsOf, render } from './render.mjs';

/** Words that only a platform for development holds. */
const WORDS = ['standalone', 'CLOCK_URL', 'cpmp-development'];
/** What makes a process one for development, by the name of its setting. */
const settingsOf = (development, chart) => {
  const { data } = objectsOf(development).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === `cpmp-${chart}`);
  return Object.entries(data).filter(([, value]) => /development|standalone/.test(value));
};
const refused = (bin, chart, entry) => render(bin, `charts/${chart}`, { set: [entry] }).then(() => false, ({ message }) => /values don't meet the specifications of the schema/.test(message));

/** What is wrong, a sentence each. @param production all that the charts of production render */
export const developmentLeaks = async (bin, development, production) => {
  const tried = await Promise.all(PROCESSES.map(async (chart) => {
    const settings = settingsOf(development, chart);
    if (settings.length < 3) return [`the development chart gives ${chart} no sign-in and no clock: nothing was tried`];
    const taken = await Promise.all(settings.map(async ([name, value]) => [name, await refused(bin, chart, `settings.${name}=${value}`)]));
    return taken.filter(([, no]) => !no).map(([name]) => `charts/${chart} takes development's ${name}`);
  }));
  const held = WORDS.filter((word) => production.includes(word)).map((word) => `a chart of production holds ${word}`);
  const unheld = WORDS.filter((word) => !development.includes(word)).map((word) => `the development chart holds no ${word}: it was looked for in vain`);
  return [...tried.flat(), ...held, ...unheld];
};
