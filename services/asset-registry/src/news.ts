import { holderNews } from '@cpmp/holder';
import { isPermitted } from '@cpmp/shell';
import { type AssetEvent, asset } from './domain/asset.js';
import { permissions } from './permissions.js';

/** Who reads the register hears of custody, serviceability and bookings. */
export const news = holderNews<AssetEvent>({
  category: asset.category,
  readsDeployments: (principal) => isPermitted(principal, permissions, 'readDeployments'),
  mayHear: (principal) => isPermitted(principal, permissions, 'read'),
});
