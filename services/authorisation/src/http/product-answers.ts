import { z } from 'zod';
import { TimelineAnswer } from './answers.js';

const at = z.string();
const said = { by: z.string(), at };
const keptOn = z.object({ basis: z.string(), words: z.string(), clause: z.string(), confirmed: z.boolean() });
const bar = { id: z.string(), ...said, reason: z.string(), lifted: z.object({ ...said, reason: z.string() }).optional() };

const head = {
  id: z.string(),
  etag: z.string(),
  reference: z.string(),
  authorisation: z.string(),
  component: z.string(),
  kind: z.string(),
  description: z.string(),
  from: at,
  until: at,
  confidential: z.string(),
  covered: z.boolean(),
  stage: z.string(),
  keptOn: keptOn.optional(),
  reviewBy: at.optional(),
  /** The first instant by which something is to be done with it. */
  due: at.optional(),
  copies: z.array(z.object({
    id: z.string(), place: z.string(), holder: z.string(), purpose: z.string(), disclosedTo: z.string().optional(), recordedAt: at, returnedAt: at.optional(),
    destroyed: z.object({ ...said, method: z.string(), witness: z.object(said).optional() }).optional(),
  })),
  /** Holds and quarantines that stand, by their numbers; `error` where an error's order sets it apart. */
  barred: z.array(z.string()),
};

/** What a certificate says; nothing of what the product was. */
export const Certificate = z.object({
  reference: z.string(), kind: z.string(), obtained: z.object({ from: at, until: at }), ordered: z.object({ ...said, because: z.string() }), confirmed: z.object(said),
  copies: z.array(z.object({ copy: z.string(), ...said, witness: z.string(), witnessedAt: at })),
});

/** Product as its page answers it. */
export const ProductAnswer = z.object({
  ...head,
  obtainedBy: z.string(),
  permit: z.string().optional(),
  registered: z.object(said),
  /** What the officer directed of the product when they cancelled its part (finding P8). */
  direction: z.string().optional(),
  reviews: z.array(z.object({ ...said, decision: z.string(), reason: z.string(), keptOn: keptOn.optional(), reviewBy: at.optional() })),
  told: z.object({ ...said, text: z.string() }).optional(),
  holds: z.array(z.object(bar)),
  quarantines: z.array(z.object({ ...bar, because: z.string() })),
  destruction: z.object({ because: z.string(), ordered: z.object({ ...said, reason: z.string() }), confirmed: z.object(said).optional(), notBefore: at.optional() }).optional(),
  certificate: z.object({ at, digest: z.string(), destroyed: Certificate }).optional(),
});
export const ProductsAnswer = z.object({ items: z.array(z.object(head)), next: z.string().optional() });

/** Why product may be kept today, and how many months may pass between two reviews. */
export const BasesAnswer = z.object({ items: z.array(z.object({ basis: z.string(), words: z.string(), reviewMonths: z.int(), clause: z.string(), confirmed: z.boolean() })) });

/** A certificate with its place in the ledger. */
export const CertificateAnswer = z.object({ id: z.string(), force: z.string(), authorisation: z.string(), at, digest: z.string(), destroyed: Certificate, log: z.string(), position: z.int(), hash: z.string() });

export const ProductTimelineAnswer = TimelineAnswer.omit({ asOf: true });
