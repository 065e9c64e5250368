import { instant, personId, text } from '@cpmp/shell';
import { z } from 'zod';
import { ROLES } from '../demonstration.js';

const WORD_MAX = 60;
const NAME_MAX = 120;
const ROLES_MAX = 20;
const word = text(WORD_MAX).optional();
const claims = { name: text(NAME_MAX).optional(), rank: word, force: word, unit: word };

/** Bodies and answers of the host's own API. */
export const SignInBody = z.strictObject({ person: personId, ...claims, roles: z.array(z.enum(ROLES)).max(ROLES_MAX).optional() });
export const SignInAnswer = z.object({ token: z.string(), expiresAt: z.string() });
export const PeopleAnswer = z.object({ items: z.array(z.object({ person: z.string(), ...claims, roles: z.array(z.string()) })) });
export const ClockBody = z.strictObject({ to: instant });
export const ClockAnswer = z.object({ kind: z.enum(['machine', 'virtual']), now: z.string() });
