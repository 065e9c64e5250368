import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Sessions } from '../web/session.js';
import { Page, Redirect, type Shown } from '../web/showing.js';
import { one, type PageRequest, typedOf } from '../web/visit.js';
import { type Became, type Begins, handleOf, Logins } from './logins.js';
import { Provider } from './provider.js';
import { landing, SignInPages } from './sign-in.controller.js';

/** Signing in at the force's identity provider: there, back, and on to where one was going. */
@Controller('sign-in')
export class ForceController {
  constructor(
    private readonly sessions: Sessions,
    private readonly pages: SignInPages,
    private readonly provider: Provider,
    private readonly logins: Logins,
  ) {}

  @Post()
  async begin(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    const typed = typedOf(request.body);
    const kept = one(typed, 'kept');
    const to = landing(one(typed, 'to'));
    const { session } = request.arrival;
    // Signed in in another tab meanwhile, or met from a link in another site, to which the session's cookie was not sent.
    if (session && session.id !== one(typed, 'refused')) return this.logins.isOf(session.person.id, kept) ? new Page('kept', { action: to, kept }) : new Redirect(to);
    try {
      await this.provider.leave(await this.sessions.end(request, reply));
      const { address, ...begun } = await this.provider.begin();
      this.logins.begin(request, reply, { ...begun, to, ...(await this.logins.layAside(kept)) });
      // A page that leads on, and no redirect: browsers hold those that follow a form to the policy for forms, wherever the provider may send them next.
      return new Page('leading', { title: 'Going to your force’s sign-in', address });
    } catch (error) {
      return this.pages.failed(request, { to, kept, ...this.pages.whyNot(error, request) });
    }
  }

  /** Where the provider sends browsers back to. The address that holds its answer is left at once, whatever it says. */
  @Get('callback')
  async callback(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    const search = request.url.replace(/^[^?]*/, '');
    const state = new URLSearchParams(search).get('state') ?? '';
    const begins = this.logins.beginningOf(request, state);
    const handle = begins ? this.logins.end(request, reply, state, await this.finished(request, reply, search, begins)) : handleOf(state);
    return new Redirect(`/sign-in/done/${handle}`);
  }

  /** What became of it. The session's cookie is sent only to what a page of ours leads to, so this one leads on. */
  @Get('done/:handle')
  async done(@Req() request: PageRequest, @Param('handle') handle: string): Promise<Shown> {
    const became: Became = this.logins.endOf(request, handle) ?? { to: '/', why: 'again' };
    const { to, why, reference } = became;
    const kept = await this.logins.laidAside(became.kept);
    if (why) return this.pages.failed(request, { to, why, ...(kept ? { kept } : {}), ...(reference ? { reference } : {}) });
    return kept ? new Page('kept', { action: to, kept }) : new Page('leading', { title: 'You are signed in', address: to });
  }

  private async finished(request: PageRequest, reply: FastifyReply, search: string, { to, kept, ...begun }: Begins): Promise<Became> {
    try {
      const { id } = await this.sessions.begin(request, reply, await this.provider.finish(search, begun));
      const isTheirs = this.logins.isOf(id, await this.logins.laidAside(kept));
      return { to, ...(kept !== undefined && isTheirs ? { kept } : {}) };
    } catch (error) {
      return { to, ...(kept === undefined ? {} : { kept }), ...this.pages.whyNot(error, request) };
    }
  }
}
