/** Writes the code that is generated and committed (`npm run gen`). */
import { generate } from './generated.mjs';
import { compile } from './prepare.mjs';

// The client is generated from the compiled services. What does not compile because it wants what is not generated yet is compiled again later.
await compile(process.execPath);

for (const folder of generate()) console.log(`${folder}: generated`);
