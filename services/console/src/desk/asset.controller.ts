import { Controller, Get, Param, Post } from '@nestjs/common';
import type { assetRegistry } from '@cpmp/client';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Redirect, type Shown } from '../web/showing.js';
import { faultsAt, perhapsDate, typedAt } from '../web/spoken.js';
import { instantTyped } from '../web/typed-time.js';
import { got, gotOr, many, NoSuchPage, one, under, type Visit, Visiting } from '../web/visit.js';
import { has, readTaken } from './thing.js';

type Asset = assetRegistry.RegisterAssetAnswer;
type At = { readonly id: string };

const NO_HISTORY: assetRegistry.ReadAssetHistoryAnswer = { items: [] };
const nameOf = ({ label, serial }: Pick<Asset, 'label' | 'serial'>): string => label ?? serial;
const pathOf = ({ id }: Pick<Asset, 'id'>): string => `/assets/${id}`;

/** One item of the store: what it is, who has it, whether it may go out, and what it is taken for. */
@Controller('assets')
export class AssetController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get('new')
  showNew(@Visiting() visit: Visit): Shown {
    return this.forms.show(registering(visit));
  }

  @Post('new')
  register(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.answer(visit, registering(visit));
  }

  @Get(':id')
  async show(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    return this.forms.show({ view: 'asset', model: await this.model(visit, at) });
  }

  /** Hands it out or takes it in; the form stands on the item's own page. */
  @Post(':id/custody')
  async custody(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    const { client, typed } = visit;
    const model = await this.model(visit, at);
    const out = one(typed, 'action') === 'check-out';
    const note = one(typed, 'note');
    return this.forms.answer(visit, {
      view: 'asset',
      model,
      fields: [
        ...(out ? [{ field: 'to', pointer: '/to', label: 'To whom', missing: 'Enter to whom it is checked out' }] : []),
        { field: 'note', pointer: '/note', label: 'The note' },
      ],
      send: (key) => client.assetRegistry.changeCustody({ params: at, key, body: { action: out ? 'check-out' : 'check-in', ...(out ? { to: one(typed, 'to') } : {}), ...(note === '' ? {} : { note }) } }),
      done: () => `${pathOf(at)}?done=${out ? 'check-out' : 'check-in'}`,
      refused: { title: `${model.name} was not checked ${out ? 'out' : 'in'}`, back: backTo(at) },
    });
  }

  @Post(':id/bookings/:booking/release')
  async release(@Visiting() visit: Visit, @Param() { id, booking }: At & { readonly booking: string }): Promise<Shown> {
    const model = await this.model(visit, { id });
    return this.forms.answer(visit, {
      view: 'asset', model, fields: [],
      send: (key) => visit.client.assetRegistry.releaseBooking({ params: { id, booking }, key }),
      done: () => `${pathOf({ id })}?done=release`,
      refused: { title: 'The booking was not given back', back: backTo({ id }) },
    });
  }

  /** Where news of a form that came back lead, and signing in by somebody else: to the item, on whose page the forms stand. */
  @Get([':id/custody', ':id/bookings/:booking/release'])
  back(@Param() at: At): Shown {
    return new Redirect(pathOf(at));
  }

  @Get(':id/:step')
  async showStep(@Visiting() visit: Visit, @Param() at: Step): Promise<Shown> {
    return this.forms.show(await this.step(visit, at));
  }

  @Post(':id/:step')
  async sendStep(@Visiting() visit: Visit, @Param() at: Step): Promise<Shown> {
    return this.forms.answer(visit, await this.step(visit, at));
  }

  private async step(visit: Visit, { id, step }: Step): Promise<Form<unknown>> {
    const formOf = under(STEPS, step);
    if (!formOf) throw new NoSuchPage();
    return formOf(visit, got(await visit.client.assetRegistry.readAsset({ params: { id } })));
  }

  private async model(visit: Visit, { id }: At) {
    const { client } = visit;
    const it = got(await client.assetRegistry.readAsset({ params: { id } }));
    const [taken, history] = await Promise.all([readTaken(visit, 'asset', { ...it, name: nameOf(it) }), client.assetRegistry.readAssetHistory({ params: { id } })]);
    const { items } = gotOr(history, NO_HISTORY);
    const personOf = await this.names.of(client, [it.custodian ?? undefined, ...items.flatMap(({ by, to }) => [by, to])]);
    const done = under(DONE, visit.query['done'])?.(it, personOf);
    return {
      it, ...taken, name: nameOf(it), custodian: it.custodian ? personOf(it.custodian) : undefined, since: items.find(({ what }) => what === 'checked-out')?.at, done,
      history: items.map(({ at, by, note, ...rest }) => ({ at, by: personOf(by), note, words: happened(rest, personOf) })),
      may: { custody: has(visit, 'asset-custodian'), serviceability: has(visit, 'asset-custodian'), book: has(visit, 'asset-custodian', 'resource-manager'), deploy: has(visit, 'asset-custodian', 'resource-manager') },
    };
  }
}

type Step = At & { readonly step: string };

const backTo = (at: At) => ({ text: 'Back to the item', href: pathOf(at) });

type Happened = Omit<assetRegistry.ReadAssetHistoryAnswer['items'][number], 'at' | 'by' | 'note'>;

