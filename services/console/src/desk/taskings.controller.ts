import { Controller, Get, Param, Post } from '@nestjs/common';
import type { assetRegistry, Client, resourceAllocation } from '@cpmp/client';
import { BODY_BYTES_MAX } from '@cpmp/shell';
import { type Field, type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, Redirect, type Shown } from '../web/showing.js';
import { faultsAt, typedAt, typedInstant } from '../web/spoken.js';
import { instantTyped } from '../web/typed-time.js';
import { got, one, type Typed, type Visit, Visiting } from '../web/visit.js';
import { said } from '../web/words.js';
import { commitmentsOf, readCalendars, thingPath } from './calendars.js';
import { has } from './thing.js';

type Tasking = resourceAllocation.RequestTaskingAnswer;
type Allocation = Tasking['allocations'][number];
type Window = Tasking['window'];
type At = { readonly id: string };

const PAGE = 40;
const NEEDS_MAX = 20;
/** A plan is made over so many items at most. */
const PLANNED_MAX = 1_000;
/** What a request for a plan has around its items, in bytes. */
const FRAME_BYTES = 64;
/** A thing as a plan names it. */
const PLANNED = /^(?:asset|resource)-[a-z2-7]{16}$/;
/** Calendars are read of so many days at most. */
const DAYS_MAX = 92;
const DAY_MS = 24 * 3_600_000;

