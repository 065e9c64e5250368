import type { Answer, assetRegistry, Client, resourceAllocation } from '@cpmp/client';
import type { Instant } from '@cpmp/kernel';
import { deploymentsOf, type Holder } from '../deploy/deployments.js';
import { picture } from '../web/picture.js';
import { shortDay, worded } from '../web/time.js';
import { got, type Visit } from '../web/visit.js';
import { barsOf, commitmentsOf, commitmentWords, referencesOf, standingOf, thingPath } from './calendars.js';
import { weekAt } from './week.js';

/** The picture of one thing shows so many weeks, this one first. */
const WEEKS = 4;
/** After everything that is promised. */
const NEVER: Instant = '9999-12-31T00:00:00.000Z';

type Calendar = assetRegistry.ReadAssetCalendarAnswer | resourceAllocation.ReadResourceCalendarAnswer;
type Known = { readonly id: string; readonly kind: string; readonly name: string };

const calendarOf = async (client: Client, holder: Holder, id: string): Promise<Calendar> =>
  got<Calendar>(await ((holder === 'asset' ? client.assetRegistry.readAssetCalendar({ params: { id } }) : client.resourceAllocation.readResourceCalendar({ params: { id } })) as Promise<Answer<Calendar>>));

/** What the page of a team or an item shows of its calendar: how it stands, a picture, the same in words, and every deployment that the reader may know of. */
export const readTaken = async ({ client, now }: Pick<Visit, 'client' | 'now'>, holder: Holder, { id, kind, name }: Known) => {
  const [calendar, deployments] = await Promise.all([calendarOf(client, holder, id), deploymentsOf(client, holder, id)]);
  const references = await referencesOf(client, [calendar, { deployments }]);
  const thing = { ...calendar, id, kind, label: name, holder, path: thingPath(holder, id) };
  const weeks = weekAt(undefined, now, WEEKS);
  const drawn = commitmentsOf(thing, weeks, { now, references });
  const ahead = commitmentsOf(thing, { from: weeks.from, to: NEVER }, { now, references });
  const rows = [{ name, bars: barsOf(drawn) }];
  return {
    streams: [`${holder}-${id}`],
    path: thing.path,
    standing: standingOf(drawn, weeks, now),
    unfit: calendar.unfit && calendar.unfit.from <= now ? worded(calendar.unfit.because) : undefined,
    picture: picture({ ...weeks, now, ticks: [...weeks.days.filter((_, index) => index % 7 === 0), weeks.to].map((at) => ({ at, label: shortDay(at) })), rows }),
    commitments: ahead.map((one) => ({ ...one, words: commitmentWords(one, now), deployment: one.kind === 'booked' || one.id === undefined ? undefined : deployments.find(({ id: known }) => known === one.id) })),
    deployments: deployments.map((one) => ({ ...one, reference: references.get(one.authorisation) })),
  };
};

/** Has somebody one of these roles? Links that nobody may use are not shown; the API has the last word. */
export const has = ({ person }: Pick<Visit, 'person'>, ...roles: readonly string[]): boolean => person.roles.some((role) => roles.includes(role));
