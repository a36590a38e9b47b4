/** Starts `main.ts`. The api and our libraries are the built ones, in `dist`. */
import '../../factories/built-loader.mjs';

await import('./main.ts');
