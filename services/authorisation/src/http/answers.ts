import { z } from 'zod';
import { DraftBody } from './requests.js';

const at = z.string();
const list = z.array(z.string());
const unconfirmed = z.array(z.object({ what: z.string(), why: z.string() }));
const alike = z.object({ percent: z.int(), to: z.string() }).optional();
const notes = z.array(z.object({ by: z.string(), madeAt: at, text: z.string().optional(), person: z.string().optional(), sealedAt: at.optional() })).optional();
/** The days used and left of twelve months in one operation, and between its periods, where a grant came instead of a renewal. */
const regrant = z.object({ usedDays: z.int(), leftDays: z.int(), gapDays: z.int(), periods: z.array(z.object({ from: at, until: at.nullable() })) }).optional();
/** Days on which somebody was missing who must look after a source or an operative; the open gap has no `until`. */
const gap = z.object({ from: z.string(), until: z.string().optional(), missing: list, shared: list });
/** The law that a decision was made under. */
const law = { pack: z.string(), rule: z.string(), clause: z.string(), unconfirmed };
const officer = { by: z.string(), rank: z.string().optional(), at };
const check = z.object({ outcome: z.string(), comment: z.string(), by: z.string(), at });

/** In whose place somebody decided, and why they did though they were near to the matter. */
const insteadOf = z.array(z.object({ person: z.string(), because: z.string() })).optional();
/** In which acting rank they decided, and as whose deputy while that officer was away; each with the entry that it stands on. */
const held = {
  actingRank: z.object({ rank: z.string(), substantive: z.string().optional(), designation: z.string() }).optional(),
  standingInFor: z.object({ person: z.string(), rank: z.string(), designation: z.string(), absence: z.string() }).optional(),
};
const stood = { ...held, insteadOf, conflicts: list.optional(), conflictReason: z.string().optional() };

const Granted = z.object({
  ...officer, ...stood, form: z.string(), urgent: z.string().optional(), statement: z.string(), notes, notesAlike: alike, checked: z.boolean(), regime: z.string(), ...law,
});
const Review = z.object({
  ...officer, changed: z.string(), decision: z.string(), nextReview: at.optional(), use: z.string().optional(), tasks: z.string().optional(), information: z.string().optional(),
  product: z.string().optional(), subjectsAdded: list.optional(), subjectsRemoved: list.optional(), tacticsWithdrawn: list.optional(), collateralMet: z.string().optional(), confidentialComment: z.string().optional(),
  tacticsUnused: list.optional(), similarity: alike,
});
const Renewal = z.object({
  ...officer, ...stood, form: z.string(), urgent: z.string().optional(), notes, notesAlike: alike, statement: z.string(), value: z.string(), from: at.nullable(), until: at.nullable(), lateEntry: z.boolean(), declined: z.boolean().optional(), ...law,
});
const Cancelled = z.object({
  ...officer, ...held, insteadOf, ceasedAt: at, told: list, reason: z.string(), value: z.string(), productDirection: z.string(), equipment: z.string().optional(), notedBy: z.string().optional(), ...law,
});

/** What a commissioner decided. */
const commissioners = { act: z.string(), by: z.string(), at, reason: z.string(), clause: z.string() };
const dealings = {
  approvals: z.array(z.object({ ...commissioners, from: at.nullable(), until: at.nullable() })),
  declines: z.array(z.object(commissioners)),
  quashed: z.object({ ...commissioners, how: z.string(), destroy: z.boolean(), retrieve: z.boolean(), destruction: z.enum(['suspended', 'lifted', 'ordered']).optional() }).optional(),
  comments: z.array(z.object({ id: z.string(), act: z.string(), by: z.string(), at, text: z.string(), acknowledged: z.object({ by: z.string(), at, answer: z.string() }).optional() })),
  appeals: z.array(z.object({ against: z.string(), by: z.string(), at, reason: z.string(), decided: z.object({ by: z.string(), at, outcome: z.string() }).optional() })),
};

