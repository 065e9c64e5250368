import { Controller, Get, Param, Post } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { askedStep, type Step } from './asked-step.js';
import { type CaseFile, doneAt, type Part, partStep, readCase, whyOf } from './case-file.js';
import { COMMISSIONER_STEPS } from './commissioner-acts.js';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import type { Shown } from '../web/showing.js';
import { faultsAt, INSTEAD_FIELDS, NEAR_FIELDS, perhapsAt, readInstead, readSpoken, SPOKEN_FIELDS, typedAt } from '../web/spoken.js';
import { sinceConsidered } from './timeline.js';
import { endOfDay, instantTyped } from '../web/typed-time.js';
import { linesOf, many, NoSuchPage, one, type Visit, Visiting } from '../web/visit.js';
import { capital, partNumber, said } from '../web/words.js';

type Decided = authorisation.GrantAnswer;

/** One step on a part already decided on, on a page of its own. */
@Controller('cases/:id/components/:component')
export class PartActsController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get([':step', ':step/:which'])
  async show(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.show(await this.form(visit, where));
  }

  @Post([':step', ':step/:which'])
  async send(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.answer(visit, await this.form(visit, where));
  }

  private async form(visit: Visit, { id, component, step: name, which = '' }: Where): Promise<Form<Decided>> {
    const stepOf = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
    if (!stepOf) throw new NoSuchPage();
    const file = await readCase(visit, this.names, id);
    const part = file.the.components.find((one) => one.id === component);
    if (!part) throw new NoSuchPage();
    const step = stepOf(visit, part, { ...file, which });
    return {
      view: step.view ?? name,
      model: { ...partStep(file, part), back: { text: 'Back to the case', href: `/cases/${id}` }, ...step.model },
      fields: step.fields,
      ...(step.faults ? { faults: step.faults } : {}),
      send: (key) => step.send({ params: { id, component }, ifMatch: Number(one(visit.typed, 'version')), key }),
      done: () => doneAt(id, name, component),
      refused: { title: `Part ${partNumber(component)} was not ${step.participle}`, reference: file.the.reference, back: { text: 'Go to the case', href: `/cases/${id}` }, why: () => whyOf(id, part) },
    };
  }
}

type Where = { readonly id: string; readonly component: string; readonly step: string; readonly which?: string };

const perhaps = (name: string, text: string) => (text === '' ? {} : { [name]: text });

const several = (name: string, list: readonly string[]) => (list.length === 0 ? {} : { [name]: [...list] });

const review = ({ client, typed }: Visit, part: Part, file: CaseFile): Step => {
  const decision = one(typed, 'decision') as 'continue';
  const next = endOfDay(typedAt(typed, 'next'), 'the next review date');
  const given = decision !== ('cancel' as string) || typedAt(typed, 'next').day !== '';
  const isConfidential = part.confidential !== 'none';
  const asksOfPeople = part.source !== undefined || part.operative !== undefined;
  return {
    participle: 'reviewed',
    model: {
      ...sinceConsidered(file, part.id), asksOfPeople, confidential: isConfidential ? said(part.confidential) : undefined,
      // What is left of one tactic is nothing.
      tactics: part.tactics.length > 1 ? part.tactics.map(({ tactic }) => ({ value: tactic, text: capital(said(tactic)) })) : [], subjects: part.subjects.map((value) => ({ value, text: value })),
    },
    fields: [
      { field: 'changed', pointer: '/changed', label: 'What changed', missing: 'Enter what changed since the last review' },
      ...(asksOfPeople ? [{ field: 'use', pointer: '/use', label: 'How they were used' }, { field: 'tasks', pointer: '/tasks', label: 'The tasks given' }, { field: 'information', pointer: '/information', label: 'The information gained' }] : []),
      { field: 'product', pointer: '/product', label: 'What was obtained' },
      { field: 'collateral', pointer: '/collateralMet', label: 'The intrusion that was met' },
      ...(isConfidential ? [{ field: 'confidential', pointer: '/confidentialComment', label: 'The confidential information', missing: 'Say what confidential information was obtained, and why it is still necessary' }] : []),
      { field: 'decision', pointer: '/decision', label: 'Your decision', missing: 'Select what you decide', choice: true },
      { field: 'withdrawn', pointer: '/tacticsWithdrawn', label: 'The tactics that fall away', choice: true },
      { field: 'removed', pointer: '/subjectsRemoved', label: 'The subjects who fall away', choice: true },
      { field: 'added', pointer: '/subjectsAdded', label: 'The subjects who came in' },
      { field: 'next', pointer: '/nextReview', label: 'The next review date', lands: 'next-day' },
    ],
    faults: given ? faultsAt('next', next) : [],
    send: (how) =>
      client.authorisation.review({
        ...how,
        body: {
          changed: one(typed, 'changed'), decision, ...perhaps('product', one(typed, 'product')), ...perhaps('collateralMet', one(typed, 'collateral')), ...perhaps('confidentialComment', one(typed, 'confidential')),
          ...several('tacticsWithdrawn', many(typed, 'withdrawn')), ...several('subjectsRemoved', many(typed, 'removed')), ...several('subjectsAdded', linesOf(typed, 'added')),
          ...(next.instant ? { nextReview: next.instant } : {}), ...perhaps('use', one(typed, 'use')), ...perhaps('tasks', one(typed, 'tasks')), ...perhaps('information', one(typed, 'information')),
        },
      }),
  };
};

