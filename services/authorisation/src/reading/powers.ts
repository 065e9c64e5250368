import type { PowerAsked, researchForm } from '@cpmp/law';
import { RESEARCH } from '../domain/index.js';

/** The names by which tactics are asked for, and the fields that tell of whom a power makes use. Names only: what is lawful is the law's to say. */
const ASKED: Readonly<Record<string, { readonly tactics: readonly string[]; readonly asks?: readonly string[] }>> = {
  'directed-surveillance': { tactics: ['foot-surveillance', 'mobile-surveillance', 'static-observation', 'fixed-camera', 'vehicle-tracker'] },
  'intrusive-surveillance': { tactics: ['audio-device', 'fixed-camera', 'static-observation'] },
  'property-interference': { tactics: ['vehicle-tracker', 'device-installation'] },
  chis: { tactics: ['tasked-source'], asks: ['source', 'conduct', 'seeksPrivilege'] },
  undercover: { tactics: ['undercover-contact'], asks: ['operative', 'conduct'] },
  'criminal-conduct': { tactics: ['specified-conduct'], asks: ['source', 'conduct', 'linked', 'seeksPrivilege'] },
  'open-source-research': { tactics: ['open-source-research'] },
};

/** The field that a check of the law looks at, beside those that every component has. */
const FIELDS: Readonly<Record<string, string>> = { 'other-means': 'otherMeans', safeguards: 'safeguards' };

type Levels = ReturnType<typeof researchForm>['levels'];

/** A power as its answer shows it: its grounds, the tactics that are known for it, the fields that it asks for, and, of research, the levels of the day. */
export const shownPower = ({ checks, ...power }: PowerAsked, levels: Levels) => {
  const { tactics = [power.power], asks = [] } = ASKED[power.power] ?? {};
  return { ...power, tactics, asks: [...asks, ...checks.flatMap((check) => FIELDS[check] ?? [])], ...(power.power === RESEARCH ? { levels: levels.map(({ level, number, words, clause }) => ({ level, number, words, clause })) } : {}) };
};
