import { Controller, Get, Inject, Post } from '@nestjs/common';
import { type Instant, type Refusal, refuse } from '@cpmp/kernel';
import type { Clock } from '@cpmp/ledger';
import { CLOCK, In, type Input, instant, Operation, personId, type Principal, text, unprocessable } from '@cpmp/shell';
import { z } from 'zod';
import { type Person, ROLES } from './demonstration.js';
import type { DevelopmentIssuer } from './sign-in.js';
import { DueFailed, type TimeMover } from './time.js';

const WORD_MAX = 60;
const NAME_MAX = 120;
const ROLES_MAX = 20;
/** How many items that failed are named, at most. */
const FAILED_SHOWN = 5;
const word = text(WORD_MAX).optional();
const claims = { name: text(NAME_MAX).optional(), rank: word, force: word, unit: word };

/** Bodies and answers of the host's own API. */
const SignInBody = z.strictObject({ person: personId, ...claims, roles: z.array(z.enum(ROLES)).max(ROLES_MAX).optional() });
const SignInAnswer = z.object({ token: z.string(), expiresAt: z.string() });
const PeopleAnswer = z.object({ items: z.array(z.object({ person: z.string(), ...claims, roles: z.array(z.string()) })) });
const KeysAnswer = z.object({ keys: z.array(z.record(z.string(), z.string())) });
const ClockBody = z.strictObject({ to: instant });
const ClockAnswer = z.object({ kind: z.enum(['machine', 'virtual']), now: z.string() });

/** What the host's own API stands on. `time`: none with the machine's clock. */
export const STANDALONE = Symbol('standalone');
export type Standalone = { readonly people: readonly Person[]; readonly issuer: DevelopmentIssuer; readonly time?: TimeMover };

type SignIn = Omit<Principal, 'roles'> & { readonly roles?: readonly string[] };

/** What only this host can do: sign anybody in, and move time. A production process has neither. */
@Controller('api/standalone/v1')
export class StandaloneController {
  constructor(
    @Inject(STANDALONE) private readonly host: Standalone,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Operation({ id: 'signIn', summary: 'Sign in for development: a token for whoever is named; a demonstration person needs no more than the name', body: SignInBody, answer: SignInAnswer, open: true, keyless: true })
  @Post('sign-in')
  async signIn(@In() { body }: Input<{}, {}, SignIn>) {
    const { person, roles, ...said } = body;
    const known = this.host.people.find((one) => one.person === person);
    const held = roles ?? known?.roles;
    if (!held) throw unprocessable([{ pointer: '/roles', rule: 'invalid-type', detail: 'Say which roles: nobody of that name is in the demonstration force.' }]);
    // Whoever says their roles says who they are: nothing is added to it.
    return this.host.issuer.tokenFor(roles || !known ? { person, roles: held, ...said } : { ...shown(known), ...said });
  }

  @Operation({ id: 'listPeople', summary: 'Who can sign in at once', answer: PeopleAnswer, open: true })
  @Get('people')
  people() {
    return { items: this.host.people.map(shown) };
  }

  @Operation({ id: 'listKeys', summary: 'The public keys that development tokens are signed with (RFC 7517)', answer: KeysAnswer, open: true })
  @Get('keys')
  keys() {
    return this.host.issuer.jwks;
  }

  @Operation({ id: 'readClock', summary: 'The legal instant now', answer: ClockAnswer, open: true })
  @Get('clock')
  read(): { kind: 'machine' | 'virtual'; now: Instant } {
    return { kind: this.host.time ? 'virtual' : 'machine', now: this.clock.now() };
  }

  @Operation({ id: 'moveClock', summary: 'Move a virtual clock forward; answers when nothing is left to do by then', body: ClockBody, answer: ClockAnswer, open: true, keyless: true, refusals: ['not-virtual', 'due-failed'] })
  @Post('clock')
  async move(@In() { body: { to } }: Input<{}, {}, { to: Instant }>) {
    const { time } = this.host;
    if (!time) return refuse('not-virtual', 'This platform lives in the machine’s time, which nobody moves.', { instead: 'Start one with --clock virtual.' });
    if (to < this.clock.now()) throw unprocessable([{ pointer: '/to', rule: 'time-goes-forward', detail: 'Time only moves forward.' }]);
    try {
      return { kind: 'virtual' as const, now: await time.moveTo(to) };
    } catch (error) {
      if (error instanceof DueFailed) return dueFailed(error);
      throw error;
    }
  }
}

const dueFailed = ({ items }: DueFailed): Refusal => {
  const named = items.slice(0, FAILED_SHOWN).map(({ service, what, at }) => `${service} could not do ${what}, due at ${at}`).join('; ');
  const more = items.length > FAILED_SHOWN ? `; and ${items.length - FAILED_SHOWN} more` : '';
  return refuse('due-failed', `Time was moved, but ${named}${more}.`, { instead: 'Mend what they need (is somebody of the force in notification’s directory?), then move the clock again: it begins with them.' });
};

const shown = ({ person, name, rank, force, unit, roles }: Person): Principal => ({ person, name, rank, force, unit, roles });
