import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { notification } from '@cpmp/client';
import { gapWords } from '../case/case-file.js';
import { daysWords } from '../source/looked-after.js';
import { type Form, Forms } from '../web/forms.js';
import { Names, type NameOf } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { one, under, type Visit, Visiting } from '../web/visit.js';
import { partNumber } from '../web/words.js';
import { csvOf, type Deadline, deadlineWords, type Doubt, firstDue, lackingIn, pageOf, peopleIn, readLate, readOverseen, regrantsIn, serviceWords, type Telling, thingIn } from './overseen.js';

/** For the senior responsible officer: what is late, suspected, unchecked, unanswered and untaken, who was told of it, and who answered. */
@Controller('oversight')
export class OversightController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async show(@Visiting() { client, query }: Visit): Promise<Shown> {
    const overseen = await readOverseen(client);
    const nameOf = await this.names.of(client, peopleIn(overseen));
    const { late, suspected, gaps, unchecked, errors, regranted, lacking, escalated, told, untaken, orphans } = overseen;
    const inDoubt = (doubts: readonly Doubt[]) => doubts.map((doubt) => ({ ...doubt, part: partNumber(doubt.component), path: deploymentOf(doubt), told: told.filter(({ deployment }) => deployment === doubt.permit).flatMap(heardOf(nameOf)) }));
    return new Page('oversight', {
      late: late.map((deadline) => ({ ...deadline, words: deadlineWords(deadline), href: pageOf(deadline.about), of: thingIn(deadline.about), told: toldOf(deadline, nameOf), notes: deadline.notes.map((note) => ({ ...note, by: nameOf(note.by) })) })),
      suspected: inDoubt(suspected), gaps: inDoubt(gaps),
      unchecked: unchecked.flatMap(({ id, reference, components }) => components.filter(({ checked }) => checked === false).map((part) => ({ ...part, href: `/cases/${id}`, reference, number: partNumber(part.id), by: nameOf(part.officer ?? '') }))),
      openErrors: errors.map((error) => ({ ...error, href: `/errors/${error.id}`, at: firstDue(error) })),
      regranted: regrantsIn(regranted).map((one) => ({ ...one, href: `/cases/${one.id}`, number: partNumber(one.part), by: nameOf(one.officer) })),
      lacking: lackingIn(lacking).map((one) => ({ ...one, href: `/cases/${one.id}`, number: partNumber(one.part), words: gapWords(one.gap), days: daysWords(one.gap) })),
      escalated: escalated.map((telling) => ({ ...telling, words: telling.text.replace(`, ${telling.reference}`, ''), href: pageOf(telling.stream), of: thingIn(telling.stream), heard: telling.told.map(nameOf) })),
      untaken: untaken.filter(({ deadlines }) => deadlines !== 0).map((service) => ({ ...service, words: serviceWords(service.service) })),
      untakenCount: untaken.reduce((sum, { deadlines = 0 }) => sum + deadlines, 0),
      orphans: orphans.reduce((sum, { open = 0 }) => sum + open, 0),
      done: under(DONE, query['done']),
    });
  }

  /** Ids, states and instants: what may leave as a file. */
  @Get('export')
  async export(@Visiting() { client }: Visit, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const text = csvOf(await readOverseen(client));
    // Not before: what says no is a page, and no file.
    void reply.header('content-disposition', 'attachment; filename="oversight.csv"').type('text/csv; charset=utf-8');
    return text;
  }

  @Get('deadlines/:id/note')
  async showNote(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(await this.note(visit, id));
  }

  @Post('deadlines/:id/note')
  async sendNote(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, await this.note(visit, id));
  }

  private async note({ client, typed }: Visit, id: string): Promise<Form<notification.NoteDeadlineAnswer>> {
    const deadline = (await readLate(client)).find((late) => late.id === id);
    const chase = one(typed, 'chase') === 'yes';
    const nameOf = await this.names.of(client, deadline?.told.map(({ person }) => person) ?? []);
    return {
      view: 'oversight-note',
      model: deadline ? { id, reference: deadline.reference, due: deadline.due, words: deadlineWords(deadline), told: toldOf(deadline, nameOf) } : { id },
      fields: [
        { field: 'text', pointer: '/text', label: 'What was done about it', missing: 'Enter what was done about it' },
        { field: 'chase', pointer: '/chase', label: 'Whether they are told once more', missing: 'Select whether they are told once more', choice: true },
      ],
      send: (key) => client.notification.noteDeadline({ params: { id }, key, body: { text: one(typed, 'text'), chase } }),
      done: () => `/oversight?done=${chase ? 'chased' : 'noted'}`,
      refused: { title: chase ? 'They were not told once more' : 'The note was not kept', ...(deadline ? { reference: deadline.reference } : {}), back: { text: 'Back to oversight', href: '/oversight' } },
    };
  }
}

const DONE: Readonly<Record<string, string>> = { noted: 'The note is kept with the deadline.', chased: 'The note is kept, and those who hold the deadline are told once more.' };

/** One person who was told: when first, when again last, and when they answered. */
type Heard = { readonly name: string; readonly at: string; readonly again?: string; readonly answeredAt: string | null };

const toldOf = ({ told }: Deadline, nameOf: NameOf): readonly Heard[] =>
  [...Map.groupBy(told, ({ person }) => person)].map(([person, times]) => {
    const [first, last] = [times[0]?.at ?? '', times.at(-1)?.at ?? ''];
    return { name: nameOf(person), at: first, ...(last === first ? {} : { again: last }), answeredAt: times.at(-1)?.acknowledgedAt ?? null };
  });

const heardOf = (nameOf: NameOf) => ({ told, sentAt, acknowledged }: Telling): readonly Heard[] =>
  told.map((person) => ({ name: nameOf(person), at: sentAt, answeredAt: acknowledged.find(({ by }) => by === person)?.at ?? null }));

/** Where the deployment of a permit is. */
const deploymentOf = ({ holder, permit }: Doubt): string => `/deployments/${holder === 'asset-registry' ? 'assets' : 'resources'}/${permit}`;