/** What is asked of the desk, and what it promised. A promise authorises nothing. */
@Controller('taskings')
export class TaskingsController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async list(@Visiting() visit: Visit): Promise<Shown> {
    const { client, query } = visit;
    const { items, next } = got(await client.resourceAllocation.listTaskings({ query: { limit: PAGE, ...(query['after'] ? { after: query['after'] } : {}) } }));
    const personOf = await this.names.of(client, items.map(({ by }) => by));
    return new Page('taskings', { streams: items.map(({ id }) => `tasking-${id}`), items: items.map((one) => ({ ...one, needs: needsWords(one), by: personOf(one.by) })), next: next && `/taskings?${new URLSearchParams({ after: next }).toString()}`, mayAsk: has(visit, ...ASKING), mayPlan: has(visit, 'resource-manager') });
  }

  @Get('new')
  showNew(@Visiting() visit: Visit): Shown {
    return this.forms.show(asking(visit, 1));
  }

  @Post('new')
  ask(@Visiting() visit: Visit): Promise<Shown> | Shown {
    const more = one(visit.typed, 'do') === 'add-need';
    const form = asking(visit, Math.min(Math.max(Number.parseInt(one(visit.typed, 'needs'), 10) || 1, 1) + (more ? 1 : 0), NEEDS_MAX));
    return more ? this.forms.show(form, visit.typed) : this.forms.answer(visit, form);
  }

  /** What the open taskings might be given, by priority, over what is free; with `rebook=yes` also over what is booked for windows yet to come. Nothing is booked by it. */
  @Get('plan')
  async plan(@Visiting() { client, now, query }: Visit): Promise<Shown> {
    const to = new Date(Date.parse(now) + DAYS_MAX * DAY_MS).toISOString();
    const { things, whole } = await readCalendars(client, { from: now, to });
    const assets = things.filter(({ holder }) => holder === 'asset').map(({ holder: _holder, path: _path, ...calendar }) => calendar);
    const planned = fitting(assets);
    const rebook = query['rebook'] === 'yes';
    const { plans, best } = got(await client.resourceAllocation.planTaskings({ body: { assets: [...planned], rebook } }));
    const operations = new Map(plans.map(({ tasking, operation }) => [tasking, operation]));
    const lacking = ({ because, heldBy, ...need }: (typeof plans)[number]['unmet'][number]) => ({ need: needWords(need), because: LACKING[because], heldBy: heldBy.flatMap((tasking) => operations.get(tasking) ?? []) });
    return this.forms.show({ view: 'taskings-plan', model: { whole: whole && planned.length === assets.length, best, rebook, plans: plans.map((one) => ({ ...one, booking: { things: one.things.map(({ thing }) => thing).join(' '), from: one.window.from > now ? one.window.from : now }, unmet: one.unmet.map(lacking) })) } });
  }

  @Get(':id')
  async show(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    const it = got(await visit.client.resourceAllocation.readTasking({ params: at }));
    return this.forms.show({ view: 'tasking', model: await this.model(visit, it) }, { ...typedWindow(it.window) });
  }

  /** Asks a thing's own calendar for the window; its answer comes at once, or stands on the page when it has come. */
  @Post(':id/allocations')
  async allocate(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    const { client, typed } = visit;
    const it = got(await client.resourceAllocation.readTasking({ params: at }));
    const model = await this.model(visit, it);
    const [from, to] = [instantTyped(typedAt(typed, 'from'), 'the start'), instantTyped(typedAt(typed, 'to'), 'the end')];
    const thing = one(typed, 'thing').replace(':', '-');
    const window = { from: from.instant ?? '', to: to.instant ?? '' };
    return this.forms.answer(visit, {
      view: 'tasking',
      model,
      fields: [
        { field: 'thing', pointer: '', label: 'The team or item', missing: 'Select the team or item' },
        { field: 'from', pointer: '/window/from', label: 'The start', lands: 'from-day' },
        { field: 'to', pointer: '/window/to', label: 'The end', lands: 'to-day' },
      ],
      faults: [...faultsAt('from', from), ...faultsAt('to', to)],
      send: (key) => client.resourceAllocation.allocate({ params: at, key, body: chosen(thing, window) }),
      done: ({ id }) => `${pathOf(it)}?done=${id}`,
      refused: { title: `${model.labelOf(thing)} is not booked`, back: backTo(it) },
    });
  }

  /** Asks for what a plan had for the tasking, thing after thing, until one says no: each calendar decides, and whoever sends it twice asks once. */
  @Post(':id/planned')
  async bookPlanned(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    const { client, typed } = visit;
    const it = got(await client.resourceAllocation.readTasking({ params: at }));
    const [first, ...rest] = one(typed, 'things').split(' ').filter((thing) => PLANNED.test(thing));
    // What is left of it as the plan was made: sent twice, it is the same act.
    const window = { from: one(typed, 'from'), to: it.window.to };
    const ask = (thing: string, key: string) => client.resourceAllocation.allocate({ params: at, key: `${key}-${thing}`, body: chosen(thing, window) });
    return this.forms.answer(visit, {
      view: 'tasking',
      model: await this.model(visit, it),
      fields: [{ field: 'thing', pointer: '', label: 'The team or item' }],
      faults: first === undefined ? [{ field: 'thing', text: 'Select the team or item: the plan had nothing for it' }] : [],
      send: async (key) => {
        let answer = await ask(first ?? '', key);
        for (const thing of rest) if (answer.ok) answer = await ask(thing, key);
        return answer;
      },
      done: () => `${pathOf(it)}?done=planned`,
      refused: { title: 'Not all that the plan had for it is booked', back: backTo(it) },
    });
  }

  @Post(':id/allocations/:allocation/release')
  async giveBack(@Visiting() visit: Visit, @Param() { id, allocation }: At & { readonly allocation: string }): Promise<Shown> {
    const it = got(await visit.client.resourceAllocation.readTasking({ params: { id } }));
    return this.forms.answer(visit, {
      view: 'tasking', model: await this.model(visit, it), fields: [],
      send: (key) => visit.client.resourceAllocation.giveBack({ params: { id, allocation }, key }),
      done: () => `${pathOf(it)}?done=${allocation}`,
      refused: { title: 'The booking was not given back', back: backTo(it) },
    });
  }

  /** Where news of a form that came back lead, and signing in by somebody else: to the tasking, on whose page the forms stand. */
  @Get([':id/allocations', ':id/planned', ':id/allocations/:allocation/release'])
  back(@Param() at: At): Shown {
    return new Redirect(pathOf(at));
  }

  private async model(visit: Visit, it: Tasking) {
    const { client, now, query } = visit;
    const [things, personOf] = await Promise.all([thingsFor(client, it.window, now), this.names.of(client, [it.by])]);
    const labelOf = (thing: string): string => things.find((one) => one.thing === thing)?.label ?? 'Something that you may not see';
    const allocations = it.allocations.map((one) => ({ ...one, label: labelOf(one.thing), path: things.find(({ thing }) => thing === one.thing)?.path }));
    return {
      streams: [`tasking-${it.id}`], it, labelOf, allocations, needs: needsWords(it), by: personOf(it.by), path: pathOf(it), mayAllocate: has(visit, 'resource-manager'),
      done: query['done'] === 'planned' ? 'It was asked for as planned. What each calendar answered stands below; a booking authorises nothing.' : doneWords(allocations.find(({ id }) => id === query['done'])),
      things: [{ value: '', text: 'Choose a team or item' }, ...things.map(({ value, text }) => ({ value, text }))],
    };
  }
}

type Calendar = assetRegistry.ListAssetCalendarsAnswer['items'][number];

/** As many as one request may hold, those first that are taken for least: a plan is made of what is free. */
const fitting = (assets: readonly Calendar[]): readonly Calendar[] => {
  const sized = assets.map((asset) => ({ asset, bytes: Buffer.byteLength(JSON.stringify(asset)) + 1 })).toSorted((a, b) => a.bytes - b.bytes);
  let left = BODY_BYTES_MAX - FRAME_BYTES;
  return sized.slice(0, PLANNED_MAX).filter(({ bytes }) => (left -= bytes) >= 0).map(({ asset }) => asset);
};

const ASKING = ['applicant', 'resource-manager', 'senior-investigating-officer'] as const;

const pathOf = ({ id }: At): string => `/taskings/${id}`;
const backTo = (at: At) => ({ text: 'Back to the tasking', href: pathOf(at) });