const happened = ({ what, to, serviceable, burned, inspectionDue }: Happened, personOf: (person: string) => string): string => {
  const inspected = inspectionDue ? ` Its inspection is in date to the end of ${inspectionDue}.` : '';
  switch (what) {
    case 'registered':
      return `Entered.${inspected}`;
    case 'checked-out':
      return `Checked out to ${personOf(to ?? '')}.`;
    case 'checked-in':
      return 'Checked in.';
    case 'serviceability-recorded':
      return `Recorded as ${serviceable ? 'in service' : 'out of service'}${burned ? ' and burned: known to its targets' : ''}.${inspected}`;
  }
};

const DONE: Readonly<Record<string, (it: Asset, personOf: (person: string) => string) => string>> = {
  'check-out': ({ custodian }, personOf) => (custodian ? `It is checked out to ${personOf(custodian)}.` : 'It is in the store.'),
  'check-in': ({ custodian }, personOf) => (custodian ? `It is checked out to ${personOf(custodian)}.` : 'It is checked in: it is in the store.'),
  serviceability: ({ serviceable, burned }) => (serviceable && !burned ? 'It is in service.' : 'It is out of service: nothing may deploy it.'),
  book: () => 'It is booked. A booking authorises nothing.',
  release: () => 'The booking is given back.',
  register: () => 'It is entered. It stands in the store.',
};

/** Entering an item. */
const registering = ({ client, typed }: Visit): Form<Asset> => {
  const due = perhapsDate(typed, 'due', 'the last day of its inspection');
  const label = one(typed, 'label');
  return {
    view: 'asset-new',
    model: {},
    fields: [
      { field: 'kind', pointer: '/kind', label: 'The kind', missing: 'Enter what kind of item it is' },
      { field: 'serial', pointer: '/serial', label: 'The serial number', missing: 'Enter its serial number' },
      { field: 'site', pointer: '/site', label: 'The site', missing: 'Enter the site where it is kept' },
      { field: 'label', pointer: '/label', label: 'The label' },
      { field: 'due', pointer: '/inspectionDue', label: 'The last day of its inspection', lands: 'due-day' },
    ],
    faults: due ? faultsAt('due', due) : [],
    send: (key) => client.assetRegistry.registerAsset({ key, body: { kind: one(typed, 'kind'), serial: one(typed, 'serial'), site: one(typed, 'site'), ...(label === '' ? {} : { label }), ...(due?.date ? { inspectionDue: due.date } : {}) } }),
    done: (it) => `${pathOf(it)}?done=register`,
    refused: { title: 'The item was not entered', back: { text: 'Back to the board', href: '/board' } },
  };
};

const serviceability = ({ client, typed }: Visit, it: Asset): Form<unknown> => {
  const due = perhapsDate(typed, 'due', 'the last day of its inspection');
  const reason = one(typed, 'reason');
  return {
    view: 'serviceability',
    model: { it, name: nameOf(it), path: pathOf(it) },
    fields: [
      { field: 'serviceable', pointer: '/serviceable', label: 'Whether it may go out', missing: 'Select whether it may go out' },
      { field: 'burned', pointer: '/burned', label: 'Whether it is burned' },
      { field: 'due', pointer: '/inspectionDue', label: 'The last day of its inspection', lands: 'due-day' },
      { field: 'reason', pointer: '/reason', label: 'What you found' },
    ],
    faults: due ? faultsAt('due', due) : [],
    send: (key) =>
      client.assetRegistry.recordServiceability({
        params: { id: it.id }, key,
        body: { serviceable: one(typed, 'serviceable') === 'yes', burned: many(typed, 'burned').length > 0, ...(reason === '' ? {} : { reason }), ...(due?.date ? { inspectionDue: due.date } : {}) },
      }),
    done: () => `${pathOf(it)}?done=serviceability`,
    refused: { title: `${nameOf(it)}: nothing was recorded`, back: backTo(it) },
  };
};

const booking = ({ client, typed }: Visit, it: Asset): Form<unknown> => {
  const [from, to] = [instantTyped(typedAt(typed, 'from'), 'the start'), instantTyped(typedAt(typed, 'to'), 'the end')];
  return {
    view: 'book',
    model: { it, name: nameOf(it), path: pathOf(it) },
    fields: [
      { field: 'operation', pointer: '/operation', label: 'The name of the operation', missing: 'Enter the name of the operation' },
      { field: 'from', pointer: '/window/from', label: 'The start', lands: 'from-day' },
      { field: 'to', pointer: '/window/to', label: 'The end', lands: 'to-day' },
    ],
    faults: [...faultsAt('from', from), ...faultsAt('to', to)],
    send: (key) => client.assetRegistry.bookAsset({ params: { id: it.id }, key, body: { operation: one(typed, 'operation'), window: { from: from.instant ?? '', to: to.instant ?? '' } } }),
    done: () => `${pathOf(it)}?done=book`,
    refused: { title: `${nameOf(it)} is not booked`, back: backTo(it) },
  };
};

/** The steps that have a page of their own. */
const STEPS: Readonly<Record<string, (visit: Visit, it: Asset) => Form<unknown>>> = { serviceability, book: booking };
