import { holderNews } from '@cpmp/holder';
import { isPermitted } from '@cpmp/shell';
import { type AssetEvent, asset } from './domain/asset.js';
import { knowsAsset, permissions } from './permissions.js';
import { assets } from './views/assets.view.js';

/** Who reads the register hears of custody, serviceability and bookings. */
export const news = holderNews<AssetEvent>({
  category: asset.category,
  readsDeployments: (principal) => isPermitted(principal, permissions, 'readDeployments'),
  mayHear: async (principal, { recorded: { meta } }, views) => {
    const doc = await views.get(assets, meta.streamId);
    return doc !== undefined && isPermitted(principal, permissions, 'read') && knowsAsset(principal, doc);
  },
});