const component = {
  id: z.string(),
  etag: z.string(),
  handle: z.string(),
  power: z.string(),
  ground: z.string(),
  tactics: z.array(z.object({ tactic: z.string(), because: z.string() })),
  subjects: list,
  vehicles: list,
  places: z.array(z.object({ handle: z.string(), kind: z.string(), inArea: z.boolean(), purpose: z.string().optional() })),
  necessity: z.string(),
  proportionality: z.string(),
  collateral: z.string(),
  otherMeans: z.string().optional(),
  confidential: z.string(),
  seeksPrivilege: z.boolean(),
  source: z.string().optional(),
  operative: z.string().optional(),
  linked: z.string().optional(),
  conduct: z.string().optional(),
  level: z.string().optional(),
  safeguards: z.record(z.string(), z.string().optional()).optional(),
  urgent: z.string().optional(),
  state: z.string(),
  from: at.nullable(),
  until: at.nullable(),
  granted: Granted.optional(),
  refused: z.object({ ...officer, reason: z.string() }).optional(),
  reviews: z.array(Review),
  renewals: z.array(Renewal),
  cancelled: Cancelled.optional(),
  /** Notes that wait for the officer to enter the decision; what they say stands with it. */
  sealedNotes: z.array(z.object({ by: z.string(), officer: z.string(), madeAt: at, sealedAt: at })).optional(),
  records: z.array(z.object({ ...officer, text: z.string() })),
  notices: z.array(z.object({ act: z.string(), due: at.optional(), sentAt: at.optional() })),
  ...dealings,
  regrant,
  /** Sessions of research in open sources; `amountsTo`: the power that the log has shown it to come to. */
  research: z.array(z.object({
    id: z.string(), by: z.string(), loggedAt: at, from: at, until: at, level: z.string(), what: z.string(), why: z.string(), where: z.string(), ticks: list,
    needs: z.string(), because: z.string(), clause: z.string(), confirmed: z.boolean(), covered: z.boolean(),
  })).optional(),
  amountsTo: z.string().optional(),
  /** Who looks after the source or the operative; `again`: when a role changes next. */
  arrangements: z.object({ gaps: z.array(gap), again: at.optional() }).optional(),
  reported: z.array(z.object({ by: z.string(), at, thing: z.string(), tactic: z.string(), target: z.record(z.string(), z.string().optional()), from: at, until: at, note: z.string(), covered: z.boolean(), why: z.string().optional() })),
  deadlines: z.record(z.string(), at),
  open: z.array(z.object({ permit: z.string(), holder: z.string(), thing: z.string(), state: z.string(), until: at })),
};

/** A component as its page answers it. */
export const ComponentAnswer = z.object(component);

/** What an officer reads before deciding on one component: one page, the decision last. */
export const Brief = z.object({
  asked: z.string(),
  section: z.string(),
  mayGrant: z.array(z.string()),
  ifGranted: z.object({ state: z.string(), from: at.nullable(), until: at.nullable(), told: list, refused: z.string().optional(), because: z.string().optional(), clause: z.string().optional() }),
  unconfirmed,
  companions: z.array(z.object({ id: z.string(), power: z.string(), state: z.string(), until: at.nullable() })),
  reading: z.object({ words: z.int(), minutes: z.int() }),
  /** What a review begins with: since when, which tactics were used since and which were not, and what the last one said. */
  sinceLast: z.object({ at, tacticsUsed: list, tacticsUnused: list, changed: z.string().optional() }).nullable(),
  check: check.nullable(),
  application: z.record(z.string(), z.unknown()),
});
export const ComponentWithBrief = z.object({ ...component, brief: Brief });

