/** A control of a form: what it is called, what it holds, and for a choice what it offers. */
export type Control = { readonly name: string; readonly sort: 'text' | 'choice' | 'hidden'; readonly value: string; readonly offers: readonly string[] };
export type Button = { readonly name: string; readonly value: string };
export type Form = { readonly action: string; readonly method: string; readonly controls: readonly Control[]; readonly buttons: readonly Button[] };

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (text: string): string => text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] as string);

/** An attribute of a tag; undefined when the tag has none. */
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag);
  return found ? plain(found[1] ?? '') : undefined;
};

const TAG = /<(\/?form|input|textarea|select|option|button)\b(?:[^>"]|"[^"]*")*>([^<]*)/g;

/** The forms of a page, as a browser would send them. Only for pages of our own, which are well formed. */
export const formsIn = (html: string): readonly Form[] => {
  const forms: { action: string; method: string; controls: Control[]; buttons: Button[] }[] = [];
  let select = '';
  for (const [whole, tag, inner = ''] of html.matchAll(TAG)) {
    if (tag === 'form') forms.push({ action: attribute(whole, 'action') ?? '', method: (attribute(whole, 'method') ?? 'get').toUpperCase(), controls: [], buttons: [] });
    const form = forms.at(-1);
    if (!form) continue;
    const [name = '', value = '', type = 'text'] = ['name', 'value', 'type'].map((one) => attribute(whole, one));
    if (tag === 'button' && name) form.buttons.push({ name, value });
    if (tag === 'textarea') form.controls.push({ name, sort: 'text', value: plain(inner).trim(), offers: [] });
    if (tag === 'select') select = name;
    if (tag === 'option') offer(form.controls, select, value);
    if (tag !== 'input' || !name) continue;
    if (type === 'radio' || type === 'checkbox') offer(form.controls, name, value);
    else form.controls.push({ name, sort: type === 'hidden' ? 'hidden' : 'text', value, offers: [] });
  }
  return forms;
};

const offer = (controls: Control[], name: string, value: string): void => {
  const at = controls.findIndex((one) => one.name === name && one.sort === 'choice');
  const known = controls[at];
  if (known) controls[at] = { ...known, offers: [...known.offers, value] };
  else controls.push({ name, sort: 'choice', value: '', offers: [value] });
};

/** Where a page leads to in this site, without its fragments. */
export const linksIn = (html: string): readonly string[] => [...new Set([...html.matchAll(/<a\b[^>]*\shref="(\/[^"#]*)/g)].map(([, href]) => plain(href as string)))];

/** What stands in the address bar's and the history's reach: title, links, where forms go, what is loaded. */
export const outwardIn = (html: string): string => [/<title>[^<]*/.exec(html)?.[0] ?? '', ...[...html.matchAll(/\s(?:href|action|src)="[^"]*/g)].map(([found]) => found)].join('\n');

/** What a page is about, without what stands on every page. */
export const mainOf = (html: string): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '';
