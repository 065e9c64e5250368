import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Answer, authorisation } from '@cpmp/client';
import { daysWords } from '../source/looked-after.js';
import { type Ask, fieldsOf } from '../web/asks.js';
import { type Fault, type Form, Forms } from '../web/forms.js';
import { Names, type NameOf } from '../web/names.js';
import type { Person } from '../web/session.js';
import { Redirect, type Shown } from '../web/showing.js';
import { faultsAt, perhapsDate, typedAt } from '../web/spoken.js';
import { dateTyped } from '../web/typed-time.js';
import { got, NoSuchPage, one, under, type Typed, type Visit, Visiting } from '../web/visit.js';
import { said } from '../web/words.js';

type Designation = authorisation.DesignateAnswer;
type What = Designation['what'];

const HERE = '/designations';
const BACK = { text: 'Back to who stands where', href: HERE };
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const MAKES: Readonly<Record<What, readonly string[]>> = { 'acting-rank': ['administrator'], deputy: ['administrator'], absence: ['administrator', 'senior-responsible-officer', 'gatekeeper'] };

const makes = ({ roles }: Person, what: What): boolean => MAKES[what].some((role) => roles.includes(role));

/** Who acts in a higher rank, who is whose deputy and who is away, by day: decisions are made in the rank and the place that stand on their day. */
@Controller('designations')
export class DesignationsController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  list(@Visiting() visit: Visit): Promise<Shown> {
    return this.page(visit);
  }

  /** Another day; it comes to stand in the address. */
  @Post()
  async onDay(@Visiting() visit: Visit): Promise<Shown> {
    const on = perhapsDate(visit.typed, 'on', 'the day');
    if (on?.fault) return this.page(visit, faultsAt('on', on));
    return new Redirect(on ? `${HERE}?on=${on.date}` : HERE);
  }

  @Get('new/:what')
  showNew(@Visiting() visit: Visit, @Param('what') what: string): Shown {
    return this.forms.show(entry(visit, what));
  }

  @Post('new/:what')
  make(@Visiting() visit: Visit, @Param('what') what: string): Promise<Shown> {
    return this.forms.answer(visit, entry(visit, what));
  }

  @Get(':id/end')
  showEnd(@Visiting() visit: Visit, @Param('id') id: string): Shown {
    return this.forms.show(ending(visit, id));
  }

  @Post(':id/end')
  end(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, ending(visit, id));
  }

  private async page({ client, person, query, typed }: Visit, faults: readonly Fault[] = []): Promise<Shown> {
    const asked = query['on'];
    const { on, items } = got(await client.authorisation.listDesignations(asked !== undefined && DAY.test(asked) ? { query: { on: asked } } : {}));
    const nameOf = await this.names.of(client, items.flatMap(({ person: who, principal, by }) => [who, by, ...(principal ? [principal] : [])]));
    const model = {
      on, items: items.map((one) => ({ id: one.id, who: nameOf(one.person), words: wordsOf(one, nameOf), days: daysWords(one), by: nameOf(one.by), ends: makes(person, one.what) })),
      makes: KINDS.filter(({ what }) => makes(person, what)), done: under(DONE, query['done']),
    };
    return this.forms.show({ view: 'designations', model }, typed, faults);
  }
}

const wordsOf = ({ what, rank, principal, principalRank }: Designation, nameOf: NameOf): string => {
  if (what === 'absence') return 'Is away';
  return what === 'deputy' ? `Deputy of ${nameOf(principal ?? '')} (${said(principalRank ?? '')})` : `Acts as ${said(rank ?? '')}`;
};

/** A rank as the law calls it, from how people write it. */
const rankTyped = (typed: Typed, field: string): string => one(typed, field).toLowerCase().replaceAll(/[\s_-]+/g, '-');

const WHO: Ask = { kind: 'line', field: 'person', label: 'Who?', hint: 'Their sign-in name', missing: 'Enter who' };
const DAYS: readonly Ask[] = [
  { kind: 'day', field: 'from', label: 'From which day on?', hint: 'Today or later. For example, 30 3 2026' },
  { kind: 'day', field: 'until', label: 'On which day is it over?', hint: 'The first day no longer. Leave it empty if that is not known.' },
];

const KINDS: readonly { readonly what: What; readonly text: string; readonly intro: string; readonly asks: readonly Ask[] }[] = [
  {
    what: 'acting-rank', text: 'Enter an acting rank', intro: 'On its days they decide in that rank and no other, and each decision says so.',
    asks: [WHO, { kind: 'line', field: 'rank', label: 'In which rank do they act?', hint: 'For example, superintendent', missing: 'Enter the rank' }, ...DAYS],
  },
  {
    what: 'deputy', text: 'Enter a deputy', intro: 'They decide in the other’s place on days on which that one is away, where the law lets a deputy decide.',
    asks: [
      WHO, { kind: 'line', field: 'principal', label: 'Whose deputy are they?', hint: 'The sign-in name', missing: 'Enter whose deputy they are' },
      { kind: 'line', field: 'principalRank', label: 'Which rank does that person hold?', hint: 'For example, chief constable', missing: 'Enter the rank' }, ...DAYS,
    ],
  },
  { what: 'absence', text: 'Enter an absence', intro: 'Their deputies may decide in their place on these days.', asks: [WHO, ...DAYS] },
];

const bodyOf = (what: What, typed: Typed, days: { readonly from: string; readonly until?: string }): authorisation.DesignateBody => {
  const person = one(typed, 'person');
  if (what === 'acting-rank') return { what, person, rank: rankTyped(typed, 'rank'), ...days };
  return what === 'deputy' ? { what, person, principal: one(typed, 'principal'), principalRank: rankTyped(typed, 'principalRank'), ...days } : { what, person, ...days };
};

const formOf = (heading: string, intro: string, asks: readonly Ask[], faults: readonly Fault[]) => ({
  view: 'asked', model: { reference: 'Who stands where', version: '', heading, intro, asks, button: 'Record it', back: BACK }, fields: fieldsOf(asks), faults, refused: { title: 'Nothing was recorded', back: BACK },
});

const entry = ({ client, typed }: Visit, name: string): Form<Designation> => {
  const kind = KINDS.find(({ what }) => what === name);
  if (!kind) throw new NoSuchPage();
  const [from, until] = [dateTyped(typedAt(typed, 'from'), 'the first day'), perhapsDate(typed, 'until', 'the day on which it is over')];
  return {
    ...formOf(kind.text, kind.intro, kind.asks, [...faultsAt('from', from), ...(until ? faultsAt('until', until) : [])]),
    send: (key): Promise<Answer<Designation>> => client.authorisation.designate({ key, body: bodyOf(kind.what, typed, { from: from.date ?? '', ...(until?.date ? { until: until.date } : {}) }) }),
    done: () => `${HERE}?done=made`,
  };
};

const ending = ({ client, typed }: Visit, id: string): Form<Designation> => {
  const asks: readonly Ask[] = [{ kind: 'day', field: 'until', label: 'On which day is it over?', hint: 'The first day no longer: today or later' }];
  const until = dateTyped(typedAt(typed, 'until'), 'the day on which it is over');
  return {
    ...formOf('End an entry', 'What was decided until then stays as it is.', asks, faultsAt('until', until)),
    send: (key) => client.authorisation.endDesignation({ params: { id }, key, body: { until: until.date ?? '' } }),
    done: () => `${HERE}?done=ended`,
  };
};

const DONE: Readonly<Record<string, string>> = { made: 'It is on record.', ended: 'Its last day is on record.' };
