import { type Refusal, refuse } from '@cpmp/kernel';
import type { AuthorityAsk, CancelAsk, RenewAsk } from './ask.js';
import type { Rule } from './book.js';
import { meetsAny } from './conditions.js';
import { situationOf } from './situation.js';
import { capital, listWords, nameWords, oneOf, said } from './words.js';
import type { CheckOf } from './pack.schema.js';

type Found = { readonly code: string; readonly because: string; readonly instead: string } | undefined;
type Checks = { readonly [C in CheckOf['check']]: (ask: AuthorityAsk, check: Extract<CheckOf, { check: C }>, rule: Rule) => Found };

const inForceCheck = ({ at, current }: RenewAsk): Found => {
  const { state, until } = current;
  const ended = state === 'expired' || (state === 'in-force' && until !== null && until <= at);
  if (ended) return { code: 'expired', because: 'Its time has run out, and what has expired cannot be renewed.', instead: 'Apply for a new authority.' };
  if (state === 'in-force') return undefined;
  return { code: 'not-in-force', because: `It is ${nameWords(state)}, and only what is in force can be renewed.`, instead: 'Apply for a new authority.' };
};

const ceaseAndDirection = ({ 'ceased-at': ceased, 'product-direction': direction }: CancelAsk): Found => {
  const missing = [...(ceased === null ? ['when activity was told to cease'] : []), ...(said(direction) ? [] : ['what is to happen to the product'])];
  if (missing.length === 0) return undefined;
  return { code: 'direction-missing', because: `The cancellation does not say ${listWords(missing, 'and')}.`, instead: `Say ${listWords(missing, 'and')}, and cancel.` };
};

/** What of the roles, of a source or of an operative, the law asks about. */
const heldBy = ({ component: { source, operative } }: AuthorityAsk, role: string): string | null =>
  ((source ?? operative) as Readonly<Record<string, unknown>> | null | undefined)?.[role] as string | null | undefined ?? null;

const rolesFilled = (ask: AuthorityAsk, roles: readonly string[]): Found => {
  const missing = roles.filter((role) => !said(heldBy(ask, role)));
  if (missing.length === 0) return undefined;
  return { code: 'arrangements-incomplete', because: `Nobody is named as ${listWords(missing.map(nameWords), 'and')}.`, instead: `Name ${listWords(missing.map(oneOf), 'and')}, from that day on.` };
};

const rolesSeparate = (ask: AuthorityAsk, roles: readonly string[]): Found => {
  const held = roles.map((role) => heldBy(ask, role)).filter((person) => person !== null);
  if (new Set(held).size === held.length) return undefined;
  return { code: 'roles-not-separate', because: `One person is ${listWords(roles.map(nameWords), 'and')}.`, instead: `Name different persons as ${listWords(roles.map(nameWords), 'and')}.` };
};

const safeguards = ({ component: { source } }: AuthorityAsk, needs: readonly string[]): Found => {
  const recorded = source?.safeguards ?? false;
  const missing = recorded === true ? [] : needs.filter((name) => recorded === false || !recorded.includes(name));
  if (missing.length === 0) return undefined;
  const words = listWords(missing.map(nameWords), 'and');
  return { code: 'safeguards-missing', because: `Safeguards for this source are not recorded: ${words}.`, instead: `Record them first: ${words}.` };
};

const reviewFirst = ({ review }: RenewAsk, of: readonly ('use' | 'tasks' | 'information')[]): Found => {
  const missing = review ? of.filter((what) => !review[what]) : of;
  if (review?.considered && missing.length === 0) return undefined;
  const because = missing.length === 0 ? 'The last review was not considered.' : `No review of ${listWords(missing.map(nameWords), 'and')} was done since the last decision.`;
  return { code: 'review-needed-first', because, instead: `Review ${listWords(of.map(nameWords), 'and')}, consider what it found, then renew.` };
};

