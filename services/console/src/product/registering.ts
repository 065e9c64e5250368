import type { authorisation, Client } from '@cpmp/client';
import { type Ask, fieldsOf } from '../web/asks.js';
import type { Form } from '../web/forms.js';
import { faultsAt, perhapsAt, typedAt } from '../web/spoken.js';
import { instantTyped } from '../web/typed-time.js';
import { got, one, type Visit } from '../web/visit.js';
import { capital, CONFIDENTIAL, said } from '../web/words.js';
import { keptAsks, placeAsks } from './asks.js';
import { pathOf, type Product } from './products.js';
import { keptTyped, placeTyped } from './steps.js';

type Body = authorisation.RegisterProductBody;

const KINDS: readonly Body['kind'][] = ['audio', 'video', 'photograph', 'document', 'log', 'data', 'object', 'other'];
const chosen = (names: readonly string[], words: (name: string) => string = said) => names.map((value) => ({ value, text: capital(words(value)) }));

/** Of what it is: the questions that find out, what was answered, and where the page stands. */
type Under = { readonly asks: readonly Ask[]; readonly under: Pick<Body, 'authorisation' | 'component'>; readonly faults?: Form<never>['faults']; readonly reference: string; readonly back: { readonly text: string; readonly href: string } };

/** What a form for product begins with. */
export const FIRST = (visit: Visit) => ({ obtainedBy: visit.person.id, confidential: 'none' });

/** Registering what was obtained, with its first copy. */
export const registering = async ({ client, typed }: Visit, { asks: first, under, faults = [], reference, back }: Under): Promise<Form<Product>> => {
  const asks = [...first, ...(await asksOf(client))];
  const [from, until, kept] = [instantTyped(typedAt(typed, 'from'), 'when it was obtained'), perhapsAt(typed, 'until', 'the end'), keptTyped(typed)];
  return {
    view: 'asked', model: { reference, version: '', heading: 'Register what was obtained', asks, button: 'Register it', back, intro: 'What was obtained while nothing was in force is registered too: it is marked and set apart.' },
    fields: fieldsOf(asks), faults: [...faults, ...faultsAt('from', from), ...(until ? faultsAt('until', until) : []), ...kept.faults],
    send: (key) =>
      client.authorisation.registerProduct({
        key,
        body: {
          ...under, kind: one(typed, 'kind') as Body['kind'], description: one(typed, 'description'), from: from.instant ?? '', ...(until?.instant ? { until: until.instant } : {}), obtainedBy: one(typed, 'obtainedBy'),
          confidential: one(typed, 'confidential') as Body['confidential'], ...kept.body, copy: placeTyped(typed),
        },
      }),
    done: (product) => `${pathOf(product)}?done=register`,
    refused: { title: 'The product was not registered', reference, back },
  };
};

const asksOf = async (client: Client): Promise<readonly Ask[]> => [
  { kind: 'choice', field: 'kind', label: 'What kind of thing is it?', missing: 'Select what kind of thing it is', items: chosen(KINDS) },
  { kind: 'words', field: 'description', label: 'What is it?', hint: 'It is sealed, and goes with the product when that is destroyed', missing: 'Enter what it is' },
  { kind: 'moment', field: 'from', label: 'When was it obtained?', hint: 'For a recording, when it began' },
  { kind: 'moment', field: 'until', label: 'Until when, if it went on?', hint: 'Leave it empty if it did not' },
  { kind: 'line', field: 'obtainedBy', label: 'Who obtained it?', hint: 'Their sign-in name. For example, dc-ahmed', missing: 'Enter who obtained it' },
  { kind: 'choice', field: 'confidential', label: 'Does it hold confidential material?', missing: 'Select whether it holds confidential material', items: chosen(CONFIDENTIAL, (name) => (name === 'none' ? 'No' : said(name))) },
  ...keptAsks(got(await client.authorisation.listProductBases({})).items),
  ...placeAsks('/copy'),
];
