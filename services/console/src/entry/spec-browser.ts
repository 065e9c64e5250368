/** What an address answered. */
export type Seen = { readonly url: string; readonly status: number; readonly headers: Headers; readonly html: string; readonly h1: string; readonly words: string };

/** So many addresses lead on to each other at most. */
const HOPS_MAX = 20;

/** What a browser does that matters here, without being one: it keeps cookies by host, and goes where it is sent, by status or by the page. */
export class PlainBrowser {
  /** Cookies by host, then name. */
  readonly jar = new Map<string, Map<string, string>>();
  /** Every address that it went to. */
  readonly went: string[] = [];

  /** `ingress`: where an origin that only browsers know really listens, behind something that speaks TLS for it. */
  constructor(private readonly ingress: Readonly<Record<string, string>> = {}) {}

  /** Goes to an address, or sends a form there, and on to where that leads; `stopAt`: not to what matches. */
  async go(url: string, form?: Readonly<Record<string, string>>, stopAt?: RegExp, hops = HOPS_MAX): Promise<Seen> {
    const { hostname, origin } = new URL(url);
    const behind = this.ingress[origin];
    const cookie = [...(this.jar.get(hostname) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {};
    const own: Record<string, string> = form ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } : {};
    this.went.push(url);
    const answer = await fetch(behind ? url.replace(origin, behind) : url, { redirect: 'manual', ...sent, headers: { ...own, cookie, ...(behind ? { 'x-forwarded-proto': 'https' } : {}) } });
    this.keep(hostname, answer.headers.getSetCookie());
    const html = await answer.text();
    const next = answer.headers.get('location') ?? /http-equiv="refresh" content="0; url=([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    const to = next === undefined ? undefined : new URL(next, url).href;
    if (hops === 0) throw new Error('It leads on for ever.');
    if (to !== undefined && !stopAt?.test(to)) return this.go(to, undefined, stopAt, hops - 1);
    const words = html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    return { url: to ?? url, status: answer.status, headers: answer.headers, html, h1: /<h1[^>]*>\s*([^<]*?)\s*</.exec(html)?.[1] ?? '', words };
  }

  private keep(host: string, cookies: readonly string[]): void {
    const jar = this.jar.get(host) ?? new Map<string, string>();
    this.jar.set(host, jar);
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
  }
}