/** A case whole, and as a list shows it. */
export const AuthorisationAnswer = z.object({
  id: z.string(),
  reference: z.string(),
  operation: z.string(),
  force: z.string(),
  unit: z.string().optional(),
  applicant: z.object({ person: z.string(), rank: z.string().optional() }),
  appliedAt: at,
  agreement: z.string().optional(),
  cleared: list,
  check: check.optional(),
  etag: z.string(),
  components: z.array(ComponentAnswer),
});
export const AuthorisationSummary = z.object({
  id: z.string(),
  reference: z.string(),
  operation: z.string(),
  force: z.string(),
  unit: z.string().optional(),
  applicant: z.object({ person: z.string(), rank: z.string().optional() }),
  appliedAt: at,
  etag: z.string(),
  components: z.array(z.object({
    id: z.string(), power: z.string(), state: z.string(), until: at.nullable(),
    /** Since when it is in this state, and what falls due of it. */
    since: at, deadlines: z.record(z.string(), at),
    /** Who granted it, or renewed it last; whether a gatekeeper had passed it. */
    officer: z.string().optional(), checked: z.boolean().optional(), regrant,
    /** The acts of which the commissioner is owed a notice, also where no day is set for it; absent where none is. */
    owed: z.array(z.enum(['grant', 'renewal', 'cancellation'])).optional(),
    /** The open gap in looking after its source or operative. */
    gap: gap.optional(),
    /** Which act waits for a judicial commissioner; to commissioners also where they must approve before the officer may decide. */
    approval: z.enum(['grant', 'renewal']).optional(),
    /** While nobody has decided on it: how long it is to read, the lowest rank that may grant it whole, and, to an officer, whether theirs may decide. */
    reading: z.object({ words: z.int(), minutes: z.int() }).optional(), rank: z.string().optional(), yours: z.boolean().optional(),
  })),
});
export const AuthorisationsAnswer = z.object({ items: z.array(AuthorisationSummary), next: z.string().optional() });

const draft = { id: z.string(), etag: z.string(), savedAt: at, keptUntil: at, reference: z.string().optional() };

/** What somebody has written and not sent. `reference`, `check`: of the case that was returned, where it changes one. */
export const DraftAnswer = z.object({ ...draft, check: check.optional(), application: DraftBody });
export const DraftsAnswer = z.object({ items: z.array(z.object({ ...draft, operation: z.string().optional(), powers: list })), next: z.string().optional() });

/** The powers that may be applied for. `asks`: the fields of a component, beside those that each has, that the power asks for. */
export const PowersAnswer = z.object({
  items: z.array(z.object({
    power: z.string(), clause: z.string(), confirmed: z.boolean(), grounds: z.array(z.object({ ground: z.string(), clause: z.string(), confirmed: z.boolean() })), tactics: list, asks: list,
    /** Of research in open sources: the levels that it may be applied for at. */
    levels: z.array(z.object({ level: z.string(), number: z.int(), words: z.string(), clause: z.string() })).optional(),
  })),
});

/** The timeline. */
export const TimelineAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      at,
      type: z.string(),
      component: z.string().optional(),
      actor: z.object({ person: z.string(), rank: z.string().optional(), roles: list }).nullable(),
      summary: z.string(),
      clause: z.string().optional(),
      pack: z.string().optional(),
      text: z.record(z.string(), z.unknown()).optional(),
      routine: z.boolean().optional(),
      position: z.int().optional(),
      version: z.int().optional(),
      hash: z.string().optional(),
    }),
  ),
  asOf: z.object({ at, officer: z.object({ person: z.string(), knew: z.string(), rolesAt: at.optional() }).optional() }).optional(),
});

/** Why a component stands as it stands. */
export const ExplainAnswer = z.object({
  component: z.string(),
  state: z.string(),
  heading: z.string(),
  steps: z.array(z.object({ at: at.optional(), words: z.string(), clause: z.string().optional(), confirmed: z.boolean() })),
  decisions: z.array(z.object({ act: z.string(), at, pack: z.string(), rule: z.string(), clause: z.string(), facts: z.record(z.string(), z.unknown()) })),
  unconfirmed,
});

/** The written notice of an act to the commissioner. `says` is text, a list, or texts by name; null where the record says nothing. */
export const NoticeAnswer = z.object({
  heading: z.string(), reference: z.string(), component: z.string(), act: z.string(), number: z.int().optional(), at, force: z.string(), unit: z.string().optional(), applicant: z.string(),
  officer: z.object({ person: z.string(), rank: z.string().optional(), force: z.string().optional() }), power: z.string(), ground: z.string(), section: z.string(), clause: z.string(), confirmed: z.boolean(),
  from: at.nullable(), until: at.nullable(), items: z.array(z.object({ item: z.string(), words: z.string(), says: z.unknown() })),
});

