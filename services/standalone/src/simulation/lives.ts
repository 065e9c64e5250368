import type { Step } from '../rehearsal/read.js';
import type { Dice } from './dice.js';

/** What is done in the year, by whom and when: as a rehearsal's steps, but that nothing is expected of any. */
export type Done = Readonly<Record<string, unknown>> & { readonly at: string; readonly by: string; readonly do: Step['do'] };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** By when a notice to the commissioner is sent, or forgotten until then. */
const NOTICE_DAYS = [1, 12] as const;
/** Of so many in a hundred deployments somebody writes down what might go wrong. */
const RISKY_PERCENT = 30;

const after = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();
/** Some time in the working hours of a day after. */
const onDay = (at: string, days: number, dice: Dice): string => `${after(at, days * DAY_MS).slice(0, 10)}T${String(dice.between(9, 16)).padStart(2, '0')}:${String(dice.between(0, 59)).padStart(2, '0')}:00.000Z`;

type Kind = {
  readonly power: string;
  readonly ground: string;
  readonly tactic: string;
  readonly applicant: string;
  readonly officer: string;
  /** How long a grant lasts, in days; shorter than the law has it, so that renewals come before the end. */
  readonly days: number;
  readonly notify?: true;
  readonly approval?: true;
  readonly more?: (n: number) => object;
  /** What is deployed under it, and by whom. */
  readonly uses?: { readonly thing: 'asset' | 'resource'; readonly prefix: string; readonly by: string; readonly target: object };
};

const ds: Kind = { power: 'directed-surveillance', ground: 'crime-or-disorder', tactic: 'foot-surveillance', applicant: 'dc-ahmed', officer: 'supt-okafor', days: 88, more: () => ({ subjects: ['subject-a'] }), uses: { thing: 'resource', prefix: 'team', by: 'rm-price', target: { subject: 'subject-a' } } };
const KINDS: readonly (readonly [weight: number, kind: Kind])[] = [
  [48, ds],
  [20, { power: 'property-interference', ground: 'serious-crime', tactic: 'vehicle-tracker', applicant: 'dc-stone', officer: 'ac-whitfield', days: 88, notify: true, more: () => ({ vehicles: ['AB12CDE'], 'other-means': 'Follows failed.' }), uses: { thing: 'asset', prefix: 'tracker', by: 'rm-price', target: { vehicle: 'AB12CDE' } } }],
  [5, { power: 'intrusive-surveillance', ground: 'serious-crime', tactic: 'audio-device', applicant: 'dc-stone', officer: 'ac-whitfield', days: 88, approval: true, more: () => ({ subjects: ['subject-a'], places: [{ id: 'the flat', kind: 'dwelling', 'in-area': true }], 'other-means': 'Nothing else is heard.' }) }],
  [20, { power: 'chis', ground: 'crime-or-disorder', tactic: 'tasked-source', applicant: 'dc-bell', officer: 'supt-okafor', days: 360, more: (n) => ({ source: `src-${n}`, subjects: ['subject-m'], conduct: 'Keep up the friendship and report deliveries.', 'seeks-privilege': false }) }],
  [4, { power: 'undercover', ground: 'crime-or-disorder', tactic: 'undercover-contact', applicant: 'dc-bell', officer: 'cmdr-osei', days: 360, notify: true, more: (n) => ({ operative: `op-${n}`, subjects: ['subject-p'], conduct: 'Meet the sellers as a buyer.' }), uses: { thing: 'resource', prefix: 'op', by: 'ds-cole', target: { subject: 'subject-p' } } }],
  [3, { power: 'open-source-research', ground: 'crime-or-disorder', tactic: 'online-research', applicant: 'dc-ahmed', officer: 'supt-okafor', days: 88, more: () => ({ subjects: ['subject-a'] }) }],
];

/** A risk of using what is deployed, which its owner accepts for some weeks, or forgets: then nothing is deployed. */
const riskOf = (about: string, begins: string, dice: Dice): readonly Done[] => {
  const assessed = onDay(begins, 1, dice);
  const residual = [dice.between(1, 4), dice.between(1, 5)];
  const accepted = dice.chance(80) ? [{ at: after(assessed, HOUR_MS), by: 'di-rowe', do: 'accept' as const, about, until: after(assessed, dice.between(10, 60) * DAY_MS) }] : [];
  return [{ at: assessed, by: 'rm-price', do: 'assess', about, threat: 'They may be seen.', likelihood: 4, impact: 5, controls: 'Two at a time.', residual }, ...accepted];
};

