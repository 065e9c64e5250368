import { createHash } from 'node:crypto';

type Parameter = { readonly name: string; readonly in: string; readonly required: boolean; readonly description?: string; readonly schema: object };
type Body = { readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>> };
type Operation = { readonly operationId: string; readonly summary: string; readonly parameters: readonly Parameter[]; readonly requestBody?: Body; readonly responses: Readonly<Record<string, Body & { readonly description: string }>> };
/** As much of an OpenAPI document as the page shows. */
export type Shown = { readonly info: { readonly title: string; readonly description: string }; readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>; readonly components: { readonly schemas: Readonly<Record<string, object>> } };

const STYLE = `body{font:1.1875rem/1.5 sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#0b0c0c;background:#fff}a{color:#1a65a6}a:focus,summary:focus,pre:focus{outline:3px solid #0b0c0c;background:#fd0}code,pre{font:1rem/1.4 monospace}pre{overflow:auto;background:#f3f2f1;padding:1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;border-bottom:1px solid #b1b4b6}section{border-top:2px solid #1d70b8;margin-top:2rem}`;

/** The page's own style is all that it may load. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] as string);

const schemaLink = (body: Body): string => {
  const ref = Object.values(body.content ?? {})[0]?.schema.$ref?.split('/').at(-1);
  return ref ? ` <a href="#${escaped(ref)}">${escaped(ref)}</a>` : '';
};

const table = (caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : `<table><caption>${caption}</caption><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.map(([first, ...cells]) => `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</tbody></table>`;

const section = (path: string, method: string, { operationId, summary, parameters, requestBody, responses }: Operation): string => `
<section aria-labelledby="${escaped(operationId)}"><h2 id="${escaped(operationId)}">${escaped(summary)}</h2>
<p><code>${method.toUpperCase()} ${escaped(path)}</code></p>${requestBody ? `<p>Send${schemaLink(requestBody)}.</p>` : ''}
${table('Parameters', ['Name', 'Where', 'Needed'], parameters.map((one) => [`<code>${escaped(one.name)}</code>`, one.in, one.required ? 'yes' : 'no']))}
${table('Answers', ['Status', 'Meaning'], Object.entries(responses).map(([status, answer]) => [status, escaped(answer.description) + schemaLink(answer)]))}</section>`;

/** A page to read a document by: plain HTML, no script, nothing from elsewhere. */
export const docsPage = ({ info, paths, components }: Shown): string => {
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(info.title)} API</title><style>${STYLE}</style></head>
<body><main><h1>${escaped(info.title)} API</h1><p>${escaped(info.description)}</p><p><a href="openapi.json">The OpenAPI 3.1 document</a></p>
<nav aria-label="Operations"><ul>${operations.map(({ operation }) => `<li><a href="#${escaped(operation.operationId)}">${escaped(operation.summary)}</a></li>`).join('')}<li><a href="#schemas">Schemas</a></li></ul></nav>
${operations.map(({ path, method, operation }) => section(path, method, operation)).join('')}
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${Object.entries(components.schemas).map(([name, schema]) => `<h3 id="${escaped(name)}">${escaped(name)}</h3><pre tabindex="0"><code>${escaped(JSON.stringify(schema, null, 2))}</code></pre>`).join('')}</section>
</main></body></html>`;
};
