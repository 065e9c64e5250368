import { code, personId } from '@cpmp/shell';
import { z } from 'zod';

const day = z.iso.date();
/** `until`: the first day on which it is over; open where nobody knows yet. */
const days = { from: day, until: day.optional() };

/** Bodies, parameters and queries about who stands where by day. */
export const DesignationParams = z.strictObject({ id: z.string().regex(/^d[1-9]\d{0,8}$/) });
export const DesignationsQuery = z.strictObject({ on: day.optional() });
export const DesignateBody = z.union([
  z.strictObject({ what: z.literal('acting-rank'), person: personId, rank: code, ...days }),
  z.strictObject({ what: z.literal('deputy'), person: personId, principal: personId, principalRank: code, ...days }),
  z.strictObject({ what: z.literal('absence'), person: personId, ...days }),
]);
export const EndDesignationBody = z.strictObject({ until: day });

export type DesignationsInput = z.infer<typeof DesignationsQuery>;
export type DesignateInput = z.infer<typeof DesignateBody>;
export type EndDesignationInput = z.infer<typeof EndDesignationBody>;

/** One entry as it is answered. */
export const DesignationAnswer = z.object({
  id: z.string(), what: z.enum(['acting-rank', 'deputy', 'absence']), force: z.string(), person: z.string(), rank: z.string().optional(), principal: z.string().optional(), principalRank: z.string().optional(),
  from: z.string(), until: z.string().optional(), by: z.string(), at: z.string(),
});
export const DesignationsAnswer = z.object({ on: z.string(), items: z.array(DesignationAnswer) });
