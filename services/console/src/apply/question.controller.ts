import { Controller, Get, Param, Post } from '@nestjs/common';
import { type Field, type Form, Forms } from '../web/forms.js';
import type { Shown } from '../web/showing.js';
import { NoSuchPage, one, type Typed, type Visit, Visiting } from '../web/visit.js';
import { capital, partNumber, PLACES, said } from '../web/words.js';
import { saving, versionOf } from './apply.controller.js';
import { type Draft, type DraftFile, partOf, pathTo, type Placed, readDraft, savedFile, withPart } from './draft.js';
import { after } from './progress.js';
import { choice, choiceFaults, chosen, offered } from './people.js';
import { type Choice, type Question, questionsOn, SAFEGUARDS } from './questions.js';
import { rowsOf, scopeFields } from './scope.js';

type Where = { readonly id: string; readonly part: string; readonly question: string };
type Asked = { readonly file: DraftFile; readonly of: Placed; readonly question: Question; /** Whom it offers, of a register. */ readonly choices: readonly Choice[] };

/** One question on a part of a draft. What is saved goes to the API at once; the next question follows. */
@Controller('apply/:id/parts/:part')
export class QuestionController {
  constructor(private readonly forms: Forms) {}

  @Get(':question')
  async ask(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    const asked = await find(visit, where);
    const typed = chosen(asked.choices, asked.question.typed(asked.of.part));
    return this.forms.show(form(visit, asked, typed), typed);
  }

  @Post(':question')
  async answer(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    const made = form(visit, await find(visit, where), visit.typed);
    return one(visit.typed, 'do').startsWith('add-') ? this.forms.show(made, visit.typed) : this.forms.answer(visit, made);
  }
}

const PLACE_CHOICES = [{ value: '', text: 'Choose a kind of place' }, ...PLACES.map((name) => ({ value: name, text: capital(said(name)) }))];

/** What alone may be done with equipment at a place, where it is not the activity itself. */
const PURPOSES = [{ value: '', text: 'The activity itself' }, { value: 'maintenance', text: 'Equipment is maintained there, and nothing else' }, { value: 'retrieval', text: 'Equipment is retrieved from there, and nothing else' }];

const find = async ({ client }: Visit, { id, part, question: name }: Where): Promise<Asked> => {
  const file = await readDraft(client, id);
  const of = partOf(file, part);
  const question = of && questionsOn(of.part, file.powers).find((one_) => one_.name === name);
  if (!question) throw new NoSuchPage();
  return { file, of, question, choices: await offered(question, client) };
};

const form = ({ client, typed: sent, query }: Visit, { file, of, question, choices }: Asked, typed: Typed): Form<Draft> => {
  const { draft } = file;
  const answered = question.answered(of.part, choice(choices, sent));
  return {
    view: 'apply-question',
    model: {
      question: { ...question, hint: hintOf(question, file, of) }, choices, title: `${question.short}, part ${partNumber(of.id)}`, caption: { number: partNumber(of.id), power: of.part.power }, rows: rowsOf(typed), safeguards: SAFEGUARDS, places: PLACE_CHOICES, purposes: PURPOSES,
      reference: draft.reference, version: draft.etag, back: pathTo(draft.id), fromCheck: query['from'] === 'check',
    },
    fields: fieldsOf(question, of, typed),
    faults: choiceFaults(choices, sent, question),
    send: (key) => client.authorisation.saveDraft({ params: { id: draft.id }, ifMatch: versionOf(sent), key, body: withPart(draft.application, of.index, answered) }),
    done: (saved) => (query['from'] === 'check' ? `${pathTo(draft.id)}/check` : after(question.name, savedFile(file, saved), { ...of, part: answered })),
    refused: saving(draft.id),
  };
};

/** What a question says beside itself. Parts are called by words of their own, which stay while the numbers of the parts change: those of the other parts are said as they are now. */
const hintOf = ({ name, hint }: Question, { parts }: DraftFile, { id }: Placed): string | undefined => {
  const others = name === 'linked' ? parts.filter(({ id: other, part }) => other !== id && part.handle !== undefined) : [];
  return others.length === 0 ? hint : `${capital(others.map(({ id: other, part }) => `part ${partNumber(other)} is called ${part.handle}`).join(', '))}.`;
};

const fieldsOf = ({ kind, pointers, short, missing }: Question, { index }: Placed, typed: Typed): readonly Field[] => {
  const above = `/components/${index}`;
  if (kind === 'scope') return scopeFields(typed, above);
  if (kind === 'safeguards') return Object.entries(SAFEGUARDS).map(([name, label]) => ({ field: name, pointer: `${above}/safeguards/${name}`, label }));
  return [{ field: 'answer', pointer: `${above}/${pointers[0] ?? ''}`, label: short, ...(missing ? { missing } : {}), ...(kind === 'one-of' || kind === 'some-of' ? { choice: true as const } : {}) }];
};
