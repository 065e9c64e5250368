import { lookedAt, type Seen } from '../spec-pages.js';
import { stage, type Staged } from '../spec-stage.js';

const PAGES: readonly Seen<Staged>[] = [
  { name: 'law', as: 'supt-okafor', at: () => '/law' },
  { name: 'accessibility', at: () => '/accessibility', changing: true },
  { name: 'help-signed-in', as: 'supt-okafor', at: () => '/help' },
];

describe('every page that others link to', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES }));
