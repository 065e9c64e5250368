/** Writes the code that is generated and committed (`npm run gen`). */
import { generate } from './generated.mjs';

for (const folder of generate()) console.log(`${folder}: generated`);