const renew = ({ client, typed }: Visit): Step => {
  const spoken = readSpoken(typed);
  return {
    participle: 'renewed',
    fields: [
      { field: 'value', pointer: '/value', label: 'What it has given', missing: 'Enter what it has given so far' },
      { field: 'statement', pointer: '/statement', label: 'Your reasons', missing: 'Enter your reasons in your own words' },
      ...SPOKEN_FIELDS, ...INSTEAD_FIELDS, ...NEAR_FIELDS,
    ],
    faults: spoken.faults,
    send: (how) => client.authorisation.renew({ ...how, body: { ...spoken.body, statement: one(typed, 'statement'), value: one(typed, 'value') } }),
  };
};

const cancel = ({ client, typed, person }: Visit, part: Part, { the, deployments, nameOf }: CaseFile): Step => {
  const ceased = instantTyped(typedAt(typed, 'ceased'), 'the instruction to stop');
  const decided = perhapsAt(typed, 'decided', 'your decision');
  const concerned = [the.applicant.person, ...deployments.filter(({ component }) => component === part.id).map(({ requestedBy }) => requestedBy)].filter((id) => id !== person.id);
  const [ticked, others] = [many(typed, 'told'), one(typed, 'told-others').split(/[\s,;]+/).filter((id) => id !== '')];
  return {
    participle: 'cancelled',
    model: { out: part.open.length, people: [...new Set(concerned)].map((id) => ({ value: id, text: nameOf(id) })) },
    fields: [
      { field: 'reason', pointer: '/reason', label: 'Why you cancel it', missing: 'Enter why you cancel it' },
      { field: 'ceased', pointer: '/ceasedAt', label: 'When you told them to stop', lands: 'ceased-day' },
      { field: 'told', pointer: '/told', label: 'Whom you told' },
      // The API counts them after those who were ticked.
      ...others.map((_, index) => ({ field: 'told-others', pointer: `/told/${ticked.length + index}`, label: 'Anyone else you told', choice: true as const })),
      { field: 'value', pointer: '/value', label: 'What it gave', missing: 'Enter what it gave' },
      { field: 'direction', pointer: '/productDirection', label: 'What happens to the product' },
      { field: 'equipment', pointer: '/equipment', label: 'What becomes of the equipment' },
      { field: 'decided', pointer: '/decidedAt', label: 'When you decided', lands: 'decided-day' },
      { field: 'noted-by', pointer: '/notedBy', label: 'Who noted it' },
      ...INSTEAD_FIELDS,
    ],
    faults: [...faultsAt('ceased', ceased), ...(decided ? faultsAt('decided', decided) : [])],
    send: (how) =>
      client.authorisation.cancel({ ...how, body: { reason: one(typed, 'reason'), value: one(typed, 'value'), ...(ceased.instant ? { ceasedAt: ceased.instant } : {}), told: [...ticked, ...others], ...perhaps('productDirection', one(typed, 'direction')), ...perhaps('equipment', one(typed, 'equipment')), ...perhaps('notedBy', one(typed, 'noted-by')), ...readInstead(typed), ...(decided?.instant ? { decidedAt: decided.instant } : {}) } }),
  };
};

