import { type Platform, startPlatform } from './spec-stage.js';

/** A page as somebody without script and pictures has it. */
export type Read = { readonly status: number; readonly html: string; readonly words: string; readonly h1: string | undefined; readonly to: string | null };

/** Somebody who is signed in and reads pages, and sends forms, without a browser. */
export type Reader = { readonly cookie: string; readonly get: (path: string) => Promise<Read>; readonly send: (path: string, form: Readonly<Record<string, string>>) => Promise<Read> };

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

const read = async (answer: Response): Promise<Read> => {
  const html = await answer.text();
  return { status: answer.status, html, words: html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '), h1: /<h1[^>]*>\s*([^<]*?)\s*</.exec(html)?.[1], to: answer.headers.get('location') };
};

/** Signs a person of the demonstration force in. */
export const readerOf = async ({ url }: Platform, person: string): Promise<Reader> => {
  const signedIn = await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ person }).toString(), headers: FORM });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return {
    cookie,
    get: async (path) => read(await fetch(url + path, { redirect: 'manual', headers: { cookie } })),
    send: async (path, form) => read(await fetch(url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form).toString(), headers: { ...FORM, cookie } })),
  };
};

const STARTS = '2026-03-02T08:00:00.000Z';
const LIMIT_MS = 120_000;

/** A whole platform for the specs of one file, begun before them and closed after; what `prepare` makes on it stands in `at`. */
export const onPlatform = <T>(prepare?: (platform: Platform) => Promise<T>): { readonly platform: Platform; readonly at: T } => {
  const here = {} as { platform: Platform; at: T };
  beforeAll(async () => {
    here.platform = await startPlatform(STARTS);
    if (prepare) here.at = await prepare(here.platform);
  }, LIMIT_MS);
  afterAll(() => here.platform?.close());
  return here;
};
