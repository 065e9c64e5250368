import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Answer } from '@cpmp/client';
import { doneAt } from '../case/case-file.js';
import { type Field, type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, Redirect, type Shown } from '../web/showing.js';
import { faultsAt, perhapsAt, typedInstant } from '../web/spoken.js';
import type { ReadTime } from '../web/typed-time.js';
import { ApiNo, keyOf, NoSuchPage, one, type Typed, type Visit, Visiting } from '../web/visit.js';
import { answersOf, checkFields } from './answers.js';
import { type Application, type Draft, type DraftFile, ownApplications, partOf, pathTo, readDraft, savedFile, withPart } from './draft.js';
import { openIn, questionPath, taskList } from './progress.js';

/** Beginning an application, its list of tasks, and its end: checked and sent, or thrown away. The draft is the API's; nothing is kept here. */
@Controller('apply')
export class ApplyController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async start(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.show(await this.starting(visit));
  }

  @Post()
  async begin(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.answer(visit, await this.starting(visit));
  }

  @Get(':id')
  async tasks(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const file = await readDraft(visit.client, id);
    return new Page('apply-tasks', { ...this.head(file), ...(await this.returned(visit, file)), ...taskList(file), keptUntil: file.draft.keptUntil });
  }

  /** Takes up again what a gatekeeper returned. */
  @Post(':id/change')
  change(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer<Draft>(visit, {
      view: 'apply-confirm', model: { title: 'Change the application', heading: 'Change the application?', text: 'A draft of what it says is made for you.', button: 'Change and send again', back: `/cases/${id}` }, fields: [], done: () => pathTo(id), refused: { title: 'The application cannot be changed', back: { text: 'Go to the case', href: `/cases/${id}` } },
      send: (key) => visit.client.authorisation.changeReturned({ params: { id }, key, body: {} }),
    });
  }

  /** Where somebody is led who signed in on the page that says that another's session ended here. */
  @Get(':id/change')
  back(@Param('id') id: string): Shown {
    return new Redirect(`/cases/${id}`);
  }

  @Get(':id/operation')
  async operation(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const file = await readDraft(visit.client, id);
    return this.forms.show(this.naming(visit, file), aboutTyped(file.draft.application));
  }

  @Post(':id/operation')
  async name(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, this.naming(visit, await readDraft(visit.client, id)));
  }

  @Get(':id/check')
  async check(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(await this.sending(visit, id));
  }

  @Post(':id/check')
  async send(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return lastOf(visit, async () => this.forms.answer(visit, await this.sending(visit, id)), { send: sends(visit, id), done: (sent) => doneAt(sent.id, 'apply') });
  }

  @Get(':id/discard')
  async confirm(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(await this.discarding(visit, id));
  }

  @Post(':id/discard')
  async discard(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return lastOf(visit, async () => this.forms.answer(visit, await this.discarding(visit, id)), { send: discards(visit, id), done: () => DISCARDED });
  }

  @Get(':id/parts/:part/remove')
  async confirmRemoval(@Visiting() visit: Visit, @Param() where: OfPart): Promise<Shown> {
    return this.forms.show(await this.removing(visit, where));
  }

  @Post(':id/parts/:part/remove')
  async remove(@Visiting() visit: Visit, @Param() where: OfPart): Promise<Shown> {
    return removedOf(where, async () => this.forms.answer(visit, await this.removing(visit, where)));
  }

  private async starting({ client, person, typed, query }: Visit): Promise<Form<Draft>> {
    const own = await ownApplications(client, person.id);
    return {
      view: 'apply',
      model: { own, done: query['done'] },
      fields: ABOUT,
      faults: faultsAt('made', madeTyped(typed)),
      send: (key) => client.authorisation.startDraft({ key, body: aboutOf({}, typed) }),
      done: ({ id }) => questionPath(id, 'c1', 'power'),
      refused: { title: 'The application was not begun', back: { text: 'Go to my work', href: '/work' } },
    };
  }

  /** The operation and who must know, of a draft that is there. An application that was made keeps its operation’s name. */
  private naming({ client, typed, query }: Visit, file: DraftFile): Form<Draft> {
    const { draft: { id, application, reference, etag } } = file;
    const named = reference === undefined ? typed : { ...typed, operation: application.operation ?? '' };
    return {
      view: 'apply',
      model: { ...this.head(file), fixed: reference === undefined ? undefined : application.operation, version: etag },
      fields: reference === undefined ? ABOUT : ABOUT.slice(1),
      faults: faultsAt('made', madeTyped(typed)),
      send: (key) => client.authorisation.saveDraft({ params: { id }, ifMatch: versionOf(typed), key, body: aboutOf(application, named) }),
      done: (draft) => (query['from'] === 'check' ? `${pathTo(id)}/check` : onward(savedFile(file, draft))),
      refused: saving(id),
    };
  }

  private async sending(visit: Visit, id: string): Promise<Form<{ readonly id: string }>> {
    const file = await readDraft(visit.client, id);
    return {
      view: 'apply-check',
      model: { ...this.head(file), ...(await this.returned(visit, file)), ...answersOf(file), version: file.draft.etag },
      fields: checkFields(file),
      faults: openIn(file),
      send: sends(visit, id),
      done: (sent) => doneAt(sent.id, file.draft.reference === undefined ? 'apply' : 'resubmit'),
      refused: { title: 'The application was not sent', back: { text: 'Go to the application', href: pathTo(id) } },
    };
  }

  private async discarding(visit: Visit, id: string): Promise<Form<undefined>> {
    const file = await readDraft(visit.client, id);
    return {
      view: 'apply-confirm',
      model: { ...this.head(file), version: file.draft.etag, title: 'Discard the draft', heading: 'Discard this draft?', text: 'What you wrote is destroyed and cannot be brought back.', button: 'Discard the draft', destroys: true },
      fields: [],
      send: discards(visit, id),
      done: () => DISCARDED,
      refused: { title: 'The draft was not discarded', back: { text: 'Go to the application', href: pathTo(id) } },
    };
  }

  private async removing({ client, typed }: Visit, { id, part }: OfPart): Promise<Form<Draft>> {
    const file = await readDraft(client, id);
    const { index } = partOf(file, part) ?? { index: -1 };
    if (!file.parts[index]) throw new NoSuchPage();
    return {
      view: 'apply-confirm',
      model: { ...this.head(file), version: file.draft.etag, title: `Remove part ${part.slice(1)}`, heading: `Remove part ${part.slice(1)}?`, text: 'What you wrote of it is gone from the draft.', button: `Remove part ${part.slice(1)}`, destroys: true },
      fields: [],
      send: (key) => client.authorisation.saveDraft({ params: { id }, ifMatch: versionOf(typed), key, body: withPart(file.draft.application, index, undefined) }),
      done: () => pathTo(id),
      refused: saving(id),
    };
  }

  private head({ draft: { id, reference, application } }: DraftFile) {
    return { id, reference, operation: application.operation, back: pathTo(id) };
  }

  /** What the gatekeeper said who returned it. */
  private async returned({ client }: Visit, { draft: { check } }: DraftFile) {
    if (!check) return {};
    return { check: { ...check, by: (await this.names.of(client, [check.by]))(check.by) } };
  }
}