const hashes = z.array(z.string());

/** One case's commits with their proofs, for a verifier that needs nothing else (`bin/verify-evidence.mjs` of the ledger). */
export const EvidenceAnswer = z.object({
  format: z.string(),
  reference: z.string(),
  made: z.object({ at, for: z.string() }),
  log: z.string(),
  stream: z.string(),
  key: z.string(),
  checkpoint: z.string(),
  consistency: z.object({ from: z.int(), proof: hashes }).optional(),
  /** Digests of the packs of law that its decisions stand on. */
  packs: list,
  commits: z.array(z.object({ position: z.int(), hash: z.string(), body: z.string(), inclusion: hashes })),
});

/** The log's size and root, signed. */
export const CheckpointAnswer = z.object({ log: z.string(), key: z.string(), checkpoint: z.string() });
export const ProofAnswer = z.object({ log: z.string(), proof: hashes });

/** What a walk over the whole log found. */
export const VerificationAnswer = z.object({
  log: z.string(),
  whole: z.boolean(),
  commits: z.int(),
  root: z.string(),
  fault: z.object({ position: z.int(), what: z.string() }).optional(),
  /** The checkpoint that it was held against. */
  against: z.object({ size: z.int(), signed: z.boolean() }).optional(),
  key: z.string(),
  checkpoint: z.string(),
});

const doubts = z.array(z.object({ what: z.string(), why: z.string(), clause: z.string() }));

/** What a session of research is held against: factors and what else is ticked, and the levels of guidance. */
export const ResearchFormAnswer = z.object({
  factors: z.array(z.object({ factor: z.string(), words: z.string(), clause: z.string() })),
  levels: z.array(z.object({ level: z.string(), number: z.int(), usually: z.string(), words: z.string(), clause: z.string() })),
  ticks: list,
  unconfirmed,
});

/** The packs of law in force on a day. */
export const LawAnswer = z.object({
  /** The adopted set that they are of. */
  set: z.string(),
  day: z.string(),
  packs: z.array(z.object({ power: z.string(), pack: z.string(), clause: z.string(), from: z.string(), until: z.string().optional(), known: z.boolean(), unconfirmed: doubts })),
  shared: doubts,
});

const pack = { file: z.string(), digest: z.string() };
const run = z.object({ shadowedAt: at, against: z.string() });
const person = z.object({ person: z.string(), rank: z.string().optional(), force: z.string().optional() });

/** The sets of packs that were adopted, the law first, and what is offered. */
export const SetsAnswer = z.object({
  adopted: z.array(z.object({ set: z.string(), packs: z.array(z.object(pack)), adoptedAt: at, by: person.nullable(), follows: run.optional() })),
  offers: z.array(z.object({ offer: z.string(), set: z.string(), isLaw: z.boolean(), faults: list, drafts: list, packs: z.array(z.object({ ...pack, changed: z.boolean() })), shadowed: run.optional() })),
});

const told = z.object({ rule: z.string(), clause: z.string(), until: at.nullable(), because: z.string().optional() });

/** What a proposed law would have made of the record: whole counts, and the cases that the reader may know of. */
export const ShadowAnswer = z.object({
  set: z.string(), against: z.string(), on: z.string().optional(), decisions: z.int(), live: z.int(), counts: z.record(z.string(), z.int()),
  clauses: z.array(z.object({ kind: z.string(), clause: z.string(), cases: z.int() })),
  cases: z.array(z.object({
    kind: z.string(), act: z.string(), authorisation: z.string(), reference: z.string(), component: z.string(), at, event: z.string().optional(), live: z.boolean(), was: told, would: told, clause: z.string(),
  })),
  more: z.int(), withheld: z.int(),
});

/** Every decision asked again: no difference where each came out as it was. */
export const ReplayAnswer = z.object({
  decisions: z.int(), sets: z.int(), differences: z.array(z.object({ event: z.string(), reference: z.string(), component: z.string(), clause: z.string(), what: z.string() })),
});
