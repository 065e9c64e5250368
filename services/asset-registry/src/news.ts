import { holderNews } from '@cpmp/holder';
import { isPermitted, type News } from '@cpmp/shell';
import { type AssetEvent, asset } from './domain/asset.js';
import { type SourceEvent, source } from './domain/source.js';
import { knowsAsset, permissions } from './permissions.js';
import { mayKnow } from './source.service.js';
import { assets } from './views/assets.view.js';
import { sources } from './views/sources.view.js';

/** Who reads the register hears of custody, serviceability and bookings. */
const ofAssets = holderNews<AssetEvent>({
  category: asset.category,
  readsDeployments: (principal) => isPermitted(principal, permissions, 'readDeployments'),
  mayHear: async (principal, { recorded: { meta } }, views) => {
    const doc = await views.get(assets, meta.streamId);
    return doc !== undefined && isPermitted(principal, permissions, 'read') && knowsAsset(principal, doc);
  },
});

/** Of a source hears who may know of that source, and nobody else. */
const ofSources: News<SourceEvent> = {
  of: ({ meta }) => [meta.stream],
  mayHear: async (principal, { recorded: { meta } }, views) => isPermitted(principal, permissions, 'readSources') && mayKnow(principal, await views.get(sources, meta.streamId)),
};

const newsOf = (stream: string): News => (stream.startsWith(`${source.category}-`) ? ofSources : ofAssets);

/** News of assets, their deployments, and sources. */
export const news: News = {
  of: (recorded, views) => newsOf(recorded.meta.stream).of(recorded, views),
  isEnd: (event) => ofAssets.isEnd?.(event) ?? false,
  mayHear: (principal, told, views) => newsOf(told.recorded.meta.stream).mayHear(principal, told, views),
};
