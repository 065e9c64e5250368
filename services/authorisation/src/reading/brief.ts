import type { Instant } from '@cpmp/kernel';
import { type AuthorityState, circumstances, type Component, componentFacts, grantAsk, isUndecided, type Law, type Officer, stateAt, unusedTactics } from '../domain/index.js';
import { capital, listWords, nameWords } from '../domain/words.js';

/** How fast an officer reads, in words a minute. */
const WORDS_PER_MINUTE = 200;

/** The applicant's own text of a component, and what it is about; still closed. */
export const application = ({ tactics, necessity, proportionality, collateral, otherMeans, conduct, confidential, subjects, vehicles, places, safeguards, urgent }: Component) => ({
  tactics, necessity, proportionality, collateral, otherMeans, conduct, confidential: confidential ?? 'none', subjects: subjects ?? [], vehicles: vehicles ?? [], places: places ?? [], safeguards, urgent,
});

const texts = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];

/** How long the applicant's own text is to read; it is rounded up. */
export const readingTime = (value: unknown) => {
  const words = texts(value).flatMap((text) => text.split(/\s+/).filter((word) => word !== '')).length;
  return { words, minutes: Math.ceil(words / WORDS_PER_MINUTE) };
};

const asked = ({ power, tactics, ground }: Component): string =>
  `${capital(nameWords(power))} (${listWords(tactics.map(({ tactic }) => nameWords(tactic)))}) on the ground of ${nameWords(ground)}.`;

/** What a grant in writing would come to now: by the reader, if they may decide, else by a rank that may grant it whole. */
const ifGranted = (state: AuthorityState, component: Component, { by, now, law }: { readonly by: Officer; readonly now: Instant; readonly law: Law }) => {
  if (!state.application || !isUndecided(component)) return { state: component.state, from: component.from, until: component.until };
  const answer = law.evaluate(grantAsk(state, component, { by, at: now, known: law.known, form: 'written', notes: [] }));
  if (answer.refusal) return { state: component.state, from: null, until: null, refused: answer.refusal.refused, because: answer.refusal.because, clause: answer.refusal.clause };
  return { state: answer.state ?? component.state, from: answer.from, until: answer.until };
};

/** What a review of a granted component begins with. */
const sinceLast = (component: Component) => {
  const { granted, reviews, tactics } = component;
  if (!granted) return null;
  const last = reviews.at(-1);
  const tacticsUnused = unusedTactics(component);
  return { at: last?.at ?? granted.at, tacticsUsed: tactics.map(({ tactic }) => tactic).filter((tactic) => !tacticsUnused.includes(tactic)), tacticsUnused, ...(last ? { changed: last.changed } : {}) };
};

type Reading = { readonly reader: Officer | undefined; readonly now: Instant; readonly law: Law; /** The case with its texts open: for the questions to the law alone, which carry none of them. */ readonly opened: AuthorityState };

/** What an officer reads before deciding on one component, closed: everything on one page, nothing decided for them. */
export const brief = (state: AuthorityState, component: Component, { reader, now, law, opened }: Reading) => {
  const open = opened.components[component.id] ?? component;
  const force = state.application?.force;
  const requirements = law.requirements(componentFacts(open, circumstances(opened, open, { known: law.known, at: now })), { at: now, ...(force ? { force } : {}) });
  const by = reader ?? { person: '', ...(requirements.rank ? { rank: requirements.rank } : {}), ...(force ? { force } : {}) };
  return {
    asked: asked(component),
    section: requirements.section,
    mayGrant: requirements.mayGrant,
    ifGranted: { ...ifGranted(opened, open, { by, now, law }), told: requirements.told },
    unconfirmed: requirements.unconfirmed,
    companions: Object.values(state.components).filter(({ id }) => id !== component.id).map((other) => ({ id: other.id, power: other.power, state: stateAt(other, now), until: other.until })),
    sinceLast: sinceLast(component),
    check: state.check ?? null,
    application: application(component),
  };
};