/** One authority from its application to its end, or to the year's. `things`: how many there are of each kind. */
export const lifeOf = (n: number, starts: string, { things, dice }: { readonly things: number; readonly dice: Dice }): readonly Done[] => {
  const kind = dice.weighed(KINDS);
  const handle = `case-${n}`;
  const part = { authorisation: handle, component: 'part' };
  const steps: Done[] = [];
  const does = (at: string, by: string, what: Step['do'], more: object): void => void steps.push({ at, by, do: what, ...more });
  const applied = onDay(starts, dice.between(0, 355), dice);

  does(applied, kind.applicant, 'apply', {
    operation: `Operation ${n}`, as: handle,
    components: [{ id: 'part', power: kind.power, ground: kind.ground, tactics: [{ tactic: kind.tactic, because: 'It cannot be seen otherwise.' }], necessity: `Necessity ${n}.`, proportionality: `Proportionality ${n}.`, collateral: `Collateral ${n}.`, confidential: 'none', ...kind.more?.(dice.between(1, things)) }],
  });
  const urgent = kind.power === 'directed-surveillance' && dice.chance(5);
  if (urgent) {
    const at = after(applied, 5 * MINUTE_MS);
    does(at, kind.officer, 'grant', { ...part, form: 'oral', urgent: 'A life is at risk within the hour.', notes: ['applicant', 'officer'], statement: 'Now or never.', 'decided-at': after(applied, MINUTE_MS), 'review-by': after(at, 2 * DAY_MS) });
    return steps;
  }
  const checked = after(applied, dice.between(1, 30) * HOUR_MS);
  const returned = dice.chance(4);
  if (!dice.chance(6)) does(checked, dice.pick(['cab-lane', 'cab-hart']), 'check', { authorisation: handle, outcome: returned ? 'return' : 'pass', comment: 'Seen.' });
  const decided = onDay(checked, dice.between(1, 3), dice);
  if (returned) return steps;
  if (dice.chance(8)) {
    does(decided, kind.officer, 'refuse', { ...part, reason: 'It is not necessary now.' });
    return steps;
  }
  const wrongRank = dice.chance(3);
  does(decided, wrongRank ? 'cab-lane' : kind.officer, 'grant', { ...part, form: 'written', statement: `Granted for case ${n}.`, 'review-by': after(decided, 26 * DAY_MS) });
  if (kind.notify) does(onDay(decided, dice.chance(90) ? NOTICE_DAYS[0] : NOTICE_DAYS[1], dice), 'cab-lane', 'notify', { ...part, act: 'grant' });
  let begins = decided;
  if (kind.approval) {
    begins = onDay(decided, dice.between(1, 2), dice);
    if (dice.chance(8)) {
      does(begins, 'jc-farrow', 'decline', { ...part, act: 'grant', reason: 'The grounds are not made out.' });
      return steps;
    }
    does(begins, 'jc-farrow', 'approve', { ...part, act: 'grant', reason: 'Approved.' });
    if (dice.chance(5)) does(after(begins, 3 * DAY_MS), 'jc-farrow', 'quash', { ...part, act: 'grant', reason: 'It should not have been granted.', destroy: true, retrieve: false });
  }
  return [...steps, ...inForce(n, begins, kind, { things, dice })];
};

/** What comes while it is in force: use, reviews that are held or forgotten, renewals, and an end that is decided or that passes. */
const inForce = (n: number, begins: string, kind: Kind, { things, dice }: { readonly things: number; readonly dice: Dice }): readonly Done[] => {
  const part = { authorisation: `case-${n}`, component: 'part' };
  const steps: Done[] = [];
  const cancelled = dice.chance(65);
  const lasts = cancelled ? dice.between(5, kind.days - 5) : kind.days + (dice.chance(30) ? 85 : 0);
  const ends = onDay(begins, lasts, dice);
  for (let day = 25; day < lasts; day += 25) if (!dice.chance(12)) steps.push({ at: onDay(begins, day, dice), by: kind.officer, do: 'review', ...part, changed: `After ${day} days.`, use: 'Reports.', tasks: 'As before.', information: 'Some.', decision: 'continue', 'next-review': after(begins, (day + 27) * DAY_MS) });
  if (lasts > kind.days) steps.push({ at: onDay(begins, kind.days - 3, dice), by: kind.officer, do: 'renew', ...part, form: 'written', statement: 'It is still needed.', value: 'Much was learnt.' });
  if (kind.uses && dice.chance(60)) {
    const { thing, prefix, by, target } = kind.uses;
    const handle = `${prefix}-${dice.between(1, things)}`;
    const out = onDay(begins, 2, dice);
    // Some are forgotten: past their window, and past the end of their authority.
    const back = onDay(out, dice.chance(12) ? dice.between(22, 100) : dice.between(2, 20), dice);
    if (dice.chance(RISKY_PERCENT)) steps.push(...riskOf(`case-${n}`, begins, dice));
    steps.push({ at: out, by, do: 'deploy', [thing]: handle, under: part, tactic: kind.tactic, target, window: [after(out, MINUTE_MS), after(out, 21 * DAY_MS)] });
    steps.push({ at: back, by, do: thing === 'asset' ? 'recover' : 'withdraw', [thing]: handle, outcome: 'recovered', note: 'Back.' });
  }
  if (cancelled) {
    const late = dice.chance(6) ? { 'decided-at': after(ends, -5 * HOUR_MS) } : {};
    steps.push({ at: ends, by: kind.officer, do: 'cancel', ...part, 'ceased-at': after(ends, -6 * HOUR_MS), told: [kind.applicant, 'rm-price'], reason: 'No longer needed.', value: 'What was needed.', 'product-direction': 'Keep what is evidence.', ...late });
  }
  return steps;
};
