import { createLog } from '@cpmp/shell';
import { budgetFrom, fuzz, type Opened, secretsKept, type Site, transportTo, type Turn, turns, type Visitor, Wander } from '@cpmp/testing';
import { people } from './demonstration.js';
import { startPlatform } from './platform.js';
import { actOf, STARTS, STORY, Storyteller } from './story/story.js';

const BUDGET = budgetFrom(process.env, { seed: 20_260_302, seconds: 20, steps: 150 });
/** For a machine that hangs, not for one that is slow. */
const LIMIT_MS = 3_600_000 + BUDGET.seconds * 10_000;

/** Every work space has its visitor; the last has no business with any case. */
const VISITORS = ['dc-ahmed', 'cab-lane', 'supt-okafor', 'ac-whitfield', 'cmdr-hale', 'rm-price', 'di-rourke', 'ds-cole', 'po-reed', 'ipco-frost', 'jc-farrow', 'admin-shaw'];
const FORCE_WIDE = ['gatekeeper', 'senior-responsible-officer', 'authorising-officer', 'inspector-ipco', 'judicial-commissioner'];
const DESK = ['resource-manager', 'asset-custodian', 'cover-officer', 'controller'];

const rolesOf = (person: string): readonly string[] => people.find((one) => one.person === person)?.roles ?? [];
const unitOf = (person: string): string => people.find((one) => one.person === person)?.unit ?? person;

const DESK_PAGES = /^\/(deploy|assets|resources|board|taskings)/;
/** What the registers say of an item or a team. Notes of it are for the desk. */
const REGISTER_PAGES = /^\/(assets|resources)\/(new|[a-z2-7]{16}\/(fitness|serviceability))/;
/** Kinds, serials, sites and skills are the registers' own words, and lie in their logs in clear. */
const isPlain = ({ operations }: { readonly operations: ReadonlySet<string> }): boolean => [...operations].every((to) => REGISTER_PAGES.test(to));
/** What was obtained is for the force's product officers too, who know no more of its case. */
const PRODUCT_PAGES = /^\/(product|cases\/[a-z2-7]{16}\/product)/;
const REGISTER_WORDS = ['needs'];
const READS_REGISTERS = [...DESK, 'applicant', 'senior-investigating-officer', 'administrator'];

/** Notices are for whoever they are sent to, and say nothing covert to anybody; pages of cases are for who may know of the case; what the desk writes, all of the desk may read; what it enters of a thing, everybody who reads the registers. */
const mayRead: Site['mayRead'] = ({ person, circle }, { by: writers, circles, operations }, path) => {
  if (writers.has(person)) return true;
  if (path.startsWith('/notices')) return false;
  const roles = rolesOf(person);
  const written = (where: RegExp, ...by: readonly string[]): boolean => [...operations].every((to) => where.test(to)) && roles.some((role) => by.includes(role));
  return circles.has(circle) || roles.some((role) => FORCE_WIDE.includes(role)) || written(PRODUCT_PAGES, 'product-officer') || written(DESK_PAGES, ...DESK) || written(REGISTER_PAGES, ...READS_REGISTERS);
};

/** What belongs into a field: days around the story's, a case that exists, codes; all else is free text. */
const FILLS: Site['fills'] = [
  [/day$/, (_, pick) => String(2 + (pick % 26))], [/^from-month$/, () => '6'], [/^to-month$/, () => '7'], [/month$/, (_, pick) => String([5, 6, 6, 7][pick % 4])], [/year$/, () => '2026'], [/time$/, (_, pick) => ['10:30', '0940', '23.59'][pick % 3] ?? ''],
  [/^cleared$|-told$|^told$/, () => 'cab-lane'], [/^(person|handler|controller|recordMaintainer|obtainedBy)$/, () => 'dc-bell'], [/^reference$|^case$/, (known, pick) => known('reference', pick) ?? 'MET-26-0001'], [/^part$/, (_, pick) => String(1 + (pick % 2))], [/^target$/, (_, pick) => ['AB12CDE', 'subject-a'][pick % 2] ?? ''],
];

const open = async (): Promise<Opened<Turn>> => {
  const logged: string[] = [];
  const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: STARTS }, demonstration: true, log: createLog('debug', { write: (line) => void logged.push(line) }) });
  const transport = transportTo(platform.url);
  const close = async (): Promise<void> => {
    transport.close();
    await platform.close();
  };
  try {
    const story = new Storyteller(platform.url);
    await story.findThings();
    await story.tell([...STORY.slice(0, STORY.indexOf(actOf('withdraw-team'))), ...['other', 'third'].map((as) => ({ ...actOf('apply'), name: `apply-${as}`, as }))]);
    const visitors = VISITORS.map((person): Visitor => ({ person, circle: unitOf(person), cookies: new Map(), page: '', path: '/' }));
    const journey = new Wander({ transport, origin: platform.url, visitors, fills: FILLS, logged, rest: () => platform.topics.drain(), mayRead });
    // Whose matter the story's case is, and what is out under it: its applicant's unit, beside those who may know of all.
    for (const id of ['weir', 'other', 'third', 'out-1', 'out-2', 'out-team'].map((as) => story.ids[as])) journey.memory.told({ path: '/cases', about: [], circles: [unitOf('dc-ahmed')], etag: undefined, json: { id } });
    for (const visitor of visitors) {
      const faults = await journey.go(visitor, { method: 'POST', path: '/sign-in', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: platform.url }, body: Buffer.from(`person=${visitor.person}`) });
      if (faults.length > 0 || !visitor.page.includes('Sign out')) throw new Error(`${visitor.person} could not sign in: ${faults.join('; ')}`);
    }
    return { journey, settled: async () => secretsKept(platform.services, journey.memory, { isPlain, fields: REGISTER_WORDS }), close };
  } catch (error) {
    await close();
    throw error;
  }
};

it('given the console, when people walk through its pages and send its forms in any order with anything, then nothing breaks, and no covert text stands in a title, an address or before somebody who may not know it', async () => {
  const { failure, reached, runs, steps } = await fuzz(turns, open, BUDGET);
  if (failure) throw new Error(failure);
  console.log(`went to ${reached.size} pages and forms in ${runs} walks of ${steps} steps together`);
  expect(reached.size).toBeGreaterThan(0);
}, LIMIT_MS);