const notify = ({ client, typed }: Visit, part: Part): Step => ({
  participle: 'recorded as notified',
  model: { acts: part.notices.map(({ act, due, sentAt }) => ({ act, due, sentAt, text: capital(act) })) },
  fields: [{ field: 'act', pointer: '/act', label: 'The act', missing: 'Select which notice was sent', choice: true }],
  send: (how) => client.authorisation.notify({ ...how, body: { act: one(typed, 'act') as 'grant' } }),
});

const record = ({ client, typed }: Visit): Step => ({
  participle: 'put in writing',
  fields: [{ field: 'text', pointer: '/text', label: 'The record', missing: 'Enter what was decided, and why' }],
  send: (how) => client.authorisation.recordOralAct({ ...how, body: { text: one(typed, 'text') } }),
});

/** What an officer decided orally, by whoever asked them: read once the officer has entered the decision with a note of their own. */
const note = ({ client, typed }: Visit, part: Part): Step => {
  const made = perhapsAt(typed, 'made', 'your note');
  return askedStep({
    heading: `Seal your note on part ${partNumber(part.id)}`, button: 'Seal my note', participle: 'noted', intro: 'Make it in your own words. It is not changed any more, and nobody reads it until the officer has entered the decision with a note of their own.',
    asks: [
      { kind: 'line', field: 'officer', label: 'Which officer decided?', hint: 'For example, supt-reyes', missing: 'Enter which officer decided' },
      { kind: 'words', field: 'text', label: 'What did they decide, and in which words?', missing: 'Enter what they decided' },
      { kind: 'moment', field: 'made', pointer: '/madeAt', label: 'When did you make the note, if not now?' },
    ],
    faults: made ? faultsAt('made', made) : [],
    send: ({ params, key }) => client.authorisation.sealNote({ params, key, body: { officer: one(typed, 'officer'), text: one(typed, 'text'), ...(made?.instant ? { madeAt: made.instant } : {}) } }),
  });
};

const TARGETS = ['subject', 'vehicle', 'place'] as const;

/** What was deployed on paper: the record judges it, and no permit comes of it. */
const report = ({ client, typed }: Visit, part: Part): Step => {
  const [from, until] = [instantTyped(typedAt(typed, 'from'), 'the beginning'), instantTyped(typedAt(typed, 'until'), 'the end')];
  const kind = one(typed, 'kind') as 'subject';
  return askedStep({
    heading: `Report a deployment under part ${partNumber(part.id)}`, button: 'Report it', participle: 'reported on', intro: 'For what was deployed on paper, and never asked for here. It is held against the record; no permit comes of it, and what was not covered becomes a possible error.',
    asks: [
      { kind: 'line', field: 'thing', label: 'What was deployed?', hint: 'As it is called in the register, or on the paper', missing: 'Enter what was deployed' },
      { kind: 'choice', field: 'tactic', label: 'For which tactic?', missing: 'Select the tactic', items: part.tactics.map(({ tactic }) => ({ value: tactic, text: capital(said(tactic)) })) },
      { kind: 'choice', field: 'kind', label: 'Against what?', missing: 'Select what it was deployed against', items: TARGETS.map((value) => ({ value, text: `A ${value}` })) },
      { kind: 'line', field: 'target', label: 'Which?', hint: 'As the application names it', missing: 'Enter which', pointer: '/target' },
      { kind: 'moment', field: 'from', label: 'When did it begin?' },
      { kind: 'moment', field: 'until', label: 'When did it end?' },
      { kind: 'words', field: 'note', label: 'What is on the paper, and why is it reported now?', missing: 'Enter what is on the paper' },
    ],
    faults: [...faultsAt('from', from), ...faultsAt('until', until)],
    send: ({ params, key }) =>
      client.authorisation.reportDeployment({ params, key, body: { thing: one(typed, 'thing'), tactic: one(typed, 'tactic'), target: { [kind]: one(typed, 'target') } as { subject: string }, from: from.instant ?? '', until: until.instant ?? '', note: one(typed, 'note') } }),
  });
};

type File = CaseFile & { readonly which: string };

const STEPS: Readonly<Record<string, (visit: Visit, part: Part, file: File) => Step>> = { review, renew, cancel, notify, note, record, report, ...COMMISSIONER_STEPS };
