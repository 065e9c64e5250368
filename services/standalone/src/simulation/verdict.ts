import type { DeadlineChanges, Instant } from '@cpmp/kernel';
import type { Clock, Ledger, Recorded } from '@cpmp/ledger';

const COMMITS = 500;
/** As long as the gate lets an end go unanswered before it is an alarm. */
const ANSWER_MS = 60_000;
const TOLD = 2;

/** What was found in the logs of a year, and what of it must not be. */
export type Verdict = {
  readonly commits: Readonly<Record<string, number>>;
  readonly deadlines: number;
  readonly passed: number;
  readonly deployments: number;
  /** A sentence each. */
  readonly faults: readonly string[];
};

/** What is judged: logs by their services' names, at an instant. */
type Judged = { readonly services: readonly { readonly name: string; readonly ledger: Pick<Ledger, 'readAfter' | 'proofs'> }[]; readonly clock: Pick<Clock, 'now'> };

type Event = { readonly type: string } & Readonly<Record<string, unknown>>;
type Read = readonly Recorded<Event>[];
type Span = { readonly from: Instant; readonly until: Instant };
type Answer = { readonly permit: string; readonly authorisation: string; readonly component: string; readonly startedAt?: Instant; readonly recalledAt?: Instant; readonly closedAt?: Instant };

const eventsOf = async (ledger: Pick<Ledger, 'readAfter'>): Promise<Read> => {
  const read: Recorded<Event>[] = [];
  for (let commits = await ledger.readAfter(0, COMMITS); commits.length > 0; commits = await ledger.readAfter(commits.at(-1)?.position ?? 0, COMMITS)) read.push(...(commits.flatMap(({ events }) => events) as unknown as Read));
  return read;
};

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);
const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** When each component was in force, as its events say: granted, approved or renewed from and until, and cut short by whatever ended it. What is entered late ends when it is entered: nobody could know before. */
const coverOf = (events: Read): ReadonlyMap<string, readonly Span[]> => {
  const cover = new Map<string, readonly Span[]>();
  for (const { event, meta } of events) {
    const { type, component, from, until } = event as Event & { readonly component?: string; readonly from?: Instant | null; readonly until?: Instant | null };
    if (component === undefined || !meta.stream.startsWith('authority-')) continue;
    const key = `${meta.streamId}/${component}`;
    const spans = cover.get(key) ?? [];
    if (['AuthorityGranted', 'AuthorityApproved', 'AuthorityRenewed'].includes(type) && from && until) cover.set(key, [...spans, { from, until }]);
    if (['AuthorityCancelled', 'AuthorityQuashed', 'AuthorityExpired', 'LinkedAuthorityEnded'].includes(type) && until) {
      const end = type === 'AuthorityExpired' ? until : later(until, meta.at);
      cover.set(key, spans.filter((span) => span.from < end).map((span) => ({ ...span, until: earlier(span.until, end) })));
    }
  }
  return cover;
};

/** What was out and no authority covered, beyond the moment that an answer takes. */
const uncovered = (answers: readonly Answer[], cover: ReadonlyMap<string, readonly Span[]>, now: Instant): readonly string[] =>
  answers.flatMap(({ permit, authorisation, component, startedAt, recalledAt, closedAt }) => {
    if (startedAt === undefined) return [];
    const ended = earlier(recalledAt ?? now, closedAt ?? now);
    let reached = startedAt;
    for (const { from, until } of (cover.get(`${authorisation}/${component}`) ?? []).toSorted((a, b) => a.from.localeCompare(b.from))) if (from <= reached) reached = later(reached, until);
    return Date.parse(ended) - Date.parse(reached) > ANSWER_MS ? [`the deployment of permit ${permit} was live from ${reached} until ${ended} without an authority`] : [];
  });

/** Deadlines of a service's log by name: when each was set and due, and when it was discharged. */
const deadlinesOf = (events: Read): ReadonlyMap<string, { readonly due: Instant; readonly setAt: Instant; readonly doneAt?: Instant }> => {
  const found = new Map<string, { due: Instant; setAt: Instant; doneAt?: Instant }>();
  for (const { event, meta } of events) {
    const { set = [], discharged = [] } = (event['deadlines'] as DeadlineChanges | undefined) ?? {};
    for (const { id, at } of discharged) {
      const known = found.get(`${meta.stream}/${id}`);
      if (known && known.doneAt === undefined) known.doneAt = at;
    }
    for (const { id, due } of set) found.set(`${meta.stream}/${id}`, { due, setAt: meta.at });
  }
  return found;
};

/** Whom notification told of each deadline before an instant. */
const toldOf = (events: Read): ((deadline: string, before: Instant) => number) => {
  const streams = new Map<string, string>();
  const sent = new Map<string, { readonly to: readonly string[]; readonly at: Instant }[]>();
  for (const { event, meta } of events) {
    if (event.type === 'DeadlineTaken') streams.set(String(event['deadline']), meta.stream);
    if (event.type === 'NoticeSent' || event.type === 'NoticeEscalated') sent.set(meta.stream, [...(sent.get(meta.stream) ?? []), event as unknown as { to: readonly string[]; at: Instant }]);
  }
  return (deadline, before) => new Set((sent.get(streams.get(deadline) ?? '') ?? []).filter(({ at }) => at <= before).flatMap(({ to }) => to)).size;
};

/** Judges a year by its logs alone: no view and no door of a service is asked. */
export const verdictOn = async ({ services, clock }: Judged): Promise<Verdict> => {
  const logs = new Map<string, Read>();
  for (const { name, ledger } of services) logs.set(name, await eventsOf(ledger));
  const now = clock.now();
  const told = toldOf(logs.get('notification') ?? []);
  const deadlines = [...logs].flatMap(([name, events]) => (name === 'notification' ? [] : [...deadlinesOf(events)]));
  const passed = deadlines.filter(([, { due, doneAt }]) => due <= now && (doneAt === undefined || doneAt >= due));
  // One that was set when it had passed already could not be told before: then at once.
  const untold = passed.filter(([name, { due, setAt }]) => told(name, later(due, setAt)) < TOLD).map(([name, { due }]) => `${name} passed at ${due} and fewer than two people had been told`);
  const answers = new Map<string, Answer>();
  for (const holder of ['asset-registry', 'resource-allocation']) for (const { event } of logs.get(holder) ?? []) if (event['answer']) answers.set((event['answer'] as Answer).permit, event['answer'] as Answer);
  const live = uncovered([...answers.values()], coverOf(logs.get('authorisation') ?? []), now);
  const broken: string[] = [];
  for (const { name, ledger } of services) {
    const { whole, fault } = await ledger.proofs.verify([]);
    if (!whole) broken.push(`the ledger of ${name} is not whole: position ${fault?.position}, ${fault?.what}`);
  }
  return {
    commits: Object.fromEntries([...logs].map(([name, events]) => [name, new Set(events.map(({ meta }) => meta.position)).size])),
    deadlines: deadlines.length, passed: passed.length, deployments: [...answers.values()].filter(({ startedAt }) => startedAt !== undefined).length,
    faults: [...untold, ...live, ...broken],
  };
};
