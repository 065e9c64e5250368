import { type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { legalDay } from '@cpmp/law';
import type { AuthorityState } from './authority.js';
import type { Held } from './designations.js';
import type { Law } from './legal.js';
import { listWords } from './words.js';

/** Who decides in whose place, in the order in which they were tried: a deputy, or the next on the ladder when somebody is away. Why is covert text. */
export type InsteadOf = readonly { readonly person: string; readonly because: string }[];

/** What a decision says of who decides: in whose place, and why they decide though they are near to the matter. */
export type Standing = { readonly insteadOf?: InsteadOf; readonly conflictReason?: string; /** The roles that the officer holds now. */ readonly roles?: readonly string[] };

/** Why an officer had better not decide: no law forbids it, inspectors ask for the reason. */
const NEARNESS: Readonly<Record<string, string>> = {
  'manages-the-source': 'you look after the source or the operative',
  'checked-the-case': 'you checked the case as its gatekeeper',
  'investigates': 'you lead investigations',
  'answers-for-the-powers': 'you answer for how the powers are used',
};

const BY_ROLE: Readonly<Record<string, string>> = { 'senior-investigating-officer': 'investigates', 'senior-responsible-officer': 'answers-for-the-powers' };

/** What is near about an officer at the instant of the decision, which may be entered later, by name. */
const nearness = (state: AuthorityState, { person, roles = [] }: { readonly person: string; readonly roles?: readonly string[] | undefined }, { law, at }: { readonly law: Law; readonly at: Instant }): readonly string[] => {
  const day = legalDay(at);
  const people = [...(law.known?.source?.roles ?? []), ...(law.known?.operative?.roles ?? [])];
  const manages = people.some((held) => held.person === person && held.from <= day && (held.until === undefined || day < held.until));
  return [...(manages ? ['manages-the-source'] : []), ...(state.check?.by === person ? ['checked-the-case'] : []), ...Object.entries(BY_ROLE).flatMap(([role, name]) => (roles.includes(role) ? [name] : []))];
};

/** What an event keeps of who decided: in which acting rank, in whose place, and what was near with the reason given. */
export type Stood = Held & { readonly insteadOf?: InsteadOf | undefined; readonly conflicts?: readonly string[] | undefined; readonly conflictReason?: string | undefined };

/** Says what the event keeps; or asks for the reason first, where the officer is near to the matter and gives none. */
export const stoodFor = (
  state: AuthorityState,
  { by, standing }: { readonly by: { readonly person: string }; readonly standing: Standing },
  { law, at, clause }: { readonly law: Law; readonly at: Instant; readonly clause: string },
): Stood | Refusal => {
  const conflicts = nearness(state, { person: by.person, roles: standing.roles }, { law, at });
  const reason = (standing.conflictReason ?? '').trim();
  if (conflicts.length > 0 && reason === '') {
    return refuse('conflict-unexplained', `An officer apart from the matter should decide: ${listWords(conflicts.map((name) => NEARNESS[name] ?? name))}.`, { clause, confirmed: false, instead: `Let another officer decide, or say why it must be you: it is shown on the record.` });
  }
  return { ...(standing.insteadOf && standing.insteadOf.length > 0 ? { insteadOf: standing.insteadOf } : {}), ...(conflicts.length > 0 ? { conflicts, conflictReason: reason } : {}) };
};
