import type { authorisation, Client } from '@cpmp/client';
import type { Person } from '../web/session.js';
import { got } from '../web/visit.js';

export type Product = authorisation.RegisterProductAnswer;
export type ProductListed = authorisation.ListProductsAnswer['items'][number];
export type Copy = Product['copies'][number];

/** The largest page that the register answers. */
const PAGE = 200;

/** The register as the reader may know it, what is due first on top; `more` where it goes on, from `next`. */
export const listProducts = async (client: Client, query: authorisation.AuthorisationOperations['listProducts']['query']) => {
  const { items, next } = got(await client.authorisation.listProducts({ query: { limit: PAGE, sort: 'due', ...query } }));
  return { items, next, more: next !== undefined };
};

export const readProduct = async (client: Client, id: string): Promise<Product> => got(await client.authorisation.readProduct({ params: { id } }));

export const pathOf = ({ id }: Pick<Product, 'id'>): string => `/product/${id}`;

/** How product stands, in the order of its life: the filters of the register. */
export const STAGES = ['kept', 'destruction-proposed', 'destruction-ordered', 'destruction-confirmed', 'destroyed'] as const;

/** What a copy is called: `Copy 2`. */
export const copyName = (id: string): string => `Copy ${id.slice(1)}`;

const holds = ({ roles }: Person, ...wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role));

const KEEPERS = ['product-officer', 'applicant', 'gatekeeper'];
const OFFICERS = ['authorising-officer', 'senior-responsible-officer'];
const DESTROYERS = ['product-officer', 'gatekeeper'];
const INSPECTORS = ['inspector-ipco', 'judicial-commissioner'];

type Action = { readonly text: string; readonly step: string };

/** The steps that product is open to and one of the reader's roles may take. The API has the last word on each. */
export const actionsFor = ({ stage, confidential, told, destruction }: Product, person: Person): readonly Action[] => {
  if (stage === 'destroyed') return [];
  const may = (allowed: boolean, text: string, step: string): readonly Action[] => (allowed ? [{ text, step }] : []);
  return [
    ...may(holds(person, ...KEEPERS), 'Record a copy', 'copy'),
    ...may(!destruction && holds(person, 'product-officer', ...OFFICERS), 'Review it', 'review'),
    ...may(confidential !== 'none' && !told && holds(person, 'gatekeeper', 'authorising-officer'), 'Say that the Commissioner was told', 'tell'),
    ...may(!destruction && holds(person, ...OFFICERS), 'Order its destruction', 'order'),
    ...may(stage === 'destruction-ordered' && holds(person, ...OFFICERS), 'Confirm its destruction', 'confirm'),
    ...may(destruction !== undefined && holds(person, ...OFFICERS), 'Withdraw the order', 'withdraw'),
    ...may(holds(person, 'product-officer', 'gatekeeper', ...OFFICERS), 'Set it apart', 'quarantine'),
    ...may(holds(person, ...INSPECTORS), 'Hold it', 'hold'),
  ];
};

/** The steps that one copy is open to. */
export const copyActions = (copy: Copy, { stage }: Product, person: Person): readonly Action[] => {
  const at = (step: string): string => `copies/${copy.id}/${step}`;
  if (stage === 'destroyed' || copy.destroyed?.witness) return [];
  if (copy.destroyed) return holds(person, ...DESTROYERS) ? [{ text: 'Witness', step: at('witness') }] : [];
  return [
    ...(holds(person, ...KEEPERS) ? [{ text: 'Move', step: at('move') }, ...(copy.disclosedTo ? [{ text: 'Take back', step: at('return') }] : [])] : []),
    ...(stage === 'destruction-confirmed' && holds(person, ...DESTROYERS) ? [{ text: 'Destroy', step: at('destroy') }] : []),
  ];
};

/** Who may take a bar away. */
export const lifts = { hold: (person: Person): boolean => holds(person, ...INSPECTORS), quarantine: (person: Person): boolean => holds(person, 'senior-responsible-officer') };

/** Who may register product of a case. */
export const registers = (person: Person): boolean => holds(person, ...KEEPERS);
