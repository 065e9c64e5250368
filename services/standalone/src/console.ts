import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whatever answers what is neither an API nor health. */
export type Pages = { handle(request: IncomingMessage, response: ServerResponse): void; close(): Promise<void> };

/** A page that says where the API documents are. */
export const pagesOf = async (services: readonly string[]): Promise<Pages> => {
  const items = services.map((name) => `<li><a href="/api/${name}/v1/docs">${name}</a></li>`).join('');
  const page = `<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Covert Policing Management Platform</title><h1>Covert Policing Management Platform</h1><p>API documents:</p><ul>${items}</ul></html>`;
  return {
    handle: (request, response) => {
      const found = request.url === '/';
      response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'" }).end(found ? page : '<!doctype html><title>Not found</title><h1>There is nothing here</h1>');
    },
    close: async () => {},
  };
};
