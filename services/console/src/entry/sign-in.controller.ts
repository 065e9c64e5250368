import { Controller, Get, HttpCode, Injectable, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Client } from '@cpmp/client';
import type { Fault } from '../web/forms.js';
import { Keeping } from '../web/sealing.js';
import { Sessions } from '../web/session.js';
import { after, Page, Redirect, type Shown } from '../web/showing.js';
import { clock } from '../web/time.js';
import { got, one, type PageRequest, pathOf, SignedOut, type Typed, typedOf } from '../web/visit.js';
import { capital, listed, said } from '../web/words.js';

/** Who may sign in for development, as the standalone host says. */
type DemonstrationPerson = { readonly person: string; readonly name?: string; readonly rank?: string; readonly unit?: string; readonly roles: readonly string[] };

const PAGE_PATH = /^(\/[a-z0-9-]+)+$/;

/** Who has things out that must come back. */
const DESK: readonly string[] = ['resource-manager', 'asset-custodian', 'cover-officer'];

/** Where somebody's work begins. */
const homeOf = (roles: readonly string[]): string => (roles.some((role) => DESK.includes(role)) ? '/deploy' : '/work');

/** A path of ours that may be gone to after signing in; anywhere else is where one's work begins. */
export const landing = (to: string): string => (PAGE_PATH.test(to) && !to.startsWith('/sign-') ? to : '/');

/** The page on which people sign in, wherever it is met. */
@Injectable()
export class SignInPages {
  constructor(private readonly keeping: Keeping) {}

  async page(client: Client, model: { readonly to?: string; readonly kept?: string; readonly ended?: boolean; readonly values?: Typed; readonly errors?: readonly Fault[] }, status: number): Promise<Page> {
    const { items } = got(await client.call<{ items: readonly DemonstrationPerson[] }>('GET', '/api/standalone/v1/people'));
    const people = items.map(({ person, name, roles }) => ({ value: person, text: name ?? person, hint: { text: capital(listed(roles.map(said))) } }));
    return new Page('sign-in', { people, ...model }, status);
  }

  /** Met where somebody is not signed in, or not any more: what they typed is kept for them, and nothing jumps. */
  again(request: PageRequest): Promise<Page> {
    const { client, person } = request.arrival;
    const path = pathOf(request);
    const typed = typedOf(request.body);
    const kept = request.method === 'POST' && person && Object.keys(typed).length > 0 ? { kept: one(typed, 'kept') || this.keeping.close(person.id, typed) } : {};
    return this.page(client, { to: landing(path), ended: person !== undefined, ...kept }, 401);
  }
}

/** What is open to everybody: signing in and out, and staying signed in. */
@Controller()
export class SignInController {
  constructor(
    private readonly sessions: Sessions,
    private readonly keeping: Keeping,
    private readonly pages: SignInPages,
  ) {}

  @Get()
  home(@Req() request: PageRequest): Shown {
    return new Redirect(homeOf(request.arrival.session?.person.roles ?? []));
  }

  @Get('sign-in')
  show(@Req() request: PageRequest): Promise<Shown> | Shown {
    return request.arrival.session ? new Redirect('/') : this.pages.page(request.arrival.client, {}, 200);
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
  async signOut(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    await this.sessions.end(request, reply);
    void reply.header('clear-site-data', '"cache", "storage"');
    return new Redirect('/sign-in');
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
