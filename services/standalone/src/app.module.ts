import type { ServiceParts } from '@cpmp/shell';
import { STANDALONE, type Standalone, StandaloneController } from './standalone.controller.js';

/** The host's own API as a service like the others, so that the same edge stands before it. Its log stays empty: it decides nothing. */
export const standalone = (parts: Standalone): ServiceParts => ({
  name: 'standalone',
  title: 'Standalone host',
  aggregates: [],
  views: [],
  publish: () => [],
  controllers: [StandaloneController],
  consumers: [],
  providers: [{ provide: STANDALONE, useValue: parts }],
});
