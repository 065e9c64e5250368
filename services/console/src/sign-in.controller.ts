import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { got } from './api-answer.js';
import { type ConsoleOptions, OPTIONS } from './console-options.js';
import { Keeping } from './keeping.js';
import { Sessions } from './session.js';
import { Page, Redirect, type Shown } from './showing.js';
import { landing, SignInPages } from './sign-in-pages.js';
import { one, type PageRequest, SignedOut, typedOf } from './visit.js';

/** Signing in and out, and staying signed in. */
@Controller()
export class SignInController {
  constructor(
    @Inject(OPTIONS) private readonly options: ConsoleOptions,
    private readonly sessions: Sessions,
    private readonly keeping: Keeping,
    private readonly pages: SignInPages,
  ) {}

  @Get()
  home(): Shown {
    return new Redirect('/notices');
  }

  @Get('sign-in')
  show(@Req() request: PageRequest): Promise<Shown> | Shown {
    return request.arrival.session ? new Redirect('/notices') : this.pages.page(request.arrival.client, {}, 200);
  }

  @Post('sign-in')
  async signIn(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    const typed = typedOf(request.body);
    const { client } = request.arrival;
    const person = one(typed, 'person');
    const kept = one(typed, 'kept');
    const to = landing(one(typed, 'to'));
    if (person === '') return this.pages.page(client, { to, ...(kept ? { kept } : {}), errors: [{ field: 'person', text: 'Select who you are' }] }, 422);
    const { token, expiresAt } = got(await client.call<{ token: string; expiresAt: string }>('POST', '/api/standalone/v1/sign-in', { body: { person } }));
    this.sessions.begin(request, reply, { token, expires: Date.parse(expiresAt) });
    return this.keeping.open(kept, person) ? new Page('kept', { action: to, kept }) : new Redirect(to);
  }

  @Post('sign-out')
  signOut(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): Shown {
    this.sessions.end(request, reply);
    void reply.header('clear-site-data', '"cache", "storage"');
    return new Redirect('/sign-in');
  }

  /** Asked by the dialog that says when the session ends. */
  @Post('session/extend')
  extend(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): { readonly seconds: number } {
    const { session } = request.arrival;
    if (!session) throw new SignedOut();
    return { seconds: this.sessions.extend(request, reply) };
  }
}
