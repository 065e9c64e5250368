import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Answer, assetRegistry } from '@cpmp/client';
import { type Ask, fieldsOf, REASON, YES_OR_NO } from '../web/asks.js';
import { type Fault, type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import type { Person } from '../web/session.js';
import { Page, type Shown } from '../web/showing.js';
import { faultsAt, typedAt } from '../web/spoken.js';
import { dateTyped, instantTyped } from '../web/typed-time.js';
import { afterIn, onwards } from '../web/lists.js';
import { got, NoSuchPage, one, under, type Visit, Visiting } from '../web/visit.js';
import { capital, said } from '../web/words.js';
import { dayWords, lookedAfter, roleAsks, roleTyped } from './looked-after.js';
import { type Particular, PARTICULARS, particularWords } from './particulars.js';

type Source = assetRegistry.RegisterSourceAnswer;
type Role = assetRegistry.ChangeSourceRoleBody['role'];
type Where = { readonly id: string; readonly step: string };

/** The largest page that the register answers. */
const LISTED_MAX = 200;

const ROLES: readonly Role[] = ['handler', 'controller', 'record-maintainer'];
const pathOf = ({ id }: { readonly id: string }): string => `/sources/${id}`;

/** A seal hides what the register could sort by: a page is put in order here. */
const byPseudonym = <T extends { readonly pseudonym: string }>(items: readonly T[]): readonly T[] => items.toSorted((a, b) => a.pseudonym.localeCompare(b.pseudonym, 'en-GB'));
const keeps = ({ roles }: Person): boolean => roles.some((role) => (ROLES as readonly string[]).includes(role));

/** Sources, for those who look after them: who does on which days, whether they are vulnerable, and what is on their record. Nothing here says who they are. */
@Controller('sources')
export class SourcesController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async list(@Visiting() { client, person, path, query }: Visit): Promise<Shown> {
    const [{ items, next }, unheld] = await Promise.all([client.assetRegistry.listSources({ query: { limit: LISTED_MAX, ...afterIn(query) } }).then(got), client.assetRegistry.listUnheldRoles({ query: { limit: LISTED_MAX } }).then(got)]);
    const gaps = unheld.items.map(({ source, pseudonym, role, from, to }) => ({ id: source, pseudonym, role: capital(said(role)), days: from === to ? dayWords(from) : `${dayWords(from)} to ${dayWords(to)}` }));
    return new Page('sources', { items: byPseudonym(items), gaps: byPseudonym(gaps), next: onwards(path, {}, next), more: unheld.next !== undefined, keeps: keeps(person) });
  }

  // Before the one that takes any word for an id.
  @Get('new')
  showNew(@Visiting() visit: Visit): Shown {
    return this.forms.show(registering(visit));
  }

  @Post('new')
  register(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.answer(visit, registering(visit));
  }

  @Get(':id')
  async show(@Visiting() { client, person, query }: Visit, @Param('id') id: string): Promise<Shown> {
    const it = got(await client.assetRegistry.readSource({ params: { id } }));
    const nameOf = await this.names.of(client, [...it.roles.map((held) => held.person), ...[...it.records, ...it.meetings].map(({ by }) => by)]);
    return new Page('source', {
      it, path: pathOf(it), keeps: keeps(person), done: under(DONE, query['done']), streams: [`source-${id}`],
      carers: ROLES.map((role) => ({ role: capital(said(role)), person: it.holders[role] && nameOf(it.holders[role]) })),
      held: lookedAfter(it.roles, nameOf), missing: it.missing.map(particularWords),
      meetings: it.meetings.toSorted((a, b) => b.heldAt.localeCompare(a.heldAt)).map((meeting) => ({ ...meeting, by: nameOf(meeting.by) })),
      records: it.records.toReversed().map((record) => ({ ...record, particular: particularWords(record.particular), by: nameOf(record.by) })),
    });
  }

  @Get(':id/:step')
  async showStep(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.show(await this.form(visit, where));
  }

  @Post(':id/:step')
  async sendStep(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.answer(visit, await this.form(visit, where));
  }

  private async form(visit: Visit, { id, step: name }: Where): Promise<Form<Source>> {
    const stepOf = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
    if (!stepOf) throw new NoSuchPage();
    const it = got(await visit.client.assetRegistry.readSource({ params: { id } }));
    const { heading, intro, asks, faults, button, send } = stepOf(visit, it);
    const back = { text: 'Back to the source', href: pathOf(it) };
    return {
      view: 'asked', model: { reference: 'Source', version: '', heading, intro, asks, button, back }, fields: fieldsOf(asks), ...(faults ? { faults } : {}),
      send: (key) => send({ params: { id }, key }), done: () => `${pathOf(it)}?done=${name}`, refused: { title: 'Nothing was recorded', back },
    };
  }
}

type At = { readonly params: { readonly id: string }; readonly key: string };

/** One step on a source: its page, its questions and the call. */
type Step = { readonly heading: string; readonly intro?: string; readonly asks: readonly Ask[]; readonly faults?: readonly Fault[]; readonly button: string; readonly send: (at: At) => Promise<Answer<Source>> };

