import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Problem } from '@cpmp/client';
import { causesOf } from '@cpmp/shell';
import { type ConsoleOptions, OPTIONS } from './console-options.js';
import { Keeping } from './sealing.js';
import { Page, Showing } from './showing.js';
import { SignInPages } from '../entry/sign-in.controller.js';
import { AnothersForm, ApiNo, isRefused, one, type PageRequest, pathOf, SignedOut, type Typed, typedOf } from './visit.js';
import { ElsewhereForm, noAddress } from './web.js';

/** A page that says what went wrong, without a word of what was asked for. */
type Said = { readonly title: string; readonly lines: readonly string[]; readonly status: number; readonly reference?: string };

const NOT_FOUND: Said = { title: 'Page not found', status: 404, lines: ['If you typed the address, check that it is right.', 'If somebody gave you a reference, open it from Search.'] };
const UNSURE = 'We do not know whether it was saved. Check the case before you try again.';
const SAFE = 'Nothing was saved.';
const TOO_LONG: Said = { title: 'What you entered is too long', status: 413, lines: ['Shorten it: an application that is too long is sent back.', SAFE] };

/** Every error becomes a page: the same one for what is not there and what may not be known of. */
@Catch()
export class ProblemsFilter implements ExceptionFilter {
  constructor(
    @Inject(OPTIONS) private readonly options: ConsoleOptions,
    private readonly showing: Showing,
    private readonly signIn: SignInPages,
    private readonly keeping: Keeping,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<PageRequest>();
    const reply = http.getResponse<FastifyReply>();
    // `GET *` comes past every hook, so that nothing is known of who asks. A filter that throws is heard by nobody, and ends the process.
    if ((request.arrival as unknown) === undefined) return noAddress(reply);
    void reply.send(this.showing.answer(await this.pageFor(error, request), request, reply));
  }

  private async pageFor(error: unknown, request: PageRequest): Promise<Page> {
    if (error instanceof SignedOut || (error instanceof ApiNo && error.answer.status === 401)) return this.signIn.again(request).catch((other: unknown) => this.pageFor(other, request));
    if (error instanceof ApiNo && isRefused(error.answer.problem)) return new Page('refusal', { problem: error.answer.problem, refused: { title: 'You cannot see this page', back: { text: 'Go to my work', href: '/work' } } }, 403);
    const said = this.said(error, request);
    return new Page('problem', { ...said, ...this.keptOf(request, said, isReused(error)) }, said.status);
  }

  private said(error: unknown, request: PageRequest): Said {
    const writes = request.method === 'POST';
    if (error instanceof ApiNo) return ofApi(error.answer.problem, { writes, after: error.answer.retryAfterSeconds ?? 1 });
    if (error instanceof ElsewhereForm) return { title: 'This form cannot be taken', status: 403, lines: ['It did not come from a page of this console.', SAFE] };
    if (error instanceof AnothersForm) return { title: 'This form was shown to somebody else', status: 403, lines: ['Somebody else is signed in here now. Open the page again to do it yourself.', SAFE] };
    const { statusCode } = error as { statusCode?: number };
    const status = error instanceof HttpException ? error.getStatus() : (statusCode ?? 500);
    if (status === 404 || status === 405) return NOT_FOUND;
    if (status === 413) return TOO_LONG;
    if (status < 500) return { title: 'This form cannot be read', status, lines: [SAFE, 'Go back to the page and try again.'] };
    this.options.log.error({ request: request.id, route: request.routeOptions?.url, causes: causesOf(error) }, 'unexpected');
    return { title: 'Something went wrong here', status: 500, reference: request.id, lines: [writes ? UNSURE : SAFE] };
  }

  /** What was typed, and could be read, goes back to whoever typed it, under the same key: if it was saved after all, it is not saved twice. Under a key that took effect with other text it never would be: it gets one of its own. */
  private keptOf(request: PageRequest, { status }: Said, reused: boolean): object {
    const { session, kept: opened } = request.arrival;
    const sent = typedOf(request.body);
    if (request.method !== 'POST' || !session || (status < 429 && status !== TOO_LONG.status && !reused)) return {};
    const [brought, close] = [one(sent, 'kept'), (typed: Typed) => ({ action: pathOf(request), kept: this.keeping.close(session.person.id, typed) })];
    if (reused) {
      const { key: _key, do: _do, ...typed } = opened(brought, session.person.id) ?? sent;
      return close(typed);
    }
    if (brought !== '') return { action: pathOf(request), kept: brought };
    return one(sent, 'key') === '' ? {} : close(sent);
  }
}

const isReused = (error: unknown): boolean => error instanceof ApiNo && error.answer.problem.code === 'idempotency-key-reused';

const ofApi = ({ status, code, reference, detail }: Problem, { writes, after }: { readonly writes: boolean; readonly after: number }): Said => {
  const seconds = `${after} second${after === 1 ? '' : 's'}`;
  switch (status) {
    case 404:
    case 405:
      return NOT_FOUND;
    case TOO_LONG.status:
      return TOO_LONG;
    case 0:
      return { title: 'The service does not answer', status: 503, lines: [writes ? UNSURE : 'Try again in a minute.'] };
    case 422:
      return code === 'idempotency-key-reused'
        ? { title: 'This form was sent before with other text', status, lines: ['What you sent first was saved. What you sent now was not.', 'Open the case to see it.'] }
        : { title: 'This form cannot be read', status, lines: [SAFE], reference };
    case 429:
      return { title: 'Too many tries', status, lines: [`Wait ${seconds}.`, SAFE] };
    case 503:
      return { title: 'Not now', status, lines: [writes ? `${SAFE} Try again in ${seconds}.` : `Try again in ${seconds}.`] };
    case 400:
    case 428:
      return { title: 'This form cannot be read', status: 400, lines: [SAFE, 'Open the page again and enter it anew.'], reference };
    default:
      return { title: 'Something went wrong', status: 500, reference, lines: [writes && !(detail ?? '').startsWith('Nothing was saved') ? UNSURE : SAFE] };
  }
};
