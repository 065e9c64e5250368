import { type Refusal, refuse } from '@cpmp/kernel';
import type { AuthorityAsk, CancelAsk, RenewAsk } from './ask.js';
import type { Rule } from './book.js';
import { capital, listWords, nameWords, said } from './words.js';
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

/** The named checks of a rule: what stands against an act, or nothing. To add one: a shape in `pack.schema.ts` and a line here. */
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
  area: ({ component }, { 'unless-purpose': purposes }) =>
    component.places.every(({ purpose, 'in-area': inArea }) => inArea || (purpose !== undefined && purposes.includes(purpose)))
      ? undefined
      : {
          code: 'outside-area', because: 'A place lies outside the force’s area.',
          instead: `Outside the area ${listWords(purposes.map(nameWords))} of equipment may be authorised; else a force whose area it is may decide.`,
        },
  'tactic-reasons': ({ component }) =>
    component.tactics.every(({ because }) => said(because)) ? undefined : { code: 'tactic-unjustified', because: 'A tactic has no reason of its own.', instead: 'Give each tactic its own reason, or leave it out.' },
  'other-means': ({ component }) =>
    said(component['other-means'])
      ? undefined
      : { code: 'other-means-not-considered', because: 'It does not say what other means were considered.', instead: 'Say whether it could reasonably be achieved by other means.' },
  'cease-and-direction': (ask) => (ask.event === 'cancel' ? ceaseAndDirection(ask) : undefined),
};

/** The first of a rule's checks that stands against an act; undefined where none does. */
export const objection = (rule: Rule, ask: AuthorityAsk): Refusal | undefined => {
  for (const check of rule.checks) {
    if (!check.on.includes(ask.event)) continue;
    const found = (checks[check.check] as (ask: AuthorityAsk, check: CheckOf, rule: Rule) => Found)(ask, check, rule);
    if (found) return refuse(found.code, found.because, { clause: check.cite, confirmed: check.confirmed, instead: found.instead });
  }
  return undefined;
};
