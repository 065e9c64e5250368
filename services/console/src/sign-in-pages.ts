import { Injectable } from '@nestjs/common';
import type { Client } from '@cpmp/client';
import { got } from './api-answer.js';
import type { Fault } from './forms.js';
import { Keeping } from './keeping.js';
import { Page } from './showing.js';
import { type PageRequest, pathOf, type Typed, typedOf } from './visit.js';
import { capital, listed, said } from './words.js';

/** Who may sign in for development, as the standalone host says. */
type DemonstrationPerson = { readonly person: string; readonly name?: string; readonly rank?: string; readonly unit?: string; readonly roles: readonly string[] };

const PAGE_PATH = /^(\/[a-z0-9-]+)+$/;

/** A path of ours that may be gone to after signing in; anywhere else is the notices. */
export const landing = (to: string): string => (PAGE_PATH.test(to) && !to.startsWith('/sign-') ? to : '/notices');

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
    const kept = request.method === 'POST' && person && Object.keys(typed).length > 0 ? { kept: this.keeping.close(person.id, typed) } : {};
    return this.page(client, { to: landing(path), ended: person !== undefined, ...kept }, 401);
  }
}
