import { Inject, Injectable } from '@nestjs/common';
import { HolderService } from '@cpmp/holder';
import type { Need, Window } from '@cpmp/gate';
import { earlier, type Instant, later, refuse } from '@cpmp/kernel';
import { type Clock, everyDoc, type Ledger } from '@cpmp/ledger';
import { Planner } from '@cpmp/planner';
import { CLOCK, type Input, LEDGER, permit, type Principal } from '@cpmp/shell';
import { type Candidate, planned, type Taken, type Wanted, weigh } from './domain/plan.js';
import { against, referenceOf } from './domain/resource.js';
import type { PlanInput } from './http/requests.js';
import { knowsResource, mayKnow, permissions } from './permissions.js';
import { resources } from './views/resources.view.js';
import { type TaskingDoc, taskings } from './views/taskings.view.js';

type Calendar = PlanInput['assets'][number];
type Labelled = Candidate & { readonly label: string };

/** Later than any window. */
const FOR_EVER = '9999-12-31T00:00:00.000Z';

/** How long a plan is thought about at the most, in milliseconds of machine time: whoever asks waits for it. */
const BUDGET_MS = 5_000;

/** The door to planning: reads what is open and what is free, and books nothing. */
@Injectable()
export class PlanService {
  private readonly planner = new Planner();

  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly holder: HolderService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Plans every open tasking that the caller may know of and whose window is not over, over the resources here and the assets whose calendars the caller has read; to `rebook` is to weigh what is booked for windows yet to come again, too. */
  async plan({ principal, actor, body }: Input<{}, {}, PlanInput>) {
    permit(principal, permissions, 'allocate');
    const now = this.clock.now();
    // A tasking that was never met stays open for ever; for a window that is over nothing can be booked.
    const where = { ...(body.rebook ? {} : { state: { in: ['open', 'part-met'] } }), 'asked.window.to': { from: new Date(Date.parse(now) + 1).toISOString() } };
    const found = await Array.fromAsync(everyDoc(this.ledger.views, taskings, { where, sort: { by: 'asked.priority' } }));
    const wanted = found.filter((doc) => mayKnow(principal, doc));
    const candidates = [...(await this.resources(principal, wanted)), ...body.assets.map((calendar) => assetOf(calendar, now))];
    this.ledger.access({ actor, what: 'resources', why: 'planned with their calendars' });
    const weighed = weigh(wanted.map((doc) => wantedOf(doc, { now, movable: body.rebook })), candidates);
    const { assignment, reached } = await this.planner.most(weighed.problem, { aims: weighed.aims, before: weighed.before, budgetMs: BUDGET_MS });
    const labels = new Map(candidates.map(({ thing, label }) => [thing, label]));
    const labelled = (things: readonly string[]) => things.map((thing) => ({ thing, label: labels.get(thing) ?? thing }));
    const plans = planned(weighed, assignment).flatMap(({ tasking, things, givenBack, unmet }) => {
      const { asked: { operation, priority, window }, state } = wanted.find(({ id }) => id === tasking) as TaskingDoc;
      const isAsItWas = state === 'met' && things.length + givenBack.length + unmet.length === 0;
      return isAsItWas ? [] : [{ tasking, operation, priority, window, things: labelled(things), givenBack: labelled(givenBack), unmet }];
    });
    return { plans: await this.ledger.open(plans, { actor, what: 'taskings', why: 'planned them' }), best: reached.every(({ value, bound }) => value === bound) };
  }

  private async resources(principal: Principal, wanted: readonly TaskingDoc[]): Promise<readonly Labelled[]> {
    const windows = wanted.map(({ asked }) => asked.window);
    const whole = { from: windows.map(({ from }) => from).toSorted()[0] ?? FOR_EVER, to: windows.map(({ to }) => to).toSorted().at(-1) ?? FOR_EVER };
    const docs = (await Array.fromAsync(everyDoc(this.ledger.views, resources, { sort: { by: 'kind' } }))).filter((doc) => knowsResource(principal, doc));
    const calendars = await this.holder.calendars(principal, docs, whole);
    return docs.map((doc, n) => ({
      thing: `resource-${doc.id}`,
      label: referenceOf(doc, doc.id),
      against: (need: Need, window: Window) => against(doc, { window, needs: [need] }),
      // Past its window a resource is open until it withdraws, and no longer committed; back before its end, it is free.
      taken: [...(calendars[n]?.bookings ?? []).map(promised), ...(calendars[n]?.deployments ?? []).map(({ window: { from, to }, closedAt = to }) => ({ from, to: closedAt < to ? closedAt : to }))],
    }));
  }
}

const promised = ({ tasking, window }: Calendar['bookings'][number]): Taken => ({ ...window, ...(tasking === undefined ? {} : { tasking }) });

/** What a tasking has is booked, or asked for and not answered yet. What of its window is over needs nobody; once it has begun, what is booked for it stays. */
const wantedOf = ({ id, asked, allocations }: TaskingDoc, { now, movable }: { readonly now: Instant; readonly movable: boolean }): Wanted => ({
  movable: movable && asked.window.from > now,
  tasking: id, needs: asked.needs, window: { ...asked.window, from: later(now, asked.window.from) }, priority: asked.priority,
  booked: Object.values(allocations).flatMap(({ state, request: { thing }, meets }) => (state === 'booked' || state === 'requested' ? [{ thing, ...(meets ? { meets } : {}) }] : [])),
});

/** As its own stream would say of a booking: what is out is taken to the end of its window, and once that is over until it is back. */
const assetOf = ({ id, kind, label, unfit, bookings, deployments }: Calendar, now: Instant): Labelled => ({
  thing: `asset-${id}`,
  label,
  against: (need, window) => {
    if (need.skill !== undefined || (need.kind !== undefined && need.kind !== kind)) return refuse('not-suited', 'It is of another kind.', { instead: 'Choose one of the kind that is needed.' });
    return unfit && unfit.from < window.to ? refuse('not-fit', unfit.because, { instead: `Fit until ${unfit.from}.` }) : undefined;
  },
  taken: [...bookings.map(promised), ...deployments.map(({ window, startedAt, closedAt }) => (startedAt === undefined ? window : { from: earlier(window.from, startedAt), to: closedAt ?? (window.to > now ? window.to : FOR_EVER) }))],
});
