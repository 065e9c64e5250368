import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { causesOf } from '@cpmp/shell';
import { type ConsoleOptions, OPTIONS } from '../web/console-options.js';
import { Keeping } from '../web/sealing.js';
import { Sessions } from '../web/session.js';
import { Page, Redirect, type Shown } from '../web/showing.js';
import { one, type PageRequest, typedOf } from '../web/visit.js';
import { type Became, type Begins, handleOf, Logins } from './logins.js';
import { NotSignedIn, Provider } from './provider.js';
import { landing, SignInPages } from './sign-in.controller.js';

/** Signing in at the force's identity provider: there, back, and on to where one was going. */
@Controller('sign-in')
export class ForceController {
  constructor(
    @Inject(OPTIONS) private readonly options: ConsoleOptions,
    private readonly sessions: Sessions,
    private readonly keeping: Keeping,
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
    // Met from a link in another site, to which the session's cookie was not sent: there is nothing to sign in to.
    if (session && one(typed, 'ended') === '') return this.keeping.open(kept, session.person.id) ? new Page('kept', { action: to, kept }) : new Redirect(to);
    try {
      const { address, ...begun } = await this.provider.begin();
      this.logins.begin(request, reply, { ...begun, to, ...(await this.laidAside(kept)) });
      // A page that leads on, and no redirect: browsers hold those that follow a form to the policy for forms, wherever the provider may send them next.
      return new Page('leading', { title: 'Going to your force’s sign-in', address });
    } catch (error) {
      return this.pages.failed(request, { to, kept, ...this.failure(error, request) });
    }
  }

  /** Where the provider sends browsers back to. The address that holds its answer is left at once, whatever it says. */
  @Get('callback')
  async callback(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    const search = request.url.slice(request.url.indexOf('?'));
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
    const kept = became.kept === undefined ? undefined : await this.options.shared.aside.find(became.kept);
    if (why) return this.pages.failed(request, { to, why, ...(kept ? { kept } : {}), ...(reference ? { reference } : {}) });
    return kept ? new Page('kept', { action: to, kept }) : new Page('leading', { title: 'You are signed in', address: to });
  }

  private async finished(request: PageRequest, reply: FastifyReply, search: string, { to, kept, ...begun }: Begins): Promise<Became> {
    try {
      const { id } = await this.sessions.begin(request, reply, await this.provider.finish(search, begun));
      const theirs = kept !== undefined && this.keeping.open(await this.options.shared.aside.find(kept), id) !== undefined;
      return { to, ...(theirs ? { kept } : {}) };
    } catch (error) {
      return { to, ...(kept === undefined ? {} : { kept }), ...this.failure(error, request) };
    }
  }

  /** Lays aside what somebody typed until they are signed in: it is too much for a cookie. Only what we sealed ourselves, under its own hash, so that nobody fills the place with it. */
  private async laidAside(sealed: string): Promise<{ readonly kept?: string }> {
    const until = this.keeping.until(sealed);
    if (until === undefined) return {};
    const kept = `typed/${createHash('sha256').update(sealed).digest('base64url')}`;
    await this.options.shared.aside.lay(kept, sealed, until);
    return { kept };
  }

  /** Says in the log why nobody was signed in, in our own words alone. @throws what says nothing of a sign-in */
  private failure(error: unknown, { id }: PageRequest): { readonly why: NotSignedIn['why']; readonly reference: string } {
    if (!(error instanceof NotSignedIn)) throw error;
    this.options.log.warn({ request: id, code: `sign-in-${error.why}`, what: error.what, causes: causesOf(error) }, 'not signed in');
    return { why: error.why, reference: id };
  }
}
