import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { Instant } from '@cpmp/kernel';
import { type ConsoleOptions, OPTIONS } from './console-options.js';
import { Views } from './views.js';
import { type PageRequest, pathOf } from './visit.js';
import { said } from './words.js';

/** A page to be shown: its view, what it shows, and the status it goes with. */
export class Page {
  constructor(
    readonly view: string,
    readonly model: object,
    readonly status = 200,
  ) {}
}

/** Go and see another page: after every act, so that reloading repeats nothing. */
export class Redirect {
  constructor(readonly to: string) {}
}

/** What a controller answers. */
export type Shown = Page | Redirect;

type Link = { readonly text: string; readonly href: string; readonly roles?: readonly string[] };

/** The navigation. A link that none of a person's roles may use is not shown; a typed address gets the API's own answer. */
const LINKS: readonly Link[] = [
  { text: 'Notices', href: '/notices' },
  { text: 'Apply', href: '/cases/new', roles: ['applicant'] },
  { text: 'Deploy and recall', href: '/deploy', roles: ['resource-manager', 'asset-custodian', 'cover-officer'] },
];

/** Puts pages into the layout that all of them have, and sends them. */
@Injectable()
export class Showing implements NestInterceptor {
  constructor(
    @Inject(OPTIONS) private readonly options: ConsoleOptions,
    private readonly views: Views,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(map((shown: unknown) => (shown instanceof Page || shown instanceof Redirect ? this.answer(shown, http.getRequest(), http.getResponse()) : shown)));
  }

  /** The text to send; status and headers are set on the reply. */
  answer(shown: Shown, request: PageRequest, reply: FastifyReply): string {
    void reply.header('cache-control', 'no-store');
    if (shown instanceof Redirect) {
      void reply.status(303).header('location', shown.to);
      return '';
    }
    const html = this.views.render(shown.view, { ...this.frame(request), ...shown.model });
    void reply.status(shown.status).header('content-type', 'text/html; charset=utf-8');
    return html;
  }

  private frame(request: PageRequest): object {
    const { nonce, session, now } = request.arrival;
    const path = pathOf(request);
    return {
      marking: this.options.marking, demonstration: this.options.signIn.kind === 'development', nonce, cspNonce: nonce, now, path,
      ...(session ? { who: session.person, roles: session.person.roles.map(said), links: linksFor(session.person.roles, path), sessionSeconds: session.secondsLeft, sessionEnds: after(now, session.secondsLeft) } : {}),
    };
  }
}

const after = (now: Instant, seconds: number): Instant => new Date(Date.parse(now) + seconds * 1000).toISOString();

const linksFor = (held: readonly string[], path: string) =>
  LINKS.filter(({ roles }) => !roles || roles.some((role) => held.includes(role))).map(({ text, href }) => ({ text, href, current: path === href }));
