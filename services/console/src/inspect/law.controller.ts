import { Controller, Get, NotFoundException, Param, Post } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { type Fault, type Form, Forms } from '../web/forms.js';
import { Names, type NameOf } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { faultsAt, perhapsDate } from '../web/spoken.js';
import { got, isRefused, keyOf, one, under, type Visit, Visiting } from '../web/visit.js';

type Sets = authorisation.ReadLawSetsAnswer;
type Offer = Sets['offers'][number];
type Case = authorisation.ShadowLawAnswer['cases'][number];

/** Which law was adopted when, what is offered, what that would have made of the record, and its adoption. */
@Controller('law/sets')
export class LawController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async show(@Visiting() { client, query, person }: Visit): Promise<Shown> {
    const sets = got(await client.authorisation.readLawSets());
    const nameOf = await this.names.of(client, sets.adopted.flatMap(({ by }) => (by ? [by.person] : [])));
    const [law, ...before] = sets.adopted.map((set) => ({ ...set, who: whoOf(set, nameOf) }));
    const has = (...roles: readonly string[]): boolean => person.roles.some((role) => roles.includes(role));
    return new Page('law-sets', { law, before, offers: sets.offers.map(offerShown), may: { shadow: has('administrator', 'senior-responsible-officer'), adopt: has('administrator') }, done: under(DONE, query['done']) });
  }

  /** The form of a shadow run: on which day's law. */
  @Get(':offer/shadow')
  async askShadow(@Visiting() visit: Visit, @Param('offer') name: string): Promise<Shown> {
    return this.forms.show(await this.shadowForm(visit, name));
  }

  /** Makes the run, and shows what would differ. */
  @Post(':offer/shadow')
  async shadow(@Visiting() visit: Visit, @Param('offer') name: string): Promise<Shown> {
    const { client, typed, person } = visit;
    const form = await this.shadowForm(visit, name);
    const on = perhapsDate(typed, 'on', 'the day');
    if (on?.fault) return this.forms.show(form, typed, faultsAt('on', on));
    const run = await client.authorisation.shadowLaw({ key: keyOf(typed), body: { offer: name as 'shipped' | 'folder', ...(on ? { on: on.date } : {}) } });
    if (!run.ok && isRefused(run.problem)) return this.forms.show(form, typed, [{ field: 'on-day', text: refusalWords(run.problem) }]);
    const { counts, cases, ...rest } = got(run);
    const { same = 0, ...differing } = counts;
    return new Page('law-shadow', { ...rest, same, counts: Object.entries(differing).map(([kind, count]) => ({ words: KINDS[kind] ?? kind, count })), clauses: rest.clauses.map((row) => ({ ...row, words: KINDS[row.kind] ?? row.kind })), cases: cases.map(caseShown), offer: name, mayAdopt: person.roles.includes('administrator') });
  }

  @Get(':offer/adopt')
  async askAdopt(@Visiting() visit: Visit, @Param('offer') name: string): Promise<Shown> {
    return this.forms.show(await this.adoptForm(visit, name));
  }

  @Post(':offer/adopt')
  async adopt(@Visiting() visit: Visit, @Param('offer') name: string): Promise<Shown> {
    return this.forms.answer(visit, await this.adoptForm(visit, name));
  }

  private async shadowForm({ client }: Visit, name: string) {
    return { view: 'law-try', model: { offer: await offerNamed(client, name) } };
  }

  private async adoptForm(visit: Visit, name: string): Promise<Form<Sets>> {
    const offer = await offerNamed(visit.client, name);
    return {
      view: 'law-adopt',
      model: { offer },
      fields: [{ field: 'set', pointer: '/set', label: 'The set', choice: true }],
      // What was on the page is adopted, not what may be offered since.
      send: (key) => visit.client.authorisation.adoptLaw({ key, body: { set: one(visit.typed, 'set') } }),
      done: () => '/law/sets?done=adopted',
      refused: { title: 'That set is not the law', back: { text: 'Back to the sets of law', href: '/law/sets' } },
    };
  }
}

const DONE: Readonly<Record<string, string>> = { adopted: 'The set is the law from now on. What was decided before keeps the law that it was decided by.' };

const OFFERS: Readonly<Record<string, string>> = { shipped: 'The packs of this release', folder: 'The packs of the mounted folder' };

const offerShown = (offer: Offer) => ({ ...offer, words: OFFERS[offer.offer] ?? offer.offer, changed: offer.packs.filter(({ changed }) => changed).map(({ file }) => file), adoptable: !offer.isLaw && offer.faults.length === 0 && offer.drafts.length === 0 && offer.shadowed !== undefined });

/** @throws NotFoundException where there is no such offer */
const offerNamed = async (client: Visit['client'], name: string) => {
  const found = got(await client.authorisation.readLawSets()).offers.find(({ offer }) => offer === name);
  if (!found) throw new NotFoundException();
  return offerShown(found);
};

const whoOf = ({ by }: Sets['adopted'][number], nameOf: NameOf): string => (by ? nameOf(by.person) : 'the first start of the platform');

const refusalWords = ({ because = '', instead = '' }: { readonly because?: string; readonly instead?: string }): Fault['text'] => `${because} ${instead}`.trim();

const KINDS: Readonly<Record<string, string>> = {
  refused: 'would have been refused', 'approval-needed': 'would have needed a commissioner’s approval', 'ended-sooner': 'would have ended sooner', 'ended-later': 'would have ended later',
  allowed: 'would have been allowed', otherwise: 'would differ otherwise',
};

const ACTS: Readonly<Record<string, string>> = { renew: 'renewal', cancel: 'cancellation', quash: 'quashing', 'approval-notice': 'approval', decline: 'refusal to approve', 'renewal-to-come': 'the next renewal' };

const caseShown = (one: Case) => ({ ...one, words: KINDS[one.kind] ?? one.kind, actWords: ACTS[one.act] ?? one.act });