/** `2 × surveillance team, skill foot` */
const needWords = ({ kind, skill, count }: Tasking['needs'][number]): string => `${count} × ${[kind === undefined ? [] : said(kind), skill === undefined ? [] : `skill ${said(skill)}`].flat().join(', ')}`;

const needsWords = ({ needs }: Pick<Tasking, 'needs'>): readonly string[] => needs.map(needWords);

/** What is asked of the calendar of a thing, by its stream. */
const chosen = (thing: string, window: Window) => (thing.startsWith('resource-') ? { resource: thing.replace('resource-', ''), window } : { asset: thing.replace('asset-', ''), window });

/** Why a plan leaves a need without anything. */
const LACKING = { 'not-suited': 'nothing of that kind or skill is on the registers', 'not-fit': 'what there is is not fit, or out of service', 'already-committed': 'what there is is taken then' } as const;

const doneWords = (one: (Allocation & { readonly label: string }) | undefined): string | undefined => one && DONE[one.state]?.(one.label);

const DONE: Readonly<Record<Allocation['state'], (label: string) => string>> = {
  requested: (label) => `${label} is asked for. Its calendar has not answered yet.`,
  booked: (label) => `${label} is booked. A booking authorises nothing.`,
  refused: (label) => `${label} is not booked.`,
  released: (label) => `${label} is given back.`,
};

/** What may be asked for: what is free in the window first, as the calendars have it now. The thing's own calendar decides. */
const thingsFor = async (client: Client, { from, to }: Window, now: string) => {
  const last = new Date(Math.min(Date.parse(to), Date.parse(from) + DAYS_MAX * DAY_MS)).toISOString();
  const window = { from, to: last };
  const { things } = await readCalendars(client, window);
  const all = things.map((thing) => ({ ...thing, taken: commitmentsOf(thing, window, { now, references: new Map() }).length > 0 }));
  return all.toSorted((a, b) => Number(a.taken) - Number(b.taken)).map(({ id, holder, label, kind, taken }) => ({
    value: `${holder}:${id}`, thing: `${holder}-${id}`, label, path: thingPath(holder, id), text: `${label}, ${said(kind)}: ${taken ? 'taken then, or not fit' : 'free then'}`,
  }));
};

/** A window as the form's fields have it. */
const typedWindow = ({ from, to }: Window): Typed => ({ ...typedInstant('from', from), ...typedInstant('to', to) });

const asking = ({ client, typed }: Visit, count: number): Form<Tasking> => {
  const [from, to] = [instantTyped(typedAt(typed, 'from'), 'the start'), instantTyped(typedAt(typed, 'to'), 'the end')];
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const priority = one(typed, 'priority');
  // A need that was never begun is none.
  const begun = numbers.filter((n) => n === 1 || ['kind', 'skill'].some((name) => one(typed, `n${n}-${name}`) !== ''));
  return {
    view: 'tasking-new',
    model: { count, priorities: PRIORITIES },
    fields: [
      { field: 'operation', pointer: '/operation', label: 'The name of the operation', missing: 'Enter the name of the operation' },
      ...begun.flatMap(needFields),
      { field: 'from', pointer: '/window/from', label: 'The start', lands: 'from-day' },
      { field: 'to', pointer: '/window/to', label: 'The end', lands: 'to-day' },
      { field: 'priority', pointer: '/priority', label: 'The priority', missing: 'Select how pressing it is' },
    ],
    faults: [
      ...(one(typed, 'n1-kind') !== '' || one(typed, 'n1-skill') !== '' ? [] : [{ field: 'n1-kind', text: 'Enter the kind of team or item, or the skill, that is needed' }]),
      ...faultsAt('from', from),
      ...faultsAt('to', to),
    ],
    send: (key) => client.resourceAllocation.requestTasking({ key, body: { operation: one(typed, 'operation'), needs: begun.map((n) => needTyped(typed, n)), window: { from: from.instant ?? '', to: to.instant ?? '' }, priority: Number(priority) } }),
    done: (it) => pathOf(it),
    refused: { title: 'Nothing was asked for', back: { text: 'Back to the taskings', href: '/taskings' } },
  };
};

const PRIORITIES = [{ value: '', text: 'Choose a priority' }, ...Array.from({ length: 9 }, (_, index) => ({ value: String(index + 1), text: index === 0 ? '1, the highest' : index === 8 ? '9, the lowest' : String(index + 1) }))];

const needTyped = (typed: Typed, n: number) => {
  const [kind, skill] = [one(typed, `n${n}-kind`), one(typed, `n${n}-skill`)];
  return { ...(kind === '' ? {} : { kind }), ...(skill === '' ? {} : { skill }), count: Number(one(typed, `n${n}-count`) || '1') };
};

const needFields = (n: number, index: number): readonly Field[] => [
  { field: `n${n}-kind`, pointer: `/needs/${index}/kind`, label: `Need ${n}: the kind` },
  { field: `n${n}-skill`, pointer: `/needs/${index}/skill`, label: `Need ${n}: the skill` },
  { field: `n${n}-count`, pointer: `/needs/${index}/count`, label: `Need ${n}: how many` },
];
