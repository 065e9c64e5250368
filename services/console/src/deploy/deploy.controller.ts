import { Controller, Get, Post } from '@nestjs/common';
import type { assetRegistry, authorisation, Client, resourceAllocation } from '@cpmp/client';
import { whyOf } from '../case/case-file.js';
import { type Asked, asked, begun } from './asked.js';
import { awayWords, type Deployment, deploymentsOut, deploymentsToSwitchOff, type Holder, isOut, needsWords, pathTo, streamsOf, thingWords } from './deployments.js';
import { stepsFor } from './steps.js';
import { STREAMS_MAX } from '../live/live.js';
import { type Form, Forms } from '../web/forms.js';
import { Keeping } from '../web/sealing.js';
import type { Person } from '../web/session.js';
import { Page, type Shown } from '../web/showing.js';
import { faultsAt } from '../web/spoken.js';
import { everything, orNoneNow } from '../web/lists.js';
import { GO, gotOr, one, type Typed, type Visit, Visiting } from '../web/visit.js';
import { capital, isReference, REFERENCE_FAULT, said, TACTICS } from '../web/words.js';

const NONE_LISTED: authorisation.ListAuthorisationsAnswer = { items: [] };

/** A thing that may be put out, as the form offers it: `asset:<id>` or `resource:<id>`. */
type Thing = { readonly value: string; readonly text: string };

type Answered = assetRegistry.DeployAssetAnswer | resourceAllocation.DeployResourceAnswer;

/** The desk: what must come back first, then what is out, then a deployment to ask for. */
@Controller('deploy')
export class DeployController {
  constructor(
    private readonly forms: Forms,
    private readonly keeping: Keeping,
  ) {}

  /** `?thing=asset:<id>`: what is to go out, where the way here began with it. */
  @Get()
  async show(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.show(await this.form(visit), { thing: visit.query['thing'] });
  }

  /** First the form, then the page that says what will be asked, then the request itself. */
  @Post()
  async send(@Visiting() asking: Visit): Promise<Shown> {
    const visit = { ...asking, typed: begun(asking) };
    const form = await this.form(visit);
    if (visit.again || one(visit.typed, 'do') === GO) return this.forms.answer(visit, form);
    return this.forms.faulty(visit, form) ?? new Page('deploy-check', { ...form.model, asked: asked(visit.typed), kept: this.keeping.close(visit.person.id, visit.typed) });
  }

  private async form({ client, person, typed }: Visit): Promise<Form<Answered>> {
    const [{ deployments, away }, { deployments: running }, things] = await Promise.all([deploymentsOut(client), deploymentsToSwitchOff(client), readThings(client)]);
    const read = asked(typed);
    const shown = shownTo(person);
    const thing = things.find(({ value }) => value === one(typed, 'thing'));
    return {
      view: 'deploy',
      model: {
        // What must come back or be switched off is heard of first, should there be more than a page may name.
        streams: streamsOf([...running, ...deployments.filter(isEnding), ...deployments]).slice(0, STREAMS_MAX),
        chosen: thing?.text, away: awayWords(away),
        running: running.map(shown),
        ending: deployments.filter(isEnding).toSorted(soonest).map(shown),
        out: deployments.filter(({ state }) => state === 'deployed').map(shown),
        waiting: deployments.filter(({ state }) => state === 'requested').map(shown),
        things: [{ value: '', text: 'Choose a team or an item' }, ...things],
        tactics: [{ value: '', text: 'Choose a tactic' }, ...TACTICS.map((name) => ({ value: name, text: capital(said(name)) }))],
      },
      fields: FIELDS,
      faults: [
        ...(read.reference === '' || isReference(read.reference) ? [] : [{ field: 'reference', text: REFERENCE_FAULT }]),
        ...(one(typed, 'part') === '' || read.component ? [] : [{ field: 'part', text: 'The part is a number, like 1' }]),
        ...faultsAt('from', read.from),
        ...faultsAt('to', read.to),
      ],
      send: (key) => sendTo(client, { key, thing: one(typed, 'thing'), body: bodyOf(typed) }),
      done: ({ id }) => pathTo(one(typed, 'thing').split(':')[0] as Holder, id),
      refused: { title: `${capital(thing?.text.split(',')[0] ?? 'It')} cannot be deployed`, reference: read.reference, back: { text: 'Back to the desk', href: '/deploy' }, why: () => whyFor(client, read) },
    };
  }
}

const FIELDS = [
  { field: 'reference', pointer: '/authorisation', label: 'The case reference', missing: 'Enter the case reference' },
  { field: 'part', pointer: '/component', label: 'The part', missing: 'Enter the number of the part' },
  { field: 'tactic', pointer: '/tactic', label: 'The tactic', missing: 'Select the tactic' },
  { field: 'target-kind', pointer: '/target-kind', label: 'The target', missing: 'Select whether it is a subject, a vehicle or a place' },
  { field: 'target', pointer: '/target', label: 'The target', missing: 'Enter the target as the application names it' },
  { field: 'thing', pointer: '/asset', label: 'The team or item', missing: 'Select the team or item' },
  { field: 'from', pointer: '/window/from', label: 'The start', lands: 'from-day' },
  { field: 'to', pointer: '/window/to', label: 'The end', lands: 'to-day' },
];

type Body = Omit<assetRegistry.DeployAssetBody, 'asset'>;

const bodyOf = (typed: Typed): Body => {
  const { reference, component, tactic, target, from, to } = asked(typed);
  return { authorisation: reference, component: component ?? '', tactic, target: { [target.kind]: target.name } as Body['target'], window: { from: from.instant ?? '', to: to.instant ?? '' } };
};

const sendTo = (client: Client, { key, thing, body }: { readonly key: string; readonly thing: string; readonly body: Body }) => {
  const [holder, id = ''] = thing.split(':');
  return holder === 'resource' ? client.resourceAllocation.deployResource({ key, body: { resource: id, ...body } }) : client.assetRegistry.deployAsset({ key, body: { asset: id, ...body } });
};

/** Why the part stands as it does, for a reader who may know of the case; anybody else learns the verdict alone. */
const whyFor = async (client: Client, { reference, component }: Asked) => {
  const [found] = gotOr(await client.authorisation.listAuthorisations({ query: { reference } }), NONE_LISTED).items;
  const part = found?.components.find(({ id }) => id === component);
  return found && part ? whyOf(found.id, part) : undefined;
};

/** Everything of the registers that the reader may see, and that answer now: teams first. */
const readThings = async (client: Client): Promise<readonly Thing[]> => {
  const [assets, resources] = await Promise.all([everything((query) => client.assetRegistry.listAssets({ query }), orNoneNow), everything((query) => client.resourceAllocation.listResources({ query }), orNoneNow)]);
  return [
    ...resources.map(({ id, label, reference, kind }) => ({ value: `resource:${id}`, text: `${[...new Set([label, reference])].filter(Boolean).join(', ')}, ${said(kind)}` })),
    ...assets.map(({ id, label, serial, kind }) => ({ value: `asset:${id}`, text: `${label ?? serial}, ${said(kind)}` })),
  ];
};

const isEnding = (one: Deployment): boolean => isOut(one) && one.state !== 'deployed';
const soonest = (a: Deployment, b: Deployment): number => (a.recallBy ?? a.recalledAt ?? '').localeCompare(b.recallBy ?? b.recalledAt ?? '') || a.label.localeCompare(b.label);

/** A deployment as the desk lists it, with what its reader may record of it. */
const shownTo = (person: Person) => (one: Deployment) => ({ ...one, title: capital(thingWords(one)), needs: needsWords(one), steps: stepsFor(one, person) });
