import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import nunjucks from 'nunjucks';
import { map, type Observable } from 'rxjs';
import type { Instant } from '@cpmp/kernel';
import { type ConsoleOptions, OPTIONS } from './console-options.js';
import * as time from './time.js';
import { keyFor, type PageRequest, pathOf } from './visit.js';
import { capital, counted, listed, outWords, partNumber, plain, said, stateShown } from './words.js';

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

const ROOM = fileURLToPath(new URL('../..', import.meta.url));
const VIEWS = join(ROOM, 'views');
const STATIC = join(ROOM, 'dist/static');
const GOVUK = join(dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist');

/** Where the built style sheet and scripts lie, and the name of this build in their addresses. */
export const assets = () => {
  const version = readFileSync(join(STATIC, 'version'), 'utf8');
  return { folder: STATIC, prefix: `/static/${version}/` };
};

type Faults = readonly { readonly field: string; readonly text: string }[];

const FILTERS = {
  // Nunjucks' own is a quadratic regular expression.
  trim: (text: unknown) => (nunjucks as any).runtime.copySafeness(text, String(text ?? '').trim()),
  clock: time.clock, moment: time.moment, until: time.until, ending: time.ending, left: time.left, span: time.span, urgency: time.urgency, day: time.day, worded: time.worded,
  /** A sentence of an API with the names in it as people say them. */
  namesSaid: (sentence: string) => sentence.replaceAll(/[a-z]+(?:-[a-z]+)+/g, said),
  said, plain, capital, counted, listed, outWords, partNumber, stateShown,
  errorLinks: (faults: Faults) => faults.map(({ field, text }) => ({ text, href: `#${field}` })),
  errorFor: (faults: Faults | undefined, field: string) => {
    const found = faults?.find((fault) => fault.field === field);
    return found && { text: found.text };
  },
  /** The fault of one of several fields that are asked together, as `review-day` is of `review`. */
  errorUnder: (faults: Faults | undefined, group: string) => faults?.find(({ field }) => field === group || field.startsWith(`${group}-`)),
  /** The three inputs of a day; those at fault are marked, all of them if the day as such is. */
  dayInputs: (id: string, values: Readonly<Record<string, unknown>> = {}, fault: Faults[number] | undefined = undefined) =>
    ['day', 'month', 'year'].map((name) => {
      const wrong = fault && (fault.field === `${id}-${name}` || fault.field === `${id}-day`) ? ' govuk-input--error' : '';
      return { name, classes: `govuk-input--width-${name === 'year' ? 4 : 2}${wrong}`, value: values[`${id}-${name}`] };
    }),
  /** The values of boxes that were ticked, as a list: in one text GOV.UK's boxes would look for each value as a part of it, and tick `subject-1` where `subject-12` was. */
  ticked: (values: string | readonly string[] | undefined) => (values === undefined ? [] : [values].flat()),
  /** Text inside a CSS string, where HTML's escapes mean nothing. */
  cssText: (text: unknown) => new nunjucks.runtime.SafeString(String(text ?? '').replaceAll(/[^\w ,.:()-]/gu, (letter) => `\\${letter.codePointAt(0)?.toString(16)} `)),
};

/** The templates. They are compiled at the start: one that is broken stops the process, not a page. */
@Injectable()
export class Views {
  private readonly env = new nunjucks.Environment(new nunjucks.FileSystemLoader([VIEWS, GOVUK]), { autoescape: true, trimBlocks: true, lstripBlocks: true });

  constructor() {
    for (const [name, filter] of Object.entries(FILTERS)) this.env.addFilter(name, filter);
    this.env.addGlobal('assets', assets().prefix);
    for (const file of readdirSync(VIEWS)) if (file.endsWith('.njk')) this.env.getTemplate(file, true);
  }

  render(view: string, model: object): string {
    return this.env.render(`${view}.njk`, model);
  }
}

type Link = { readonly text: string; readonly href: string; readonly roles?: readonly string[] };

/** The navigation. A link that none of a person's roles may use is not shown; a typed address gets the API's own answer. */
const LINKS: readonly Link[] = [
  { text: 'My work', href: '/work' },
  { text: 'Notices', href: '/notices' },
  { text: 'Search', href: '/search' },
  { text: 'Apply', href: '/apply', roles: ['applicant'] },
  { text: 'Deploy and recall', href: '/deploy', roles: ['resource-manager', 'asset-custodian', 'cover-officer'] },
  { text: 'Board', href: '/board', roles: ['resource-manager', 'asset-custodian', 'cover-officer', 'controller', 'senior-responsible-officer'] },
  { text: 'Taskings', href: '/taskings', roles: ['resource-manager', 'applicant', 'senior-investigating-officer', 'senior-responsible-officer'] },
  {
    text: 'Risks', href: '/risks',
    roles: ['risk-owner', 'handler', 'controller', 'applicant', 'authorising-officer', 'gatekeeper', 'resource-manager', 'asset-custodian', 'cover-officer', 'senior-responsible-officer', 'inspector-ipco', 'judicial-commissioner'],
  },
  { text: 'Product', href: '/product', roles: ['product-officer'] },
  { text: 'Sources', href: '/sources', roles: ['handler', 'controller', 'record-maintainer', 'inspector-ipco'] },
  { text: 'Errors', href: '/errors', roles: ['senior-responsible-officer', 'gatekeeper', 'authorising-officer', 'applicant', 'inspector-ipco', 'judicial-commissioner'] },
  { text: 'Oversight', href: '/oversight', roles: ['senior-responsible-officer'] },
  { text: 'Who stands where', href: '/designations', roles: ['administrator'] },
  { text: 'Law', href: '/law/sets', roles: ['administrator'] },
  { text: 'Inspection', href: '/inspection', roles: ['inspector-ipco', 'judicial-commissioner', 'senior-responsible-officer'] },
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
    const reply = http.getResponse<FastifyReply>();
    void reply.header('cache-control', 'no-store');
    return next.handle().pipe(map((shown: unknown) => (shown instanceof Page || shown instanceof Redirect ? this.answer(shown, http.getRequest(), reply) : shown)));
  }

  /** The text to send; status and headers are set on the reply. */
  answer(shown: Shown, request: PageRequest, reply: FastifyReply): string {
    void reply.header('cache-control', 'no-store');
    if (shown instanceof Redirect) {
      void reply.status(303).header('location', shown.to);
      return '';
    }
    const html = this.views.render(shown.view, { ...this.frame(request), ...formOf(shown.model, request) });
    void reply.status(shown.status).header('content-type', 'text/html; charset=utf-8');
    return html;
  }

  private frame(request: PageRequest): object {
    const { nonce, session, now, places } = request.arrival;
    const path = pathOf(request);
    return {
      marking: this.options.marking, demonstration: this.options.signIn.kind === 'development', nonce, cspNonce: nonce, now, path, passed: [...places.values()].join(),
      ...(session ? { who: session.person, roles: session.person.roles.map(said), links: linksFor(session.person.roles, path), sessionSeconds: session.secondsLeft, sessionEnds: after(now, session.secondsLeft) } : {}),
    };
  }
}

/** What a page shows. A form that brings no key gets one now, so that sending it twice is one act. */
const formOf = (model: object, { arrival: { session } }: PageRequest): object => {
  const { values } = model as { readonly values?: { readonly key?: string } };
  return session && values?.key === '' ? { ...model, values: { ...values, key: keyFor(session.person.id) } } : model;
};

/** An instant so many seconds later. */
export const after = (now: Instant, seconds: number): Instant => new Date(Date.parse(now) + seconds * 1000).toISOString();

const linksFor = (held: readonly string[], path: string) =>
  LINKS.filter(({ roles }) => !roles || roles.some((role) => held.includes(role))).map(({ text, href }) => ({ text, href, current: path === href }));
