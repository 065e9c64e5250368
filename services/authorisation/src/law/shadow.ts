import { isDeepStrictEqual } from 'node:util';
import type { DomainEvent, Instant } from '@cpmp/kernel';
import { asOn, type Book, evaluate } from '@cpmp/law';
import type { Recorded } from '@cpmp/ledger';
import { type Answer, type Ask, authority, type AuthorityEvent, type AuthorityState, type Component, currentPeriod, inForceAt } from '../domain/index.js';
import { type Decided, decidedOf } from './decided.js';

/** What would differ: the act would have been refused, would have needed a commissioner's approval, would have ended sooner or later, would have been allowed, or something else of it would differ (a day, a rank's note, a rule). */
export type Kind = 'refused' | 'approval-needed' | 'ended-sooner' | 'ended-later' | 'allowed' | 'otherwise';

/** The law's answer, as much of it as a reader compares. */
export type Told = { readonly rule: string; readonly clause: string; readonly until: Instant | null; readonly because?: string };

/** One decision on record, or the next renewal of what is live, that the proposed law would have answered in another way. */
export type Case = {
  readonly kind: Kind;
  /** `renewal-to-come`: asked as though the officer of the last decision renewed it now, in writing, after a full review, without prior approval. */
  readonly act: string;
  readonly authorisation: string;
  readonly reference: string;
  readonly component: string;
  readonly at: Instant;
  /** The event on record, for a decision. */
  readonly event?: string;
  /** Whether the component is in force still. */
  readonly live: boolean;
  readonly was: Told;
  readonly would: Told;
  /** The clause that makes the difference. */
  readonly clause: string;
};

/** A whole run: what was asked, how often each difference showed (`same` among them), and every case that differs. */
export type Shadow = { readonly decisions: number; readonly live: number; readonly counts: Readonly<Record<string, number>>; readonly cases: readonly Case[] };

/** The law of now and a proposed one; with `on`, both as they stand on that day, so that what is to come is tried on what has been. */
export type Beside = { readonly law: Book; readonly proposed: Book; readonly now: Instant; readonly on?: string | undefined };

const APPROVALS: readonly (string | null)[] = ['approval', 'prior-approval'];

const kindOf = (was: Answer, would: Answer): Kind | undefined => {
  if (was.allowed && !would.allowed) return would.refusal?.refused === 'approval-needed-first' ? 'approval-needed' : 'refused';
  if (!was.allowed) return would.allowed ? 'allowed' : was.refusal?.refused === would.refusal?.refused ? undefined : 'otherwise';
  if (APPROVALS.includes(would.commissioner) && !APPROVALS.includes(was.commissioner)) return 'approval-needed';
  if (was.until !== null && would.until !== null && was.until !== would.until) return would.until < was.until ? 'ended-sooner' : 'ended-later';
  const outcome = ({ state, from, until, commissioner, deadlines, practice, urgentOnly, regime, rule }: Answer) => [state, from, until, commissioner, deadlines, practice, urgentOnly, regime, rule];
  return isDeepStrictEqual(outcome(was), outcome(would)) ? undefined : 'otherwise';
};

/** The clause that differs: the refusal's, or that of the first step which the law of now does not take. */
const clauseOf = (was: Answer, would: Answer): string => would.refusal?.clause ?? would.steps.find((step) => !was.steps.some((other) => isDeepStrictEqual(step, other)))?.clause ?? would.clause;

const toldOf = ({ rule, clause, until, refusal }: Answer): Told => ({ rule, clause: refusal?.clause ?? clause, until, ...(refusal ? { because: refusal.because } : {}) });

type About = Pick<Case, 'act' | 'authorisation' | 'reference' | 'component' | 'at' | 'live'> & { readonly event?: string };

/** The question whether a component may be renewed now, as the law is asked with the facts of its last decision. */
const renewalAsk = (live: Component, last: Ask, now: Instant): Ask => {
  const { officer, applicant, agreement, component } = last;
  return {
    event: 'renew', at: now, officer, applicant, agreement, component, form: 'written', urgent: null, notes: [], 'prior-approval': null,
    current: currentPeriod(live, now),
    review: { considered: true, use: true, tasks: true, information: true },
  };
};

/** Decisions that an officer or a commissioner made on a component while it began or went on: the facts of the last are those of its next renewal. */
const DECIDERS: readonly string[] = ['grant', 'renew'];

/** Asks every decision on record, and the next renewal of every live authority, of a proposed law beside the law of now. Nothing is changed by it, and no key is needed. */
export const shadow = async (records: AsyncIterable<Recorded<DomainEvent>>, { law, proposed, now, on }: Beside): Promise<Shadow> => {
  const [one, other] = on === undefined ? [law, proposed] : [asOn(law, on), asOn(proposed, on)];
  const decided: Decided[] = [];
  const states = new Map<string, AuthorityState>();
  for await (const recorded of records) {
    const { event, meta } = recorded;
    if (!meta.stream.startsWith(`${authority.category}-`)) continue;
    states.set(meta.streamId, authority.evolve(states.get(meta.streamId) ?? authority.initial, event as AuthorityEvent));
    const decision = decidedOf(recorded);
    if (decision) decided.push(decision);
  }
  const liveOf = ({ id, component }: Decided): Component | undefined => {
    const found = states.get(id)?.components[component];
    return found && inForceAt(found, now) ? found : undefined;
  };
  const lasts = new Map(decided.filter(({ ask }) => DECIDERS.includes(ask.event)).map((decision) => [`${decision.id}/${decision.component}`, decision]));
  const live = [...lasts.values()].flatMap((last) => {
    const component = liveOf(last);
    return component ? [{ last, ask: renewalAsk(component, last.ask, now) }] : [];
  });
  const counts: Record<string, number> = { same: 0 };
  const compare = (ask: Ask, about: About): readonly Case[] => {
    const [was, would] = [evaluate(one, ask), evaluate(other, ask)];
    const kind = kindOf(was, would);
    counts[kind ?? 'same'] = (counts[kind ?? 'same'] ?? 0) + 1;
    return kind ? [{ kind, ...about, was: toldOf(was), would: toldOf(would), clause: clauseOf(was, would) }] : [];
  };
  const aboutOf = ({ id, reference, component }: Decided) => ({ authorisation: id, reference, component });
  const cases = [
    ...decided.flatMap((one) => compare(one.ask, { act: one.ask.event, ...aboutOf(one), at: one.at, event: one.eventId, live: liveOf(one) !== undefined })),
    ...live.flatMap(({ last, ask }) => compare(ask, { act: 'renewal-to-come', ...aboutOf(last), at: now, live: true })),
  ];
  return { decisions: decided.length, live: live.length, counts, cases };
};
