import { Controller, Get, Post } from '@nestjs/common';
import type { Client } from '@cpmp/client';
import { barsOf, type Commitment, commitmentsOf, commitmentWords, readCalendars, referencesOf, standingOf, STATES, type Thing, thingPath } from './calendars.js';
import { has } from './thing.js';
import { weekAt, type Week } from './week.js';
import { picture, ROWS_MAX } from '../web/picture.js';
import { Forms } from '../web/forms.js';
import { Redirect, type Shown } from '../web/showing.js';
import { days, weekDay } from '../web/time.js';
import { gotOr, many, one, type Typed, type Visit, Visiting } from '../web/visit.js';
import { capital, listed, said, stateShown } from '../web/words.js';

/** Nothing is called by more than the registers take, and an address cannot hold it. */
const NAME_CHARS_MAX = 1_000;

/** The board: who and what is taken in a week, as a picture and as a table that says the same. */
@Controller('board')
export class BoardController {
  constructor(private readonly forms: Forms) {}

  @Get()
  async show(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.show({ view: 'board', model: await this.model(visit) });
  }

  /** Opens an item by its serial number or label, or a team by what it is called, which never stands in an address. */
  @Post('find')
  async find(@Visiting() visit: Visit): Promise<Shown> {
    const name = one(visit.typed, 'name');
    const found = name === '' || name.length > NAME_CHARS_MAX ? undefined : await thingNamed(visit.client, name);
    if (found) return new Redirect(found);
    const text = name === '' ? 'Enter a serial number, or what it is called' : 'No item or team that you may see is called so. Check it on its label';
    return this.forms.show({ view: 'board', model: await this.model(visit) }, visit.typed, [{ field: 'name', text }]);
  }

  /** Where news of a form that came back lead, and signing in by somebody else. */
  @Get('find')
  back(): Shown {
    return new Redirect('/board');
  }

  private async model(visit: Visit): Promise<object> {
    const { client, now, query } = visit;
    const week = weekAt(one(query, 'week'), now);
    const { things, whole } = await readCalendars(client, week);
    const standings = things.map((thing) => ({ thing, state: standingOf(commitmentsOf(thing, week, { now, references: new Map() }), week, now) }));
    const asked = { kinds: many(query, 'kind'), states: many(query, 'state') };
    const wanted = standings.filter(({ thing, state }) => isAmong(asked.kinds, thing.kind) && isAmong(asked.states, state));
    const pages = Math.max(1, Math.ceil(wanted.length / ROWS_MAX));
    const page = Math.min(Math.max(Number.parseInt(one(query, 'page'), 10) || 1, 1), pages);
    const shown = wanted.slice((page - 1) * ROWS_MAX, page * ROWS_MAX);
    const references = await referencesOf(client, shown.map(({ thing }) => thing));
    const rows = shown.map(({ thing, state }) => rowOf(thing, state, commitmentsOf(thing, week, { now, references }), now));
    const at = (change: Readonly<Record<string, string>>): string => addressOf({ ...query, page: undefined, ...change });
    return {
      week, whole, page, pages, rows,
      streams: shown.map(({ thing }) => `${thing.holder}-${thing.id}`),
      isNow: now >= week.from && now < week.to,
      name: days(week.from, week.days.at(-1) ?? week.from),
      counts: countsOf(standings.map(({ state }) => state)),
      filtered: wanted.length < standings.length ? wanted.length : undefined,
      picture: rows.length === 0 ? undefined : picture({ ...week, now, ticks: ticksOf(week), rows: rows.map(({ name, bars }) => ({ name, bars })) }),
      asked,
      may: { item: has(visit, 'asset-custodian', 'administrator'), team: has(visit, 'resource-manager', 'administrator') },
      kinds: [...new Set(things.map(({ kind }) => kind))].toSorted().map((value) => ({ value, text: capital(said(value)) })),
      states: STATES.map((value) => ({ value, text: stateShown(value).label })),
      earlier: at({ week: week.earlier }), current: at({ week: '' }), next: at({ week: week.next }), all: addressOf({ week: query['week'] }),
      before: page > 1 ? at({ page: String(page - 1) }) : undefined, after: page < pages ? at({ page: String(page + 1) }) : undefined,
    };
  }
}

/** Where the page of what is called so is. */
const thingNamed = async (client: Client, name: string): Promise<string | undefined> => {
  const none = { items: [] };
  const [bySerial, byLabel, teams] = await Promise.all([
    client.assetRegistry.listAssets({ query: { serial: name.toUpperCase() } }), client.assetRegistry.listAssets({ query: { label: name } }), client.resourceAllocation.listResources({ query: { label: name } }),
  ]);
  const [asset] = [...gotOr(bySerial, none).items, ...gotOr(byLabel, none).items];
  const [team] = gotOr(teams, none).items;
  return asset ? thingPath('asset', asset.id) : team && thingPath('resource', team.id);
};

/** Nothing chosen is everything. */
const isAmong = (chosen: readonly string[], value: string): boolean => chosen.length === 0 || chosen.includes(value);

/** The board's address: days, kinds and states, nothing else. */
const addressOf = (asked: Typed): string => {
  const fields = Object.entries(asked).flatMap(([name]) => many(asked, name).filter((value) => value !== '').map((value): [string, string] => [name, value]));
  return `/board${fields.length === 0 ? '' : `?${new URLSearchParams(fields).toString()}`}`;
};

/** A scale of the days of a week. */
const ticksOf = ({ days: each, to }: Pick<Week, 'days' | 'to'>) => [...each, to].map((at) => ({ at, label: weekDay(at) }));

const rowOf = ({ label, kind, path }: Thing, state: string, commitments: readonly Commitment[], now: string) => ({
  name: label, kind, path, state, bars: barsOf(commitments), words: commitments.map((one) => commitmentWords(one, now)),
});

/** `2 deployed, 1 withdrawing and 3 free` */
const countsOf = (states: readonly string[]): string =>
  listed(STATES.flatMap((state) => {
    const count = states.filter((one) => one === state).length;
    return count === 0 ? [] : [`${count} ${stateShown(state).label.toLowerCase()}`];
  }));