/** Whether the authority that criminal conduct stands on is in force, and beyond the period that is to be renewed. */
const sourceAuthority = (ask: AuthorityAsk): Found => {
  const { linked } = ask.component;
  const begins = ask.event === 'renew' ? ask.current.until ?? ask.at : ask.at;
  if (linked?.state === 'in-force' && (linked.until === null || (linked.until > ask.at && linked.until > begins))) return undefined;
  const because = linked?.state === 'in-force' ? 'The authority that it stands on ends no later than it does itself.' : 'No authority for the use or conduct of the source is in force.';
  return { code: 'source-authority-missing', because, instead: ask.event === 'renew' ? 'Renew the authority that it stands on first.' : 'Grant the authority for the use and conduct of the source first.' };
};

/** The named checks of a rule: what stands against an act, or nothing. To add one: a shape in `rule.schema.ts` and a line here. */
const checks: Checks = {
  'in-force': (ask) => (ask.event === 'renew' ? inForceCheck(ask) : undefined),
  'another-officer': ({ officer, applicant }) =>
    officer.person === applicant.person ? { code: 'self-authorisation', because: 'The applicant would decide on their own application.', instead: 'Another authorising officer may decide.' } : undefined,
  'same-force': ({ officer, applicant, agreement }, { 'unless-agreement': unless }) =>
    officer.force === applicant.force || (unless && said(agreement))
      ? undefined
      : {
          code: 'not-this-force', because: 'The applicant and the officer are of different forces, and no agreement covers both.',
          instead: `An officer of the applicant’s own force may decide${unless ? ', or one of a force with which an agreement is named' : ''}.`,
        },
  ground: ({ component }, _, { grounds, power }) =>
    grounds.some(({ ground }) => ground === component.ground)
      ? undefined
      : {
          code: 'ground-not-available', because: `${capital(nameWords(component.ground))} is not a ground for ${nameWords(power)}.`,
          instead: `Its grounds are ${listWords(grounds.map(({ ground }) => nameWords(ground)), 'and')}.`,
        },
  area: ({ component }, { of, 'unless-purpose': purposes }) =>
    component.places.every(({ kind, purpose, 'in-area': inArea }) => inArea || (of !== undefined && !of.includes(kind)) || (purpose !== undefined && purposes.includes(purpose)))
      ? undefined
      : {
          code: 'outside-area', because: 'A place lies outside the force’s area.',
          instead: `${purposes.length === 0 ? 'A' : `Outside the area ${listWords(purposes.map(nameWords))} of equipment may be authorised; else a`} force whose area it is may decide.`,
        },
  'tactic-reasons': ({ component }) =>
    component.tactics.every(({ because }) => said(because)) ? undefined : { code: 'tactic-unjustified', because: 'A tactic has no reason of its own.', instead: 'Give each tactic its own reason, or leave it out.' },
  'other-means': ({ component }) =>
    said(component['other-means'])
      ? undefined
      : { code: 'other-means-not-considered', because: 'It does not say what other means were considered.', instead: 'Say whether it could reasonably be achieved by other means.' },
  'roles-filled': (ask, { roles }) => rolesFilled(ask, roles),
  'roles-separate': (ask, { roles }) => rolesSeparate(ask, roles),
  safeguards: (ask, { needs }) => safeguards(ask, needs),
  'not-against-parent': ({ component: { source } }) =>
    source?.['against-parent']
      ? { code: 'against-parent', because: 'The source would be used against a parent, or a person with parental responsibility.', instead: 'Nobody may authorise that of a source of this age.' }
      : undefined,
  'review-first': (ask, { of }) => (ask.event === 'renew' ? reviewFirst(ask, of) : undefined),
  'source-authority': (ask) => sourceAuthority(ask),
  'cease-and-direction': (ask) => (ask.event === 'cancel' ? ceaseAndDirection(ask) : undefined),
};

/** The first of a rule's checks that stands against an act; undefined where none does. */
export const objection = (rule: Rule, ask: AuthorityAsk): Refusal | undefined => {
  const situation = situationOf(ask);
  for (const check of rule.checks) {
    if (!check.on.includes(ask.event) || (check.where && meetsAny(situation, check.where) === undefined)) continue;
    const found = (checks[check.check] as (ask: AuthorityAsk, check: CheckOf, rule: Rule) => Found)(ask, check, rule);
    if (found) return refuse(found.code, found.because, { clause: check.cite, confirmed: check.confirmed, instead: found.instead });
  }
  return undefined;
};