type OfPart = { readonly id: string; readonly part: string };

/** The version that the form was shown with. */
export const versionOf = (typed: Typed): number => Number(one(typed, 'version'));

const DISCARDED = '/apply?done=discarded';

const sends = ({ client, typed }: Visit, id: string) => (key: string) => client.authorisation.sendDraft({ params: { id }, ifMatch: versionOf(typed), key, body: {} });
const discards = ({ client, typed }: Visit, id: string) => (key: string) => client.authorisation.discardDraft({ params: { id }, ifMatch: versionOf(typed), key, body: {} }) as Promise<Answer<undefined>>;

/** Answers the form that ends a draft. Sent again because its answer was lost, it finds no draft any more: the API knows its key, and says what came of it. */
const lastOf = async <T>({ typed }: Visit, answer: () => Promise<Shown>, { send, done }: Pick<Form<T>, 'send' | 'done'>): Promise<Shown> => {
  try {
    return await answer();
  } catch (error) {
    const known = error instanceof ApiNo && error.answer.status === 404 && keyOf(typed) !== '' ? await send(keyOf(typed)) : undefined;
    if (known?.ok) return new Redirect(done(known.value));
    throw error;
  }
};

/** Answers the form that removes a part. Sent again because its answer was lost, it finds no part of that number any more, or another one, which its key does not remove: what it removed is gone, and the draft shows what is left. */
const removedOf = async ({ id }: OfPart, answer: () => Promise<Shown>): Promise<Shown> => {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof NoSuchPage || (error instanceof ApiNo && error.answer.problem.code === 'idempotency-key-reused')) return new Redirect(pathTo(id));
    throw error;
  }
};

/** What is said when a draft cannot be saved. */
export const saving = (id: string) => ({ title: 'The draft was not saved', back: { text: 'Go to the application', href: pathTo(id) } });

const onward = (file: DraftFile): string => (file.parts.length === 0 ? questionPath(file.draft.id, file.next, 'power') : pathTo(file.draft.id));

const ABOUT: readonly Field[] = [
  { field: 'operation', pointer: '/operation', label: 'The name of the operation', missing: 'Enter the name of the operation' },
  { field: 'cleared', pointer: '/cleared', label: 'Who must know' },
  { field: 'agreement', pointer: '/agreement', label: 'The collaboration agreement' },
  { field: 'made', pointer: '/madeAt', label: 'When it was made on paper', lands: 'made-day' },
];

/** When it was made, where that was on paper. */
const madeTyped = (typed: Typed): Partial<ReadTime> => perhapsAt(typed, 'made', 'the application') ?? {};

const aboutOf = ({ components }: Application, typed: Typed): Application => {
  const { instant: madeAt } = madeTyped(typed);
  const cleared = one(typed, 'cleared').split(/[\s,;]+/).filter((id) => id !== '');
  const agreement = one(typed, 'agreement');
  return { operation: one(typed, 'operation'), ...(agreement === '' ? {} : { agreement }), ...(madeAt === undefined ? {} : { madeAt }), ...(cleared.length === 0 ? {} : { cleared }), ...(components ? { components } : {}) };
};

const aboutTyped = ({ operation, cleared = [], agreement, madeAt }: Application): Typed => ({ operation, cleared: cleared.join('\n'), agreement, ...(madeAt === undefined ? {} : typedInstant('made', madeAt)) });
