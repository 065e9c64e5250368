import { z } from 'zod';

const at = z.string();

/** Permits that a person must look into. */
export const DoubtsAnswer = z.object({
  items: z.array(
    z.object({
      authorisation: z.string(), reference: z.string(), component: z.string(), permit: z.string(), holder: z.string(), thing: z.string(), state: z.enum(['suspected', 'gap']),
      endedAt: at.optional(), startedAt: at.optional(), recalledAt: at.optional(), closedAt: at.optional(),
    }),
  ),
  next: z.string().optional(),
});

/** Permits of a case, closed ones too, with the gap from end to recall. */
export const PermitsAnswer = z.object({
  items: z.array(
    z.object({
      permit: z.string(), component: z.string(), holder: z.string(), thing: z.string(), tactic: z.string(), window: z.object({ from: at, to: at }), requestedBy: z.string(),
      issuedAt: at.optional(), until: at.optional(), end: z.object({ how: z.string(), at }).optional(), state: z.string(), startedAt: at.optional(), recalledAt: at.optional(), closedAt: at.optional(),
      refusal: z.object({ refused: z.string(), because: z.string(), clause: z.string().optional(), confirmed: z.boolean().optional(), instead: z.string().optional() }).optional(),
      gapSeconds: z.int().optional(), startedAfterEnd: z.boolean(),
      switched: z.object({ turn: z.int(), on: z.boolean(), at, needs: z.array(z.string()) }).optional(),
      companions: z.array(z.object({ power: z.string(), for: z.string(), clause: z.string(), confirmed: z.boolean() })).optional(),
      running: z.enum(['switched-on', 'switched-off', 'switch-off-ordered']).optional(), switchOffOrderedAt: at.optional(), switchedOffAt: at.optional(), runningSeconds: z.int().optional(),
    }),
  ),
});