const VULNERABLE: Ask = { kind: 'choice', field: 'vulnerable', label: 'Are they vulnerable?', hint: 'Somebody who is or may be in need of care, or who cannot take care of themselves or protect themselves', missing: 'Select whether they are vulnerable', items: YES_OR_NO };

const roles = ({ client, typed }: Visit): Step => {
  const { faults, body } = roleTyped<Role>(typed);
  return {
    heading: 'Hand a role over', button: 'Record it', asks: roleAsks(ROLES), faults, intro: 'What was so before that day stays on record. Every authority in force about them is looked at again.',
    send: (at) => client.assetRegistry.changeSourceRole({ ...at, body }),
  };
};

const vulnerability = ({ client, typed }: Visit, it: Source): Step => ({
  heading: 'Vulnerability', button: 'Record it', intro: `On record: ${it.vulnerable ? 'vulnerable' : 'not vulnerable'}.`, asks: [VULNERABLE, REASON],
  send: (at) => client.assetRegistry.recordVulnerability({ ...at, body: { vulnerable: one(typed, 'vulnerable') === 'yes', reason: one(typed, 'reason') } }),
});

const records = ({ client, typed }: Visit): Step => ({
  heading: 'Add to the record', button: 'Add it', intro: 'What is added stays. A source’s identity has no place here.',
  asks: [
    { kind: 'choice', field: 'particular', label: 'Of which particular is it?', missing: 'Select the particular', items: PARTICULARS.map((value) => ({ value, text: particularWords(value) })) },
    { kind: 'words', field: 'text', label: 'What is to be recorded?', missing: 'Enter what is to be recorded' },
  ],
  send: (at) => client.assetRegistry.addSourceRecord({ ...at, body: { particular: one(typed, 'particular') as Particular, text: one(typed, 'text') } }),
});

const meetings = ({ client, typed }: Visit): Step => {
  const held = instantTyped(typedAt(typed, 'held'), 'the meeting');
  const perhaps = (field: 'adult' | 'reason') => (one(typed, field) === '' ? {} : { [field]: one(typed, field) });
  return {
    heading: 'Record a meeting', button: 'Record it', faults: faultsAt('held', held), intro: 'For a source under 18, say who was there as an appropriate adult, or why nobody was.',
    asks: [
      { kind: 'moment', field: 'held', label: 'When was it held?', pointer: '/heldAt' },
      { kind: 'line', field: 'adult', label: 'Which appropriate adult was there?', hint: 'And in what standing. Leave it empty if nobody was.' },
      { kind: 'words', field: 'reason', label: 'Why was nobody there, if the source is under 18?', hint: 'Leave it empty if somebody was' },
    ],
    send: (at) => client.assetRegistry.recordSourceMeeting({ ...at, body: { heldAt: held.instant ?? '', ...perhaps('adult'), ...perhaps('reason') } }),
  };
};

const STEPS: Readonly<Record<string, (visit: Visit, it: Source) => Step>> = { roles, vulnerability, records, meetings };

const DONE: Readonly<Record<string, string>> = { register: 'The source is entered.', roles: 'The handover is on record.', vulnerability: 'It is on record.', records: 'It is on the record.', meetings: 'The meeting is on record.' };

const CARERS = [{ field: 'handler', label: 'Handler' }, { field: 'controller', label: 'Controller' }, { field: 'recordMaintainer', label: 'Record maintainer' }] as const;

const registering = ({ client, typed, person }: Visit): Form<Source> => {
  const born = dateTyped(typedAt(typed, 'born'), 'the day of birth');
  const asks: readonly Ask[] = [
    { kind: 'line', field: 'pseudonym', label: 'Pseudonym', hint: 'Never a name, nor anything that leads to one', missing: 'Enter a pseudonym' },
    { kind: 'day', field: 'born', label: 'Day of birth', hint: 'It stays sealed. Authorities learn only on which days they turn 16 and 18. For example, 19 3 1988' },
    VULNERABLE,
    ...CARERS.map(({ field, label }): Ask => ({ kind: 'line', field, label, hint: 'Their sign-in name' })),
  ];
  const back = { text: 'Back to sources', href: '/sources' };
  const named = Object.fromEntries(CARERS.map(({ field }) => [field, one(typed, field)]).filter(([, who]) => who !== ''));
  return {
    view: 'asked',
    model: { reference: 'Sources', version: '', heading: 'Enter a source', asks, button: 'Enter the source', back, intro: `They look after the source from today on, and they alone may open this record. If you (${person.id}) are none of them, you enter it and no more.` },
    fields: fieldsOf(asks), faults: faultsAt('born', born),
    send: (key) => client.assetRegistry.registerSource({ key, body: { pseudonym: one(typed, 'pseudonym'), born: born.date ?? '', vulnerable: one(typed, 'vulnerable') === 'yes', ...named } }),
    done: (it) => `${pathOf(it)}?done=register`,
    refused: { title: 'The source was not entered', back },
  };
};
