import type { Instant } from '@cpmp/kernel';
import { type CaseFile, named, type TimelineItem } from './case-file.js';
import { isOut, thingWords } from '../deploy/deployments.js';
import { type Bar, picture, type Row, ROWS_MAX, type Scene } from '../web/picture.js';
import { clock, dayIn, midnight, moment, shortDay, span, until } from '../web/time.js';
import { capital, listed, partNumber, plain, said } from '../web/words.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A scale has about so many marks. */
const TICKS = 8;

const ms = (at: Instant): number => Date.parse(at);
const iso = (at: number): Instant => new Date(at).toISOString();

/** The scale: hours for up to two days, else days from London's midnight on. */
const scale = (from: Instant, to: Instant): Scene['ticks'] => {
  const length = ms(to) - ms(from);
  const hourly = length <= 2 * DAY_MS;
  const unit = hourly ? HOUR_MS : DAY_MS;
  const step = Math.max(1, Math.ceil(length / unit / TICKS)) * unit;
  const first = hourly ? Math.ceil(ms(from) / HOUR_MS) * HOUR_MS : dayIn(from) + DAY_MS;
  const marks = Array.from({ length: TICKS + 1 }, (_, index) => first + index * step).map((mark) => (hourly ? iso(mark) : midnight(mark)));
  return marks.filter((at) => at <= to).map((at) => ({ at, label: hourly ? clock(at) : shortDay(at) }));
};

const barOf = (part: CaseFile['the']['components'][number], now: Instant): readonly Bar[] => {
  if (!part.from || !part.until) return [];
  const live = part.state === 'in-force';
  return [{ from: part.from, to: part.until, kind: live ? 'authority' : 'ended', label: live ? `In force ${until(part.until)}` : `${capital(said(part.state))} ${part.until <= now ? moment(part.until) : ''}` }];
};

/** The deployments that are drawn, and of how many there is no room: every part has its row, then what is out comes first. */
const roomFor = ({ the, deployments }: CaseFile): { readonly deployments: CaseFile['deployments']; readonly more: number } => {
  const begun = deployments.filter(({ startedAt }) => startedAt !== undefined);
  const chosen = [...begun.filter(isOut), ...begun.filter((one) => !isOut(one))].slice(0, Math.max(0, ROWS_MAX - the.components.length));
  return { deployments: begun.filter((one) => chosen.includes(one)), more: begun.length - chosen.length };
};

const rowsOf = ({ the, deployments }: Pick<CaseFile, 'the' | 'deployments'>, now: Instant): readonly Row[] =>
  the.components.flatMap((part) => [
    { name: `Part ${partNumber(part.id)}`, bars: barOf(part, now), marks: part.reviews.map(({ at }) => at) },
    ...deployments.filter(({ component }) => component === part.id).map((one) => {
      const start = one.startedAt ?? now;
      const end = one.closedAt ?? now;
      const recalled = one.recalledAt;
      const bars: readonly Bar[] = [
        { from: start, to: recalled ?? end, kind: 'live', label: recalled ? '' : `Deployed ${shortDay(start)}` },
        ...(recalled ? [{ from: recalled, to: end, kind: 'withdraw' as const, label: one.closedAt ? '' : capital(plain(one.state)) }] : []),
      ];
      return { name: one.label, bars };
    }),
  ]);

/** The news in a sentence or two: what the picture would tell at a glance. */
const newsOf = ({ the, deployments }: CaseFile): string => {
  const parts = the.components.map((part) => `Part ${partNumber(part.id)} is ${said(part.state)}${part.state === 'in-force' && part.until ? ` ${until(part.until)}` : ''}.`);
  const out = deployments.filter(isOut);
  return `${parts.join(' ')} ${out.length === 0 ? 'Nothing is out.' : `Out: ${listed(out.map((one) => `${thingWords(one)}, ${plain(one.state)}`))}.`}`;
};

/** The picture of a case from its application to the last of its ends or now; undefined while there is nothing to draw. */
export const pictureOf = (file: CaseFile, now: Instant) => {
  // It would say that nothing is out where nobody knows.
  if (file.away.length > 0) return undefined;
  const { deployments, more } = roomFor(file);
  const rows = rowsOf({ the: file.the, deployments }, now);
  if (rows.every(({ bars }) => bars.length === 0)) return undefined;
  const ends = [now, ...file.the.components.flatMap(({ until: end }) => (end ? [end] : []))].map(ms);
  const [first, last] = [ms(file.the.appliedAt), Math.max(...ends)];
  const length = Math.max(last - first, HOUR_MS);
  // The words of what is out now stand right of it.
  const [from, to] = [iso(first - length * 0.04), iso(last + length * 0.16)];
  return { drawn: picture({ from, to, now, ticks: scale(from, to), rows }), news: newsOf(file), more };
};

/** What happened, the newest first, as the table says it. */
export const happened = (file: CaseFile) =>
  file.events.toReversed().map((item) => ({
    at: item.at,
    type: item.type,
    part: item.component ? partNumber(item.component) : 'All',
    what: named(item.summary, file),
    by: whoOf(item, file),
    rank: item.actor?.rank,
    roles: item.actor ? listed(item.actor.roles.map(said)) : '',
    clause: item.clause,
    pack: item.pack,
    routine: item.routine === true,
    position: item.position,
    hash: item.hash,
    texts: textsOf(item, file),
  }));

const CONSIDERED: readonly string[] = ['AuthorityGranted', 'AuthorityReviewed', 'AuthorityRenewed'];

/** What happened on a part since an officer last considered it, the newest first, and when that was. */
export const sinceConsidered = (file: CaseFile, component: string) => {
  const rows = happened(file).filter(({ part }) => part === partNumber(component) || part === 'All');
  const last = rows.findIndex(({ type }) => CONSIDERED.includes(type));
  return { since: last < 0 ? rows : rows.slice(0, last), last: rows[last]?.at ?? file.the.appliedAt };
};

/** Who acted; of a permit, who asked for it. */
const whoOf = ({ actor, text }: TimelineItem, { nameOf }: CaseFile): string => {
  if (actor) return nameOf({ person: actor.person, ...(actor.rank ? { rank: actor.rank } : {}) });
  const asked = text?.['requestedBy'];
  return typeof asked === 'string' ? `Asked for by ${nameOf(asked)}` : 'The platform';
};

const LABELS: Readonly<Record<string, string>> = { value: 'What it gave', changed: 'What changed', urgent: 'Why it was urgent', requestedBy: 'Asked for by', productDirection: 'What happens to the product', record: 'In writing', text: 'Note' };

const wordsOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(wordsOf).join('; ');
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const { from, to, by, madeAt, text } = value as Record<string, string | undefined>;
  if (from && to) return span({ from, to });
  if (by && madeAt) return `${text ?? 'A note'} (made by the ${by} at ${moment(madeAt)})`;
  return Object.entries(value).map(([name, inner]) => `${plain(name)} ${wordsOf(inner)}`).join(', ');
};

/** The texts of an act, each under a name. */
const textsOf = ({ text }: TimelineItem, { nameOf }: CaseFile) =>
  Object.entries(text ?? {})
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => ({ label: LABELS[name] ?? capital(plain(name)), text: name === 'requestedBy' ? nameOf(String(value)) : name === 'tactic' ? said(String(value)) : wordsOf(value) }));
