import { authorisation } from '@cpmp/authorisation';
import { apply, type AuthorityEvent, type AuthorityState, authority, check, grant, type Law, review } from '@cpmp/authorisation/domain';
import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { evaluate, requirements } from '@cpmp/law';
import { loadBook } from '@cpmp/law/load';
import { type Ledger, machineClock, openLedger, openSqliteStores, type Stores } from '@cpmp/ledger';
import { deadlinesSet } from '@cpmp/shell';

const DAY_MS = 86_400_000;
const REVIEW_DAYS = 14;
const OFFICER = { person: 'supt-okafor', rank: 'superintendent', force: 'met' };
const GATEKEEPER = { person: 'cab-lane', rank: 'sergeant', force: 'met' };
const APPLICANT = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35' };

const draft = (handle: string) => ({
  handle, power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: ['subject-a'], vehicles: ['AB12CDE'],
  tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
  necessity: 'The suppliers are not known by any other line of inquiry. '.repeat(4),
  proportionality: 'Public places only, on delivery days. '.repeat(4),
  collateral: 'No pictures of others are kept. '.repeat(4),
});

/** Cases on a ledger of their own, as authorisation keeps them: its aggregate, its decisions, its views, and the law's packs. */
export type Cases = {
  readonly ledger: Ledger;
  /** A case of two components that a gatekeeper has passed; two commits. */
  readonly checked: (id: string) => Promise<void>;
  /** Grants one of its components: one commit. */
  readonly grant: (id: string, component: 'c1' | 'c2') => Promise<void>;
  /** Reviews one that is in force: one commit. */
  readonly review: (id: string, n: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** The views that authorisation folds from its own log. */
export const VIEWS = [...authorisation.views, deadlinesSet].filter(({ from }) => from === 'log');

/** Opens cases in a folder. */
export const openCases = (directory: string): Promise<Cases> => casesOn(openSqliteStores({ directory, service: authorisation.name }));

/** The same on other stores. */
export const casesOn = async (stores: Stores): Promise<Cases> => {
  const book = loadBook();
  const law: Law = { evaluate: (ask) => evaluate(book, ask), requirements: (component, about) => requirements(book, component, about) };
  const { name: service, aggregates } = authorisation;
  const ledger = await openLedger({ service, stores, aggregates, views: VIEWS, clock: machineClock });
  let keys = 0;
  const decide = async (id: string, decision: (state: AuthorityState, now: Instant) => Decision<AuthorityEvent>): Promise<void> => {
    const act = { cause: `http/${String(++keys).padStart(64, '0')}`, fingerprint: 'f'.repeat(64), actor: { ...OFFICER, roles: ['authorising-officer'], unit: 'CAB' } };
    const outcome = await ledger.transact(authority, id, decision, act);
    if (isRefusal(outcome)) throw new Error(`refused: ${outcome.refused}`);
  };
  const inDays = (now: Instant, days: number): Instant => new Date(Date.parse(now) + days * DAY_MS).toISOString();
  return {
    ledger,
    checked: async (id) => {
      await decide(id, (state, now) => apply(state, { operation: 'Copper Weir', operationId: 'op-1', applicant: APPLICANT, cleared: [], components: [draft('watch'), draft('follow')] }, now, {}));
      await decide(id, (state, now) => check(state, { by: GATEKEEPER, outcome: 'pass', comment: 'Both parts are complete.' }, now));
    },
    grant: (id, component) =>
      decide(id, (state, now) => grant(state, { component, by: OFFICER, form: 'written', statement: 'Following on delivery days is no more than is needed. '.repeat(4), reviewBy: inDays(now, REVIEW_DAYS) }, now, law)),
    review: (id, n) => decide(id, (state, now) => review(state, { component: 'c1', by: OFFICER, changed: `Nothing since ${n}.`, decision: 'continue', nextReview: inDays(now, REVIEW_DAYS) }, now, law)),
    close: () => ledger.close(),
  };
};
