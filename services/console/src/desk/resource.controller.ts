import { Controller, Get, Param, Post } from '@nestjs/common';
import type { resourceAllocation } from '@cpmp/client';
import { OPERATIVE } from '../deploy/steps.js';
import { lookedAfter, roleAsks, roleTyped } from '../source/looked-after.js';
import { fieldsOf } from '../web/asks.js';
import { type Field, type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import type { Shown } from '../web/showing.js';
import { faultsAt, perhapsDate } from '../web/spoken.js';
import { got, gotOr, linesOf, one, under, type Typed, type Visit, Visiting } from '../web/visit.js';
import { listed, said } from '../web/words.js';
import { has, readTaken } from './thing.js';

type Resource = resourceAllocation.RegisterResourceAnswer;
type At = { readonly id: string };

const NO_HISTORY: resourceAllocation.ReadResourceHistoryAnswer = { items: [] };
const pathOf = ({ id }: At): string => `/resources/${id}`;
const nameOf = ({ label, reference }: Resource): string => label ?? reference;

/** Those who look after a resource, as the form and the page name them. */
const CARERS = [
  { field: 'cover-officer', name: 'coverOfficer', label: 'Cover officer' },
  { field: 'controller', name: 'controller', label: 'Controller' },
  { field: 'handler', name: 'handler', label: 'Handler' },
  { field: 'record-maintainer', name: 'recordMaintainer', label: 'Record maintainer' },
] as const;

/** One team, crew or operative: what it can do and until when, who looks after it, and what it is taken for. */
@Controller('resources')
export class ResourceController {
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
  async show(@Visiting() visit: Visit, @Param() { id }: At): Promise<Shown> {
    const { client, query } = visit;
    const it = got(await client.resourceAllocation.readResource({ params: { id } }));
    const name = nameOf(it);
    // Outside its register an operative goes by its reference.
    const [taken, history] = await Promise.all([readTaken(visit, 'resource', { id, kind: it.kind, name: it.reference }), client.resourceAllocation.readResourceHistory({ params: { id } })]);
    const { items } = gotOr(history, NO_HISTORY);
    const carers = CARERS.flatMap(({ name: field, label }) => (it[field] ? [{ label, person: it[field] }] : []));
    const personOf = await this.names.of(client, [...carers.map(({ person }) => person), ...(it.roles ?? []).map(({ person }) => person), ...items.map(({ by }) => by)]);
    return this.forms.show({
      view: 'resource',
      model: {
        it, ...taken, name, accredited: Object.entries(it.accredited ?? {}).map(([what, day]) => `${said(what)} to the end of ${day}`),
        carers: carers.map(({ label, person }) => ({ label, person: personOf(person) })), done: under(DONE, query['done']),
        history: items.map((item) => ({ at: item.at, by: personOf(item.by), words: recorded(item) })),
        held: it.roles && lookedAfter(it.roles, personOf),
        may: { roles: it.kind === OPERATIVE && has(visit, 'resource-manager', 'cover-officer', 'controller'), fitness: has(visit, 'resource-manager', 'cover-officer'), deploy: has(visit, 'resource-manager', ...(it.kind === OPERATIVE ? ['cover-officer'] : [])) },
      },
    });
  }

  @Get(':id/fitness')
  async showFitness(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    return this.forms.show(await fitness(visit, at));
  }

  @Post(':id/fitness')
  async recordFitness(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    return this.forms.answer(visit, await fitness(visit, at));
  }

  @Get(':id/roles')
  async showRoles(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    return this.forms.show(await handover(visit, at));
  }

  @Post(':id/roles')
  async handOver(@Visiting() visit: Visit, @Param() at: At): Promise<Shown> {
    return this.forms.answer(visit, await handover(visit, at));
  }
}

const recorded = ({ what, skills, accredited, assessedUntil }: resourceAllocation.ReadResourceHistoryAnswer['items'][number]): string => {
  const found = [
    ...(assessedUntil ? [`assessed to the end of ${assessedUntil}`] : []),
    ...Object.entries(accredited ?? {}).map(([name, day]) => `accredited (${said(name)}) to the end of ${day}`),
    ...(skills ? [`skills: ${listed(skills.map(said)) || 'none'}`] : []),
  ];
  return `${what === 'registered' ? 'Entered' : 'Recorded'}${found.length === 0 ? '' : `: ${found.join('; ')}`}.`;
};

const DONE: Readonly<Record<string, string>> = { register: 'It is entered.', fitness: 'Its fitness is recorded.', roles: 'The handover is on record.' };

const FITNESS_FIELDS: readonly Field[] = [
  { field: 'assessed', pointer: '/assessedUntil', label: 'The last day of its assessment', lands: 'assessed-day' },
  { field: 'accreditation', pointer: '/accredited', label: 'The accreditation' },
  { field: 'accredited', pointer: '/accredited', label: 'The last day of its accreditation', lands: 'accredited-day' },
  { field: 'skills', pointer: '/skills', label: 'The skills' },
];

/** What was typed of its fitness. What is left empty stays as it is; an accreditation is put beside those that there are. */
const readFitness = (typed: Typed, known: Readonly<Record<string, string>>) => {
  const [assessed, accredited] = [perhapsDate(typed, 'assessed', 'the last day of its assessment'), perhapsDate(typed, 'accredited', 'the last day of its accreditation')];
  const name = one(typed, 'accreditation');
  const skills = linesOf(typed, 'skills');
  return {
    faults: [
      ...(assessed ? faultsAt('assessed', assessed) : []),
      ...(accredited ? faultsAt('accredited', accredited) : []),
      ...(accredited?.date && name === '' ? [{ field: 'accreditation', text: 'Enter for what it is accredited' }] : []),
      ...(name !== '' && !accredited ? [{ field: 'accredited-day', text: 'Enter the last day of its accreditation, like 30 9 2026' }] : []),
    ],
    body: {
      ...(assessed?.date ? { assessedUntil: assessed.date } : {}),
      ...(accredited?.date ? { accredited: { ...known, [name]: accredited.date } } : {}),
      ...(skills.length > 0 ? { skills: [...skills] } : {}),
    },
  };
};

const fitness = async ({ client, typed }: Visit, { id }: At): Promise<Form<Resource>> => {
  const it = got(await client.resourceAllocation.readResource({ params: { id } }));
  const { faults, body } = readFitness(typed, it.accredited ?? {});
  return {
    view: 'fitness',
    model: { it, name: nameOf(it), path: pathOf(it) },
    fields: FITNESS_FIELDS,
    faults: faults.length > 0 || Object.keys(body).length > 0 ? faults : [{ field: 'assessed-day', text: 'Enter what was found: an assessment, an accreditation or skills' }],
    send: (key) => client.resourceAllocation.recordFitness({ params: { id }, key, body }),
    done: () => `${pathOf(it)}?done=fitness`,
    refused: { title: 'Nothing was recorded', back: { text: 'Back to the team', href: pathOf(it) } },
  };
};

const handover = async ({ client, typed }: Visit, { id }: At): Promise<Form<Resource>> => {
  const it = got(await client.resourceAllocation.readResource({ params: { id } }));
  const asks = roleAsks(CARERS.map(({ field }) => field));
  const { faults, body } = roleTyped<resourceAllocation.ChangeOperativeRoleBody['role']>(typed);
  const back = { text: 'Back to the operative', href: pathOf(it) };
  return {
    view: 'asked', model: { reference: it.reference, version: '', heading: 'Hand a role over', asks, button: 'Record it', back, intro: 'What was so before that day stays on record. Every authority in force about them is looked at again.' },
    fields: fieldsOf(asks), faults,
    send: (key) => client.resourceAllocation.changeOperativeRole({ params: { id }, key, body }),
    done: () => `${pathOf(it)}?done=roles`,
    refused: { title: 'Nothing was recorded', back },
  };
};

const registering = ({ client, typed }: Visit): Form<Resource> => {
  const { faults, body } = readFitness(typed, {});
  const perhaps = (name: string, field: string) => (one(typed, field) === '' ? {} : { [name]: one(typed, field) });
  return {
    view: 'resource-new',
    model: { carers: CARERS },
    fields: [
      { field: 'kind', pointer: '/kind', label: 'The kind', missing: 'Enter what kind of team or operative it is' },
      { field: 'label', pointer: '/label', label: 'The label', missing: 'Enter what it is called' },
      { field: 'site', pointer: '/site', label: 'The site' },
      ...FITNESS_FIELDS,
      ...CARERS.map(({ field, name, label }) => ({ field, pointer: `/${name}`, label })),
    ],
    faults,
    send: (key) =>
      client.resourceAllocation.registerResource({
        key, body: { kind: one(typed, 'kind'), label: one(typed, 'label'), ...perhaps('site', 'site'), ...body, ...Object.assign({}, ...CARERS.map(({ field, name }) => perhaps(name, field))) },
      }),
    done: (it) => `${pathOf(it)}?done=register`,
    refused: { title: 'It was not entered', back: { text: 'Back to the board', href: '/board' } },
  };
};
