import { testHost } from '@cpmp/shell/testing';
import { AT, restoredHolderContract } from './restores.contract.js';

restoredHolderContract({ engine: 'the embedded engines', open: () => testHost({ at: AT }) });
