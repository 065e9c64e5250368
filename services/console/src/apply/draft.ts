import type { authorisation, Client } from '@cpmp/client';
import { everything } from '../web/lists.js';
import { got } from '../web/visit.js';

export type Draft = authorisation.StartDraftAnswer;
export type Application = Draft['application'];
export type Part = NonNullable<Application['components']>[number];
export type Power = authorisation.ListPowersAnswer['items'][number];

/** A part of a draft with its place in it, and the id that the case has for it or will have: `c1`, `c2` … */
export type Placed = { readonly id: string; readonly index: number; readonly part: Part };

/** A draft as its pages know it: its parts, and what the law of today lets be applied for. */
export type DraftFile = { readonly draft: Draft; readonly parts: readonly Placed[]; readonly powers: readonly Power[]; /** The id that the next part will have. */ readonly next: string; /** Words that a new part may not have: another has it, in the draft or in the case, or stands on what had it. */ readonly taken: readonly string[] };

const numberOf = (id: string): number => Number(id.slice(1));

/** Parts that a case knows by their handles keep its ids; others take the next. */
export const placed = (components: readonly Part[], known: readonly { readonly id: string; readonly handle: string }[]): readonly Placed[] => {
  let last = Math.max(0, ...known.map(({ id }) => numberOf(id)));
  return components.map((part, index) => ({ id: known.find(({ handle }) => handle === part.handle)?.id ?? `c${(last += 1)}`, index, part }));
};

const fileOf = ({ draft, known, powers }: { readonly draft: Draft; readonly known: Parameters<typeof placed>[1]; readonly powers: readonly Power[] }): DraftFile => {
  const { components = [] } = draft.application;
  const parts = placed(components, known);
  const taken = [...known.map(({ handle }) => handle), ...components.flatMap(({ handle, linked }) => [handle, linked].filter((word) => word !== undefined))];
  return { draft, parts, powers, taken, next: `c${Math.max(0, ...known.map(({ id }) => numberOf(id)), ...parts.map(({ id }) => numberOf(id))) + 1}` };
};

/** Reads one of the reader's drafts. @throws ApiNo, for a draft that is gone as for one of somebody else */
export const readDraft = async (client: Client, id: string): Promise<DraftFile> => {
  const [draft, powers] = await Promise.all([client.authorisation.readDraft({ params: { id } }), client.authorisation.listPowers()]);
  const value = got(draft);
  const known = value.reference === undefined ? [] : got(await client.authorisation.readAuthorisation({ params: { id } })).components;
  return fileOf({ draft: value, known, powers: got(powers).items });
};

/** The file as it is after a save. */
export const savedFile = ({ parts, powers }: DraftFile, draft: Draft): DraftFile => fileOf({ draft, known: parts.flatMap(({ id, part: { handle } }) => (handle === undefined ? [] : [{ id, handle }])), powers });

/** A word for a part that no other part has or had; it says nothing. */
const newHandle = ({ parts, taken }: DraftFile): string => {
  let n = parts.length + 1;
  while (taken.includes(`part-${n}`)) n += 1;
  return `part-${n}`;
};

/** The part of an id; the next id is that of a part nobody has begun. */
export const partOf = (file: DraftFile, id: string): Placed | undefined =>
  file.parts.find((one) => one.id === id) ?? (id === file.next ? { id, index: file.parts.length, part: { handle: newHandle(file) } } : undefined);

/** The application with a part as it is now; without it where there is none. */
export const withPart = (application: Application, index: number, part: Part | undefined): Application => {
  const components = [...(application.components ?? [])];
  components.splice(index, 1, ...(part ? [part] : []));
  return { ...application, components };
};

/** Where a draft is gone on with. */
export const pathTo = (id: string): string => `/apply/${id}`;

/** The reader's own drafts and returned cases, for a list of what they may carry on with: the way back to each is one link or one button. */
export const ownApplications = async (client: Client, person: string) => {
  const [begun, returned] = await Promise.all([
    everything((paged) => client.authorisation.listDrafts({ query: paged })), everything((paged) => client.authorisation.listAuthorisations({ query: { state: 'returned', mine: 'true', ...paged } })),
  ]);
  const own = returned.filter(({ id, applicant }) => applicant.person === person && !begun.some((draft) => draft.id === id));
  return { drafts: begun.map((draft) => ({ ...draft, path: pathTo(draft.id) })), returned: own.map(({ id, reference, operation }) => ({ id, reference, operation, change: `${pathTo(id)}/change` })) };
};
