import type { Holding } from '@cpmp/holder';
import { type Asset, type AssetEvent, RULES, asset, bookAsset, deploy, thingOf } from './domain/asset.js';
import { assets } from './views/assets.view.js';

/** What is particular to assets as things that are deployed and booked. */
export const holding: Holding<Asset, AssetEvent> = { rules: RULES, aggregate: asset, thingOf, deploy, book: bookAsset, find: (views, id) => views.get(assets, id) };
