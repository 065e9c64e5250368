import { Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Keeping } from '../web/sealing.js';
import { Sessions } from '../web/session.js';
import { Page, Redirect, type Shown } from '../web/showing.js';
import { got, one, type PageRequest, typedOf } from '../web/visit.js';
import { landing, SignInPages } from './sign-in.controller.js';

/** Signing in as anybody, where the standalone host gives the tokens. */
@Controller()
export class DevelopmentController {
  constructor(
    private readonly sessions: Sessions,
    private readonly keeping: Keeping,
    private readonly pages: SignInPages,
  ) {}

  @Post('sign-in')
  async signIn(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    const typed = typedOf(request.body);
    const { client } = request.arrival;
    const person = one(typed, 'person');
    const kept = one(typed, 'kept');
    const to = landing(one(typed, 'to'));
    if (person === '') return this.pages.page(client, { to, ...(kept ? { kept } : {}), errors: [{ field: 'person', text: 'Select who you are' }] }, 422);
    const { token, expiresAt } = got(await client.call<{ token: string; expiresAt: string }>('POST', '/api/standalone/v1/sign-in', { body: { person } }));
    await this.sessions.begin(request, reply, { token, expires: Date.parse(expiresAt) });
    return this.keeping.open(kept, person) ? new Page('kept', { action: to, kept }) : new Redirect(to);
  }
}
