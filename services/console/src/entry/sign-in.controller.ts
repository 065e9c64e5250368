import { Controller, Get, HttpCode, Inject, Injectable, Optional, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Client } from '@cpmp/client';
import { causesOf } from '@cpmp/shell';
import { type ConsoleOptions, OPTIONS } from '../web/console-options.js';
import type { Fault } from '../web/forms.js';
import { Keeping } from '../web/sealing.js';
import { Sessions } from '../web/session.js';
import { after, Page, Redirect, type Shown } from '../web/showing.js';
import { clock } from '../web/time.js';
import { got, one, type PageRequest, pathOf, SignedOut, type Typed, typedOf } from '../web/visit.js';
import { capital, listed, said } from '../web/words.js';
import { NotSignedIn, Provider, type Why } from './provider.js';

/** Who may sign in for development, as the standalone host says. */
type DemonstrationPerson = { readonly person: string; readonly name?: string; readonly rank?: string; readonly unit?: string; readonly roles: readonly string[] };

/** Of words and ids; that of a notice has a point in it. */
const PAGE_PATH = /^(\/[a-z0-9-][a-z0-9.-]*)+$/;

/** Who has things out that must come back. */
const DESK: readonly string[] = ['resource-manager', 'asset-custodian', 'cover-officer'];

/** Where somebody's work begins. */
const homeOf = (roles: readonly string[]): string => (roles.some((role) => DESK.includes(role)) ? '/deploy' : '/work');

/** A path of ours that may be gone to after signing in; anywhere else is where one's work begins. */
export const landing = (to: string): string => (PAGE_PATH.test(to) && !to.startsWith('/sign-') ? to : '/');

/** What the page shows beside who may sign in. `kept`: what they typed, sealed; `ended`: theirs has ended; `refused`: the session that goes on here and that a service refused; `said`: why they were not signed in. */
type SignInModel = { readonly to?: string; readonly kept?: string; readonly ended?: boolean; readonly refused?: string | undefined; readonly values?: Typed; readonly errors?: readonly Fault[]; readonly said?: object };

/** What somebody is told who was not signed in, and with which status. */
const FAILED: Readonly<Record<Why, { readonly status: number; readonly title: string; readonly lines: readonly string[] }>> = {
  cancelled: { status: 401, title: 'You did not sign in', lines: ['You stopped at your force’s sign-in service, or it did not let you go on.'] },
  away: { status: 503, title: 'Nobody can sign in just now', lines: ['Your force’s sign-in service does not answer. Try again in a minute.', 'Who is signed in goes on working until their session ends.'] },
  again: { status: 400, title: 'Sign in again', lines: ['This sign-in cannot be used: it took more than 10 minutes, was used before, or was begun in another browser.'] },
  'no-access': { status: 403, title: 'Your account gives no access here', lines: ['Your force’s sign-in service knows you, but what it says of your account is not what this platform needs.', 'Ask whoever looks after accounts in your force, and give them this reference:'] },
  'set-up': { status: 503, title: 'Nobody can sign in just now', lines: ['This platform and your force’s sign-in service do not agree on how. Tell whoever runs the platform, and give them this reference:'] },
};
/** Those whose reference is worth reading out. */
const REFERRED: readonly Why[] = ['no-access', 'set-up'];

/** The page on which people sign in, wherever it is met. */
@Injectable()
export class SignInPages {
  constructor(
    @Inject(OPTIONS) private readonly options: ConsoleOptions,
    private readonly keeping: Keeping,
  ) {}

  async page(client: Client, model: SignInModel, status: number): Promise<Page> {
    if (this.options.signIn.kind === 'provider') return new Page('sign-in', model, status);
    const { items } = got(await client.call<{ items: readonly DemonstrationPerson[] }>('GET', '/api/standalone/v1/people'));
    const people = items.map(({ person, name, roles }) => ({ value: person, text: name ?? person, hint: { text: capital(listed(roles.map(said))) } }));
    return new Page('sign-in', { people, ...model }, status);
  }

  /** Met where somebody is not signed in, or not any more: what they typed is kept for them, and nothing jumps. */
  again(request: PageRequest): Promise<Page> {
    const { client, session, whose } = request.arrival;
    const path = pathOf(request);
    const typed = typedOf(request.body);
    const kept = request.method === 'POST' && whose && Object.keys(typed).length > 0 ? { kept: one(typed, 'kept') || this.keeping.close(whose, typed) } : {};
    return this.page(client, { to: landing(path), ended: whose !== undefined, refused: session?.id, ...kept }, 401);
  }

  /** Why nobody was signed in, said in the log in our own words alone. @throws what says nothing of a sign-in */
  whyNot(error: unknown, { id }: PageRequest): { readonly why: Why; readonly reference: string } {
    if (!(error instanceof NotSignedIn)) throw error;
    this.options.log.warn({ request: id, code: `sign-in-${error.why}`, what: error.what, causes: causesOf(error) }, 'not signed in');
    return { why: error.why, reference: id };
  }

  /** The page again, saying why somebody was not signed in. */
  failed({ arrival }: PageRequest, { why, reference, ...model }: Pick<SignInModel, 'to' | 'kept'> & { readonly why: Why; readonly reference?: string }): Promise<Page> {
    const { status, ...said } = FAILED[why];
    return this.page(arrival.client, { ...model, said: { ...said, ...(REFERRED.includes(why) ? { reference } : {}) } }, status);
  }
}

/** What is open to everybody: signing in and out, and staying signed in. */
@Controller()
export class SignInController {
  constructor(
    private readonly sessions: Sessions,
    private readonly pages: SignInPages,
    @Optional() private readonly provider?: Provider,
  ) {}

  @Get()
  home(@Req() request: PageRequest): Shown {
    return new Redirect(homeOf(request.arrival.session?.person.roles ?? []));
  }

  @Get('sign-in')
  show(@Req() request: PageRequest): Promise<Shown> | Shown {
    return request.arrival.session ? new Redirect('/') : this.pages.page(request.arrival.client, {}, 200);
  }

  @Post('sign-out')
  async signOut(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    const tokens = await this.sessions.end(request, reply);
    void reply.header('clear-site-data', '"cache", "storage"');
    // Desks are shared: the next person is not to be met by the account of the last.
    const address = await this.provider?.leave(tokens);
    return address === undefined ? new Redirect('/sign-in') : new Page('leading', { title: 'You are signed out here', address });
  }

  /** Asked by the dialog that says when the session ends. */
  @HttpCode(200)
  @Post('session/extend')
  extend(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): { readonly seconds: number; readonly ends: string } {
    const { session, now } = request.arrival;
    if (!session) throw new SignedOut();
    const seconds = this.sessions.extend(request, reply);
    return { seconds, ends: clock(after(now, seconds)) };
  }
}
