import { type Instant, type Refusal, earlier, later, refuse } from '@cpmp/kernel';
import type { Window } from './messages.js';
import { type Thing, isOpen, isPending } from './thing.js';

/** Beyond every instant that can be written: an end nobody can name. */
const NEVER: Instant = '9999-12-31T23:59:59.999Z';

/** Something that stands in the way of a window. */
type Obstacle = { readonly how: 'booked' | 'deployed' | 'asked for'; readonly from: Instant; readonly to: Instant };

/** What is asked of a calendar. */
export type Ask = {
  readonly window: Window;
  readonly operationId?: string | undefined;
  /** What a move takes over does not stand in its way. */
  readonly moves?: string | undefined;
  /** A deployment begins as soon as its permit comes, so what is in one place is out from now on. */
  readonly as: 'deployment' | 'booking';
};

/** True when two windows share an instant; each ends before its `to`. */
export const overlaps = (a: Window, b: Window): boolean => a.from < b.to && b.from < a.to;

/** The refusal of a window that is over. */
export const windowOver = ({ to }: Window, now: Instant): Refusal | undefined =>
  to <= now ? refuse('window-over', `The window ended at ${to}.`, { instead: 'Choose a window that ends later.' }) : undefined;

/** What open deployments and clean pending requests take. A place is taken from its start, and once its window is over until it is recovered. */
const taken = ({ rules, calendar }: Thing, ask: Ask, now: Instant): readonly Obstacle[] =>
  Object.values(calendar.deployments)
    .filter((deployment) => deployment.answer.permit !== ask.moves && (isOpen(deployment) || isPending(deployment, now)))
    .map((deployment) => {
      const { window, answer, requestedAt } = deployment;
      const how = isOpen(deployment) ? ('deployed' as const) : ('asked for' as const);
      if (rules.commitment === 'window') return { how, ...window };
      const untilRecovered = isOpen(deployment) && (ask.as === 'deployment' || window.to <= now);
      return { how, from: earlier(window.from, answer.startedAt ?? requestedAt), to: untilRecovered ? NEVER : window.to };
    });

/** Bookings: every one, but a tasking's of the same operation gives way to that operation's deployment. */
const booked = ({ calendar }: Thing, ask: Ask): readonly Obstacle[] =>
  Object.values(calendar.bookings)
    .filter(({ tasking, operationId }) => !(ask.as === 'deployment' && tasking !== undefined && operationId === ask.operationId))
    .map(({ window }) => ({ how: 'booked' as const, ...window }));

/** When to ask again: the earliest instant from which the same length is free, if that can be said. */
const instead = (obstacle: Obstacle, obstacles: readonly Obstacle[], { from, to }: Window): string => {
  if (obstacle.how === 'asked for') return 'Ask again once that request is answered.';
  const length = Date.parse(to) - Date.parse(from);
  let start = from;
  for (;;) {
    const span = { from: start, to: new Date(Date.parse(start) + length).toISOString() };
    const last = obstacles.find((each) => overlaps(each, span));
    if (!last) return `Free from ${start}.`;
    if (last.to === NEVER) return 'Free once it is recovered.';
    start = last.to;
  }
};

/** The refusal that names what is in the way of a window: how, when, and when it is free, never another operation's name. */
export const inTheWay = (thing: Thing, ask: Ask, now: Instant): Refusal | undefined => {
  const onePlace = thing.rules.commitment === 'place' && ask.as === 'deployment';
  // What is in one place starts ahead of its window as soon as its permit comes, so it must be free from now on. What is over is in nobody's way.
  const wanted = { from: onePlace ? now : later(now, ask.window.from), to: ask.window.to };
  const deployments = taken(thing, ask, now);
  const obstacles = [...deployments, ...booked(thing, ask)];
  const obstacle = (onePlace ? deployments[0] : undefined) ?? obstacles.find((each) => overlaps(each, wanted));
  if (!obstacle) return undefined;
  const until = obstacle.to === NEVER ? 'until it is recovered' : `until ${obstacle.to}`;
  return refuse('already-committed', `${thing.label} is ${obstacle.how} from ${obstacle.from} ${until}.`, {
    instead: instead(obstacle, obstacles, wanted),
  });
};
